package io.multimapttl.benchmarks.contestant;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisZSetCommands;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ZSetOperations;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Spring Data Redis by hand: {@code ZADD}, {@code PEXPIREAT} and {@code ZREMRANGEBYSCORE}
 * per name, several names in a pipeline, {@code ZRANGEBYSCORE} to read.
 * <p>
 * With a pool the three commands of a single add are a pipeline too. Without one each
 * pipeline opens a connection, so there they are three calls over the shared connection.
 * <p>
 * Reactive calls share a connection without any pipeline: commands are on their way at
 * once, and those about one key are executed in their order.
 */
final class SpringDataContestant implements ReactiveContestant {

	private final LettuceConnectionFactory connectionFactory;

	private final StringRedisTemplate template;

	private final ZSetOperations<String, String> sortedSets;

	private final ReactiveStringRedisTemplate reactiveTemplate;

	private final String prefix;

	private final boolean pooled;

	SpringDataContestant(LettuceConnectionFactory connectionFactory, String prefix, boolean pooled) {
		this.connectionFactory = connectionFactory;
		this.template = new StringRedisTemplate(connectionFactory);
		this.sortedSets = this.template.opsForZSet();
		this.reactiveTemplate = new ReactiveStringRedisTemplate(connectionFactory);
		this.prefix = prefix;
		this.pooled = pooled;
	}

	@Override
	public String key(String name) {
		return this.prefix + ":" + name;
	}

	@Override
	public void add(String name, String value) {
		long now = System.currentTimeMillis();
		long expiry = now + TTL.toMillis();
		if (this.pooled) {
			pipelined((connection) -> write(connection, name, Set.of(value), now));
			return;
		}
		String key = key(name);
		this.sortedSets.add(key, value, expiry / 1000.0);
		this.template.expireAt(key, new Date(expiry));
		this.sortedSets.removeRangeByScore(key, 0, now / 1000.0);
	}

	@Override
	public boolean addIfAbsent(String name, String value) {
		long now = System.currentTimeMillis();
		long expiry = now + TTL.toMillis();
		String key = key(name);
		this.sortedSets.removeRangeByScore(key, 0, now / 1000.0);
		boolean added = Boolean.TRUE.equals(this.sortedSets.addIfAbsent(key, value, expiry / 1000.0));
		if (added) {
			this.template.expireAt(key, new Date(expiry));
		}
		return added;
	}

	@Override
	public void addMany(Map<String, Set<String>> valuesByName) {
		long now = System.currentTimeMillis();
		pipelined((connection) -> valuesByName.forEach((name, values) -> write(connection, name, values, now)));
	}

	private void write(RedisConnection connection, String name, Set<String> values, long now) {
		byte[] key = bytes(key(name));
		long expiry = now + TTL.toMillis();
		connection.zSetCommands().zAdd(key, tuples(values, expiry));
		connection.keyCommands().pExpireAt(key, expiry);
		connection.zSetCommands().zRemRangeByScore(key, 0, now / 1000.0);
	}

	private static Set<Tuple> tuples(Set<String> values, long expiry) {
		Set<Tuple> tuples = new LinkedHashSet<>();
		values.forEach((value) -> tuples.add(Tuple.of(bytes(value), expiry / 1000.0)));
		return tuples;
	}

	@Override
	public long get(String name) {
		return this.sortedSets.rangeByScore(key(name), now(), Double.POSITIVE_INFINITY).size();
	}

	@Override
	public long getMany(List<String> names) {
		return readMany(names, RedisZSetCommands::zRangeByScore);
	}

	@Override
	public long getManyWithExpiry(List<String> names) {
		return readMany(names, RedisZSetCommands::zRangeByScoreWithScores);
	}

	private long readMany(List<String> names, Read read) {
		Range<Double> live = live();
		List<Object> replies = pipelined(
				(connection) -> names.forEach((name) -> read.send(connection.zSetCommands(), bytes(key(name)), live)));
		return replies.stream().mapToLong((reply) -> ((Collection<?>) reply).size()).sum();
	}

	@Override
	public long getWithExpiry(String name) {
		return this.sortedSets.rangeByScoreWithScores(key(name), now(), Double.POSITIVE_INFINITY).size();
	}

	@Override
	public boolean contains(String name, String value) {
		Double score = this.sortedSets.score(key(name), value);
		return score != null && score > now();
	}

	@Override
	public long size(String name) {
		return this.sortedSets.count(key(name), now(), Double.POSITIVE_INFINITY);
	}

	@SuppressWarnings("NullAway") // in a pipeline a callback has to return null
	private List<Object> pipelined(Consumer<RedisConnection> commands) {
		return this.template.executePipelined((RedisCallback<?>) (connection) -> {
			commands.accept(connection);
			return null;
		});
	}

	@Override
	public Mono<?> addLater(String name, String value) {
		return this.reactiveTemplate
			.execute((connection) -> write(connection, name, Set.of(value), System.currentTimeMillis()))
			.then();
	}

	/**
	 * All at once, which costs the server less than some at a time.
	 */
	@Override
	public Mono<?> addManyLater(Map<String, Set<String>> valuesByName) {
		return this.reactiveTemplate.execute((connection) -> {
			long now = System.currentTimeMillis();
			return Flux.fromIterable(valuesByName.entrySet())
				.flatMap((entry) -> write(connection, entry.getKey(), entry.getValue(), now), valuesByName.size());
		}).then();
	}

	private Mono<Void> write(ReactiveRedisConnection connection, String name, Set<String> values, long now) {
		ByteBuffer key = ByteBuffer.wrap(bytes(key(name)));
		long expiry = now + TTL.toMillis();
		return Mono.when(connection.zSetCommands().zAdd(key, tuples(values, expiry)),
				connection.keyCommands().pExpireAt(key, Instant.ofEpochMilli(expiry)),
				connection.zSetCommands().zRemRangeByScore(key, Range.closed(0.0, now / 1000.0)));
	}

	@Override
	public Mono<Long> getLater(String name) {
		return Mono.defer(() -> this.reactiveTemplate.opsForZSet().rangeByScore(key(name), live()).collectList())
			.map((values) -> (long) values.size());
	}

	@Override
	public Mono<Long> getManyLater(List<String> names) {
		return this.reactiveTemplate.execute((connection) -> {
			Range<Double> live = live();
			return Flux.fromIterable(names).flatMap((name) -> read(connection, name, live), names.size());
		}).collectList().map((replies) -> replies.stream().mapToLong(Collection::size).sum());
	}

	private Mono<List<String>> read(ReactiveRedisConnection connection, String name, Range<Double> live) {
		return connection.zSetCommands()
			.zRangeByScore(ByteBuffer.wrap(bytes(key(name))), live)
			.map((value) -> StandardCharsets.UTF_8.decode(value).toString())
			.collectList();
	}

	private static Range<Double> live() {
		return Range.rightUnbounded(Range.Bound.exclusive(now()));
	}

	private static double now() {
		return System.currentTimeMillis() / 1000.0;
	}

	private static byte[] bytes(String text) {
		return RedisSerializer.string().serialize(text);
	}

	@Override
	public void close() {
		this.connectionFactory.destroy();
	}

	private interface Read {

		@Nullable Object send(RedisZSetCommands commands, byte[] key, Range<Double> live);

	}

}
