package io.multimapttl.sample.inside;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

import io.multimapttl.sample.BoardProperties;
import io.multimapttl.sample.board.CourierLeft;
import io.multimapttl.sample.board.CouriersSeen;
import io.multimapttl.sample.board.ZoneClosed;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Service;

/**
 * The same board in plain Redis sets, as it would be without the library: {@code SADD} on
 * a ping, {@code SREM} when a courier leaves. A courier who falls silent is never
 * removed, so the sets fill up with ghosts. (An {@code EXPIRE} on the set does not help:
 * each ping of any courier in the zone would renew it for the ghosts, too.)
 * <p>
 * They are in another database of the same server, so that the keys of the board itself
 * can be counted. The connections to it are not beans: with a second
 * {@link RedisConnectionFactory} bean Spring Boot would not create its own, and neither
 * the multimaps nor other beans could know which one to use.
 * <p>
 * A cluster has no other database, so there are no plain sets then. There are none with
 * Sentinel or a socket either, to keep the sample simple.
 */
@Service
public class PlainSets implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(PlainSets.class);

	private static final String PREFIX = "courier-board.plain:";

	/**
	 * A set with the names of the sets. Looking for their keys would walk through the
	 * whole database, which may contain many other keys.
	 */
	private static final String NAMES = "courier-board.plain-sets";

	/**
	 * A set expires as a whole if nothing is written to it for this long: the sample
	 * should leave nothing behind.
	 */
	private static final Duration SWEPT_AFTER = Duration.ofHours(1);

	/**
	 * At most so many sets are kept, because the page looks at all of them each second.
	 */
	private static final int MOST_SETS = 1000;

	private final @Nullable LettuceConnectionFactory connectionFactory;

	private final @Nullable StringRedisTemplate redis;

	PlainSets(RedisConnectionFactory boards, BoardProperties properties) {
		this.connectionFactory = otherDatabase(boards, properties.plainSetsDatabase());
		this.redis = (this.connectionFactory != null) ? new StringRedisTemplate(this.connectionFactory) : null;
	}

	private static @Nullable LettuceConnectionFactory otherDatabase(RedisConnectionFactory boards, int database) {
		if (!(boards instanceof LettuceConnectionFactory lettuce) || lettuce.isClusterAware()
				|| lettuce.isRedisSentinelAware() || lettuce.getSocketConfiguration() != null || database < 0
				|| lettuce.getDatabase() == database) {
			return null;
		}
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(lettuce.getHostName(),
				lettuce.getPort());
		server.setUsername(lettuce.getStandaloneConfiguration().getUsername());
		server.setPassword(lettuce.getStandaloneConfiguration().getPassword());
		server.setDatabase(database);
		// With the same client configuration: TLS, timeouts and threads are shared
		LettuceConnectionFactory other = new LettuceConnectionFactory(server, lettuce.getClientConfiguration());
		other.afterPropertiesSet();
		other.start();
		return other;
	}

	@EventListener
	void add(CouriersSeen seen) {
		add(seen.couriersByZone());
	}

	public void add(Map<String, ? extends Collection<String>> couriersByZone) {
		write((redis) -> {
			Set<String> sets = new HashSet<>(names(redis));
			RawRedis.pipelined(redis, (connection) -> couriersByZone.forEach((zone, couriers) -> {
				if (sets.size() < MOST_SETS || sets.contains(zone)) {
					sets.add(zone);
					add(connection, PREFIX + zone, couriers);
					add(connection, NAMES, List.of(zone));
				}
			}));
		});
	}

	private static void add(RedisConnection connection, String key, Collection<String> members) {
		connection.setCommands()
			.sAdd(RawRedis.bytes(key), members.stream().map(RawRedis::bytes).toArray(byte[][]::new));
		connection.keyCommands().expire(RawRedis.bytes(key), SWEPT_AFTER.toSeconds());
	}

	@EventListener
	void remove(CourierLeft left) {
		write((redis) -> redis.opsForSet().remove(PREFIX + left.zone(), left.courier()));
	}

	@EventListener
	void delete(ZoneClosed closed) {
		write((redis) -> {
			redis.unlink(PREFIX + closed.zone());
			redis.opsForSet().remove(NAMES, closed.zone());
		});
	}

	/**
	 * Deletes all sets, with their ghosts.
	 */
	public void clear() {
		write((redis) -> {
			redis.unlink(names(redis).stream().map((name) -> PREFIX + name).toList());
			redis.unlink(NAMES);
		});
	}

	/**
	 * Returns how many members each set has, empty if there are no plain sets.
	 */
	Optional<List<PlainSet>> sizes() {
		return read((redis) -> {
			List<String> names = List.copyOf(names(redis));
			List<Object> sizes = RawRedis.pipelined(redis, (connection) -> names
				.forEach((name) -> connection.setCommands().sCard(RawRedis.bytes(PREFIX + name))));
			List<PlainSet> sets = new ArrayList<>();
			for (int i = 0; i < names.size(); i++) {
				sets.add(new PlainSet(names.get(i), (Long) sizes.get(i)));
			}
			return sets;
		});
	}

	private static Set<String> names(StringRedisTemplate redis) {
		Set<String> names = redis.opsForSet().members(NAMES);
		return (names != null) ? new TreeSet<>(names) : Set.of();
	}

	private void write(Consumer<StringRedisTemplate> action) {
		read((redis) -> {
			action.accept(redis);
			return true;
		});
	}

	/**
	 * Returns nothing if the plain sets cannot be used: that is no reason to refuse a
	 * ping. For example, a server may allow only one database.
	 */
	private <T> Optional<T> read(Function<StringRedisTemplate, T> action) {
		if (this.redis == null) {
			return Optional.empty();
		}
		try {
			return Optional.of(action.apply(this.redis));
		}
		catch (DataAccessException ex) {
			logger.debug("No plain sets", ex);
			return Optional.empty();
		}
	}

	@Override
	public void destroy() {
		if (this.connectionFactory != null) {
			this.connectionFactory.destroy();
		}
	}

	/**
	 * A plain set.
	 *
	 * @param zone the zone
	 * @param members how many members it has
	 */
	record PlainSet(String zone, long members) {

	}

}
