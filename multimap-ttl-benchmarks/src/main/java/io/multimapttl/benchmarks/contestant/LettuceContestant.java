package io.multimapttl.benchmarks.contestant;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.lettuce.core.Limit;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.multimapttl.benchmarks.server.RawConnection;
import io.multimapttl.benchmarks.server.RedisAddress;

/**
 * Lettuce without Spring. A single add is this library's own script, called by its hash:
 * what remains is the price of the round trip. Batches are {@code ZADD},
 * {@code PEXPIREAT} and {@code ZREMRANGEBYSCORE} per name, flushed once, over a
 * connection of their own, as holding back commands concerns all of a connection.
 */
final class LettuceContestant implements Contestant {

	private final RawConnection connection;

	private final RawConnection batches;

	private final String prefix;

	private final String add;

	private final String addIfAbsent;

	LettuceContestant(RedisAddress address, String prefix) {
		this.connection = RawConnection.open(address);
		this.batches = RawConnection.open(address);
		this.batches.setAutoFlush(false);
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
		RedisClusterAsyncCommands<String, String> commands = this.batches.async();
		List<RedisFuture<?>> replies = new ArrayList<>(3 * valuesByName.size());
		valuesByName.forEach((name, values) -> {
			String key = key(name);
			replies.add(commands.zadd(key, scored(values, expiry / 1000.0)));
			replies.add(commands.pexpireat(key, expiry));
			replies.add(commands.zremrangebyscore(key, expired));
		});
		await(replies);
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
		return readMany(names, (key) -> this.batches.async().zrangebyscore(key, live));
	}

	@Override
	public long getManyWithExpiry(List<String> names) {
		Range<Double> live = live();
		return readMany(names, (key) -> this.batches.async().zrangebyscoreWithScores(key, live));
	}

	private <T> long readMany(List<String> names, Function<String, RedisFuture<List<T>>> read) {
		List<RedisFuture<List<T>>> replies = names.stream().map(this::key).map(read).toList();
		await(replies);
		long count = 0;
		for (RedisFuture<List<T>> reply : replies) {
			count += new LinkedHashSet<>(reply.toCompletableFuture().join()).size();
		}
		return count;
	}

	private void await(List<? extends RedisFuture<?>> replies) {
		this.batches.flush();
		if (!LettuceFutures.awaitAll(this.batches.timeout(), replies.toArray(RedisFuture[]::new))) {
			throw new IllegalStateException("Redis gave no reply");
		}
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
		this.batches.close();
	}

}
