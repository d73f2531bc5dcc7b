package io.multimapttl.test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.multimapttl.testsupport.RedisServer;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Redis as it is, seen past the multimap on a connection of its own.
 */
final class RawRedis {

	/**
	 * Time passes while a script runs, on some versions of Redis, so it is read before
	 * and after the time to live.
	 */
	@SuppressWarnings("rawtypes")
	private static final RedisScript<List> READ = RedisScript.of("""
			local function now()
			  local time = redis.call('TIME')
			  return string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
			end
			return {now(), redis.call('PTTL', KEYS[1]), now(), redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')}""",
			List.class);

	private final LettuceConnectionFactory connectionFactory;

	private final StringRedisTemplate template;

	RawRedis(RedisServer server) {
		this.connectionFactory = server.createConnectionFactory(RedisServer.clientConfigurationBuilder().build());
		this.template = new StringRedisTemplate(this.connectionFactory);
	}

	/**
	 * Reads a key.
	 * @param key the key
	 * @return what there is
	 */
	Key read(String key) {
		List<?> reply = this.template.execute(READ, List.of(key));
		List<Member> members = new ArrayList<>();
		List<?> membersAndScores = (List<?>) reply.get(3);
		for (int i = 0; i < membersAndScores.size(); i += 2) {
			long expiry = Math.round(Double.parseDouble((String) membersAndScores.get(i + 1)) * 1000);
			members.add(new Member((String) membersAndScores.get(i), Instant.ofEpochMilli(expiry)));
		}
		return new Key((Long) reply.get(1), Long.parseLong((String) reply.get(0)),
				Long.parseLong((String) reply.get(2)), members);
	}

	void delete(List<String> keys) {
		this.template.delete(keys);
	}

	void close() {
		this.connectionFactory.destroy();
	}

	/**
	 * A key as it was at some moment.
	 *
	 * @param ttl the key's time to live in milliseconds; -1 if there is none, -2 if the
	 * key does not exist
	 * @param after the moment is not before this one, by Redis's clock, in milliseconds
	 * @param before the moment is not after this one
	 * @param members the members with their expiries, in the order of the sorted set
	 */
	record Key(long ttl, long after, long before, List<Member> members) {

		/**
		 * Tells whether the key may expire in a period, by Redis's clock.
		 * @param from when the period starts, in milliseconds
		 * @param to when the period ends
		 * @return whether that may be
		 */
		boolean mayExpireBetween(long from, long to) {
			return this.before + this.ttl >= from && this.after + this.ttl <= to;
		}

	}

	/**
	 * A member of a sorted set.
	 *
	 * @param value the value
	 * @param expiresAt what its score says
	 */
	record Member(String value, Instant expiresAt) {

		@Override
		public String toString() {
			return this.value + " until " + this.expiresAt;
		}

	}

}
