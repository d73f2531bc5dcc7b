package io.multimapttl.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * A key as it is in Redis, seen and changed with plain commands past the multimap.
 *
 * @param redis how to get there
 * @param key the key
 */
public record RawKey(StringRedisTemplate redis, String key) {

	/**
	 * The PTTL first: what passes until TIME makes the key's expiry later, never earlier.
	 */
	private static final RedisScript<String> EXPIRES_AT = RedisScript.of("""
			local ttl = redis.call('PTTL', KEYS[1])
			if ttl < 0 then return string.format('%d', ttl) end
			local time = redis.call('TIME')
			return string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + ttl)""", String.class);

	private static final RedisScript<String> NOW = RedisScript.of("""
			local time = redis.call('TIME')
			return string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))""", String.class);

	/**
	 * Returns the members with their scores, in the order of the sorted set.
	 * @return scores by member
	 */
	public Map<String, Double> scores() {
		Map<String, Double> scores = new LinkedHashMap<>();
		Objects.requireNonNull(this.redis.opsForZSet().rangeWithScores(this.key, 0, -1))
			.forEach((tuple) -> scores.put(tuple.getValue(), tuple.getScore()));
		return scores;
	}

	public long members() {
		return Objects.requireNonNull(this.redis.opsForZSet().zCard(this.key));
	}

	public boolean exists() {
		return this.redis.hasKey(this.key);
	}

	/**
	 * Returns when Redis will drop the key, to about a millisecond.
	 * @return the moment, by Redis's clock
	 */
	public Instant expiresAt() {
		long millis = expiresAtMillis();
		if (millis < 0) {
			throw new AssertionError("The key " + ((millis == -1) ? "has no TTL" : "does not exist"));
		}
		return Instant.ofEpochMilli(millis);
	}

	/**
	 * Returns whether the key is there and has no TTL.
	 * @return whether it stays for ever
	 */
	public boolean staysForEver() {
		return expiresAtMillis() == -1;
	}

	private long expiresAtMillis() {
		return Long.parseLong(this.redis.execute(EXPIRES_AT, List.of(this.key)));
	}

	/**
	 * Returns the time by Redis's clock.
	 * @return now, cut to the millisecond
	 */
	public Instant now() {
		return Instant.ofEpochMilli(Long.parseLong(this.redis.execute(NOW, List.of(this.key))));
	}

	public void put(String member, Instant expiresAt) {
		put(member, expiresAt.toEpochMilli() / 1000.0);
	}

	public void put(String member, double score) {
		this.redis.opsForZSet().add(this.key, member, score);
	}

	/**
	 * Adds members that expire a second after each other.
	 * @param prefix what the members start with, before a number
	 * @param count how many
	 * @param first when the first expires
	 */
	public void putAll(String prefix, int count, Instant first) {
		Set<TypedTuple<String>> tuples = new HashSet<>();
		for (int i = 0; i < count; i++) {
			tuples.add(TypedTuple.of(prefix + i, first.plusSeconds(i).toEpochMilli() / 1000.0));
		}
		this.redis.opsForZSet().add(this.key, tuples);
	}

	public void setTimeToLive(Duration ttl) {
		this.redis.expire(this.key, ttl);
	}

	public void setText(String text) {
		this.redis.opsForValue().set(this.key, text);
	}

}
