package io.multimapttl.benchmarks.contestant;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.time.Duration;

import io.lettuce.core.RedisURI;
import io.multimapttl.benchmarks.server.RedisAddress;
import org.redisson.Redisson;
import org.redisson.api.BatchResult;
import org.redisson.api.RBatch;
import org.redisson.api.RBatchReactive;
import org.redisson.api.RSetCache;
import org.redisson.api.RSetCacheAsync;
import org.redisson.api.RSetCacheReactive;
import org.redisson.api.RedissonClient;
import org.redisson.api.RedissonReactiveClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import reactor.core.publisher.Mono;

/**
 * Redisson's {@code RSetCache}, several names in an {@code RBatch}. It sets no time to
 * live on keys: a task of the client, one per name, removes expired values every 5
 * seconds to 30 minutes, and with the last of them the key. It cannot tell when a value
 * expires.
 */
final class RedissonContestant implements ReactiveContestant {

	private final RedissonClient redisson;

	private final RedissonReactiveClient reactive;

	private final String prefix;

	RedissonContestant(RedisAddress address, String prefix) {
		this.redisson = Redisson.create(config(address));
		this.reactive = this.redisson.reactive();
		this.prefix = prefix;
	}

	private static Config config(RedisAddress address) {
		Config config = new Config().setCodec(StringCodec.INSTANCE);
		if (!address.password().isEmpty()) {
			config.setPassword(address.password());
		}
		if (address.cluster()) {
			config.useClusterServers()
				.addNodeAddress(address.nodes().stream().map(RedissonContestant::url).toArray(String[]::new));
		}
		else {
			config.useSingleServer().setAddress(url(address.first())).setDatabase(address.first().getDatabase());
		}
		return config;
	}

	private static String url(RedisURI uri) {
		return (uri.isSsl() ? "rediss://" : "redis://") + uri.getHost() + ":" + uri.getPort();
	}

	private RSetCache<String> set(String name) {
		return this.redisson.getSetCache(key(name));
	}

	@Override
	public String key(String name) {
		return this.prefix + ":" + name;
	}

	@Override
	public void add(String name, String value) {
		set(name).add(value, TTL.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public boolean addIfAbsent(String name, String value) {
		return set(name).addIfAbsent(TTL, value);
	}

	@Override
	public void addMany(Map<String, Set<String>> valuesByName) {
		RBatch batch = this.redisson.createBatch();
		valuesByName.forEach((name, values) -> add(batch.getSetCache(key(name)), values));
		batch.execute();
	}

	private static void add(RSetCacheAsync<String> set, Set<String> values) {
		if (values.size() == 1) {
			set.addAsync(values.iterator().next(), TTL.toMillis(), TimeUnit.MILLISECONDS);
			return;
		}
		set.addAllAsync(ttls(values));
	}

	private static Map<String, Duration> ttls(Set<String> values) {
		Map<String, Duration> ttls = new HashMap<>();
		values.forEach((value) -> ttls.put(value, TTL));
		return ttls;
	}

	@Override
	public long get(String name) {
		return set(name).readAll().size();
	}

	@Override
	public long getMany(List<String> names) {
		RBatch batch = this.redisson.createBatch();
		names.forEach((name) -> batch.getSetCache(key(name)).readAllAsync());
		return count(batch.execute());
	}

	private static long count(BatchResult<?> result) {
		return result.getResponses().stream().mapToLong((reply) -> ((Collection<?>) reply).size()).sum();
	}

	@Override
	public boolean contains(String name, String value) {
		return set(name).contains(value);
	}

	@Override
	public long size(String name) {
		return set(name).size();
	}

	@Override
	public Mono<?> addLater(String name, String value) {
		return reactiveSet(name).add(value, TTL.toMillis(), TimeUnit.MILLISECONDS);
	}

	private RSetCacheReactive<String> reactiveSet(String name) {
		return this.reactive.getSetCache(key(name));
	}

	/**
	 * A batch subscribes by itself to what is called on it.
	 */
	@Override
	public Mono<?> addManyLater(Map<String, Set<String>> valuesByName) {
		return Mono.defer(() -> {
			RBatchReactive batch = this.reactive.createBatch();
			valuesByName.forEach((name, values) -> add(batch.getSetCache(key(name)), values));
			return batch.execute();
		});
	}

	private static void add(RSetCacheReactive<String> set, Set<String> values) {
		if (values.size() == 1) {
			set.add(values.iterator().next(), TTL.toMillis(), TimeUnit.MILLISECONDS);
			return;
		}
		set.addAll(ttls(values));
	}

	@Override
	public Mono<Long> getLater(String name) {
		return reactiveSet(name).readAll().map((values) -> (long) values.size());
	}

	@Override
	public Mono<Long> getManyLater(List<String> names) {
		return Mono.defer(() -> {
			RBatchReactive batch = this.reactive.createBatch();
			names.forEach((name) -> batch.getSetCache(key(name)).readAll());
			return batch.execute();
		}).map(RedissonContestant::count);
	}

	@Override
	public boolean keysExpire() {
		return false;
	}

	/**
	 * Ends the tasks that clean up, which would otherwise keep the server busy while it
	 * is another's turn.
	 */
	@Override
	public void rest(Collection<String> names) {
		names.forEach((name) -> set(name).destroy());
	}

	@Override
	public void close() {
		this.redisson.shutdown(0, 2, TimeUnit.SECONDS);
	}

}
