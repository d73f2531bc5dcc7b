package io.multimapttl.sample.inside;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Range;
import org.springframework.data.domain.Range.Bound;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Service;

/**
 * Reads what the multimaps store in Redis, without using the library: one sorted set per
 * name, with the values as members, their expiries as scores, and a TTL on the key.
 * Applications do not need this.
 */
@Service
class RedisInside {

	/**
	 * With more keys than this, walking through them each second would disturb the other
	 * users of that Redis.
	 */
	private static final long MOST_KEYS = 10_000;

	private final StringRedisTemplate redis;

	private final RedisMultiMapWithTTL<String> couriers;

	private final List<RedisMultiMapWithTTL<?>> multiMaps;

	private final PlainSets plainSets;

	/**
	 * Creates the service.
	 * @param redis the template that Spring Boot configures
	 * @param couriers the multimap with which the plain sets are compared
	 * @param multiMaps all multimaps, which Spring injects as a collection
	 * @param plainSets the plain sets
	 */
	RedisInside(StringRedisTemplate redis, RedisMultiMapWithTTL<String> couriers,
			List<RedisMultiMapWithTTL<?>> multiMaps, PlainSets plainSets) {
		this.redis = redis;
		this.couriers = couriers;
		this.multiMaps = multiMaps;
		this.plainSets = plainSets;
	}

	Keyspace look() {
		long keys = execute((connection) -> connection.serverCommands().dbSize());
		List<Keyspace.SortedSet> sortedSets = (keys <= MOST_KEYS) ? sortedSets() : null;
		List<Keyspace.SortedSet> known = Objects.requireNonNullElse(sortedSets, List.of());
		return new Keyspace(keys, known.stream().mapToLong(Keyspace.SortedSet::live).sum(),
				known.stream().mapToLong(Keyspace.SortedSet::expired).sum(), sortedSets, plainSets(sortedSets));
	}

	private List<Keyspace.SortedSet> sortedSets() {
		long now = execute((connection) -> connection.serverCommands().time(TimeUnit.MILLISECONDS));
		Range<Double> afterNow = Range.from(Bound.exclusive(now / 1000.0)).to(Bound.unbounded());
		List<String> keys = this.multiMaps.stream()
			.map(RedisMultiMapWithTTL::getKeyPrefix)
			.flatMap(this::keys)
			.toList();
		List<Object> replies = RawRedis.pipelined(this.redis,
				(connection) -> keys.stream().map(RawRedis::bytes).forEach((key) -> {
					connection.zSetCommands().zCard(key);
					connection.zSetCommands().zCount(key, afterNow);
					connection.keyCommands().pTtl(key);
				}));
		List<Keyspace.SortedSet> sortedSets = new ArrayList<>();
		for (int i = 0; i < keys.size(); i++) {
			long values = (Long) replies.get(3 * i);
			long live = (Long) replies.get(3 * i + 1);
			long ttlMillis = (Long) replies.get(3 * i + 2);
			if (values > 0) {
				sortedSets.add(new Keyspace.SortedSet(keys.get(i), live, values - live, ttlMillis));
			}
		}
		return sortedSets;
	}

	/**
	 * Returns the keys that Redis has, not the names: {@link MultiMapWithTTL#names()}
	 * does not return names whose values have all expired. Keys of other types, which
	 * other programs wrote, are counted but not shown.
	 */
	private Stream<String> keys(String prefix) {
		ScanOptions options = ScanOptions.scanOptions().type(DataType.ZSET).match(prefix + ":*").count(1000).build();
		try (Stream<String> keys = this.redis.scan(options).stream()) {
			return keys.distinct().sorted().toList().stream();
		}
	}

	private Keyspace.@Nullable PlainSetsBeside plainSets(@Nullable List<Keyspace.SortedSet> sortedSets) {
		if (sortedSets == null) {
			return null;
		}
		Map<String, Keyspace.SortedSet> byKey = sortedSets.stream()
			.collect(Collectors.toMap(Keyspace.SortedSet::key, Function.identity()));
		return this.plainSets.sizes().map((sets) -> {
			List<Keyspace.Haunted> haunted = sets.stream().map((set) -> {
				Keyspace.SortedSet beside = byKey.get(this.couriers.getKeyPrefix() + ":" + set.zone());
				long live = (beside != null) ? beside.live() : 0;
				return new Keyspace.Haunted(set.zone(), set.members(), Math.max(0, set.members() - live));
			}).toList();
			return new Keyspace.PlainSetsBeside(haunted.stream().mapToLong(Keyspace.Haunted::members).sum(),
					haunted.stream().mapToLong(Keyspace.Haunted::ghosts).sum(), haunted);
		}).orElse(null);
	}

	private long execute(RedisCallback<@Nullable Long> action) {
		return Objects.requireNonNullElse(this.redis.execute(action), 0L);
	}

}
