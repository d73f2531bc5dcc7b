package io.multimapttl.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
	 * Time passes while a script runs, on some versions of Redis, so it is read before
	 * and after the time to live.
	 */
	@SuppressWarnings("rawtypes")
	private static final RedisScript<List> READ = RedisScript.of("""
			local function now()
			  local time = redis.call('TIME')
			  return string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
			end
			return {now(), redis.call('PTTL', KEYS[1]), now(), redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')}""",
			List.class);

	private static final RedisScript<String> NOW = RedisScript.of("""
			local time = redis.call('TIME')
			return string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))""", String.class);

	/**
	 * Reads all there is to know at one moment.
	 * @return what there is
	 */
	public Contents read() {
		List<?> reply = this.redis.execute(READ, List.of(this.key));
		List<?> membersAndScores = (List<?>) reply.get(3);
		Map<String, Double> scores = new LinkedHashMap<>();
		for (int i = 0; i < membersAndScores.size(); i += 2) {
			String score = ((String) membersAndScores.get(i + 1)).replace("inf", "Infinity");
			scores.put((String) membersAndScores.get(i), Double.valueOf(score));
		}
		return new Contents((Long) reply.get(1), Long.parseLong((String) reply.get(0)),
				Long.parseLong((String) reply.get(2)), scores);
	}

	/**
	 * Returns the members with their scores, in the order of the sorted set.
	 * @return scores by member
	 */
	public Map<String, Double> scores() {
		return read().scores();
	}

	public long members() {
		return read().scores().size();
	}

	public boolean exists() {
		return this.redis.hasKey(this.key);
	}

	/**
	 * Returns when Redis will drop the key, to about a millisecond and never too early.
	 * @return the moment, by Redis's clock
	 */
	public Instant expiresAt() {
		Contents contents = read();
		if (contents.ttl() < 0) {
			throw new AssertionError("The key " + ((contents.ttl() == -1) ? "has no TTL" : "does not exist"));
		}
		return Instant.ofEpochMilli(contents.before() + contents.ttl());
	}

	/**
	 * Returns whether the key is there and has no TTL.
	 * @return whether it stays for ever
	 */
	public boolean staysForEver() {
		return read().ttl() == -1;
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

	/**
	 * A key as it was at some moment.
	 *
	 * @param ttl the key's time to live in milliseconds; -1 if there is none, -2 if the
	 * key does not exist
	 * @param after the moment is not before this one, by Redis's clock, in milliseconds
	 * @param before the moment is not after this one
	 * @param scores the members with their scores, in the order of the sorted set
	 */
	public record Contents(long ttl, long after, long before, Map<String, Double> scores) {

		/**
		 * Returns the members with what their scores say.
		 * @return when each expires, in the order of the sorted set
		 */
		public Map<String, Instant> expiries() {
			Map<String, Instant> expiries = new LinkedHashMap<>();
			this.scores
				.forEach((member, score) -> expiries.put(member, Instant.ofEpochMilli(Math.round(score * 1000))));
			return expiries;
		}

		/**
		 * Tells whether the key may expire in a period, by Redis's clock.
		 * @param from when the period starts, in milliseconds
		 * @param to when the period ends
		 * @return whether that may be
		 */
		public boolean mayExpireBetween(long from, long to) {
			return this.before + this.ttl >= from && this.after + this.ttl <= to;
		}

	}

}
