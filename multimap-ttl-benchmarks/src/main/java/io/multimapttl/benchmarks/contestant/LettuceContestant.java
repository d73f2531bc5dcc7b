package io.multimapttl.benchmarks.contestant;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.multimapttl.benchmarks.server.Pipeline;
import io.multimapttl.benchmarks.server.RawConnection;
import io.multimapttl.benchmarks.server.RedisAddress;

/**
 * Lettuce without Spring. A single add is this library's own script, called by its hash:
 * what remains is the price of the round trip. Batches are {@code ZADD},
 * {@code PEXPIREAT} and {@code ZREMRANGEBYSCORE} per name, flushed every few hundred,
 * each sent to the master of its key.
 */
final class LettuceContestant implements Contestant {

	private final RawConnection connection;

	private final String prefix;

	private final String add;

	private final String addIfAbsent;

	LettuceContestant(RedisAddress address, String prefix) {
		this.connection = RawConnection.open(address);
		this.prefix = prefix;
		this.add = LibraryScript.load(this.connection, "now", "add_one", "write", "add");
		this.addIfAbsent = LibraryScript.load(this.connection, "now", "write", "add_if_absent");
	}

	@Override
	public String key(String name) {
		return this.prefix + ":" + name;
	}

	@Override
	public void add(String name, String value) {
		this.connection.sync()
			.evalsha(this.add, ScriptOutputType.MULTI, new String[] { key(name) }, "", "1", "1000", "", ttl(), "1",
					value);
	}

	@Override
	public boolean addIfAbsent(String name, String value) {
		List<Long> reply = this.connection.sync()
			.evalsha(this.addIfAbsent, ScriptOutputType.MULTI, new String[] { key(name) }, "", "1", "1000", "", ttl(),
					value);
		return reply.get(0) == 1;
	}

	@Override
	public void addMany(Map<String, Set<String>> valuesByName) {
		long now = System.currentTimeMillis();
		long expiry = now + TTL.toMillis();
		Range<Double> expired = Range.create(0.0, now / 1000.0);
		Pipeline pipeline = this.connection.pipeline();
		valuesByName.forEach((name, values) -> {
			String key = key(name);
			pipeline.send(key, (commands) -> commands.zadd(key, scored(values, expiry / 1000.0)));
			pipeline.send(key, (commands) -> commands.pexpireat(key, expiry));
			pipeline.send(key, (commands) -> commands.zremrangebyscore(key, expired));
		});
		pipeline.await();
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static ScoredValue<String>[] scored(Set<String> values, double score) {
		ScoredValue[] scored = new ScoredValue[values.size()];
		int i = 0;
		for (String value : values) {
			scored[i++] = ScoredValue.just(score, value);
		}
		return scored;
	}

	@Override
	public long get(String name) {
		return new LinkedHashSet<>(this.connection.sync().zrangebyscore(key(name), live())).size();
	}

	@Override
	public long getMany(List<String> names) {
		Range<Double> live = live();
		return readMany(names, (commands, key) -> commands.zrangebyscore(key, live));
	}

	@Override
	public long getManyWithExpiry(List<String> names) {
		Range<Double> live = live();
		return readMany(names, (commands, key) -> commands.zrangebyscoreWithScores(key, live));
	}

	private <T> long readMany(List<String> names, Read<T> read) {
		Pipeline pipeline = this.connection.pipeline();
		List<RedisFuture<List<T>>> replies = names.stream()
			.map(this::key)
			.map((key) -> pipeline.send(key, (commands) -> read.send(commands, key)))
			.toList();
		pipeline.await();
		return replies.stream()
			.map((reply) -> new LinkedHashSet<>(reply.toCompletableFuture().join()))
			.mapToLong(Set::size)
			.sum();
	}

	@Override
	public long getWithExpiry(String name) {
		return this.connection.sync().zrangebyscoreWithScores(key(name), live(), Limit.unlimited()).size();
	}

	@Override
	public boolean contains(String name, String value) {
		Double score = this.connection.sync().zscore(key(name), value);
		return score != null && score > now();
	}

	@Override
	public long size(String name) {
		return this.connection.sync().zcount(key(name), live());
	}

	private static Range<Double> live() {
		return Range.from(Boundary.excluding(now()), Boundary.unbounded());
	}

	private static double now() {
		return System.currentTimeMillis() / 1000.0;
	}

	private static String ttl() {
		return Long.toString(TTL.toMillis());
	}

	@Override
	public void close() {
		this.connection.close();
	}

	private interface Read<T> {

		RedisFuture<List<T>> send(RedisAsyncCommands<String, String> commands, String key);

	}

}
