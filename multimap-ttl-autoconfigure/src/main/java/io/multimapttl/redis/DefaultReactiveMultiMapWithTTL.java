package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.multimapttl.Addition;
import io.multimapttl.ExpiringValue;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.Removal;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * Sends the request of each operation whenever somebody subscribes to it.
 *
 * @param <V> the type of the values
 */
final class DefaultReactiveMultiMapWithTTL<V> implements ReactiveMultiMapWithTTL<V> {

	private final Setup<V> setup;

	private final Duration ttl;

	private final ReactiveSender sender;

	private final WriteRequests<V> writes;

	private final ReadRequests<V> reads;

	private final ReactiveWalks<V> walks;

	DefaultReactiveMultiMapWithTTL(Setup<V> blocking, Duration ttl, ReactiveRoute route) {
		this.setup = blocking.over(route);
		this.ttl = ttl;
		this.sender = new ReactiveSender(route, this.setup.prefix());
		this.writes = new WriteRequests<>(this.setup);
		this.reads = new ReadRequests<>(this.setup);
		this.walks = new ReactiveWalks<>(this.setup, this.reads, this.writes, this.sender, route);
	}

	@Override
	public Mono<Boolean> add(String name, V value) {
		return add(name, value, this.ttl);
	}

	@Override
	public Mono<Boolean> add(String name, V value, Duration ttl) {
		return this.sender.send(() -> this.writes.add(name, value, ttl));
	}

	@Override
	public Mono<Boolean> add(String name, V value, Instant expiresAt) {
		return this.sender.send(() -> this.writes.add(name, value, expiresAt));
	}

	@Override
	public Mono<Long> addAll(String name, Collection<? extends V> values) {
		return addAll(name, values, this.ttl);
	}

	@Override
	public Mono<Long> addAll(String name, Collection<? extends V> values, Duration ttl) {
		return this.sender.send(() -> this.writes.addAll(name, values, ttl));
	}

	@Override
	public Mono<Long> addAll(String name, Collection<? extends V> values, Instant expiresAt) {
		return this.sender.send(() -> this.writes.addAll(name, values, expiresAt));
	}

	@Override
	public Mono<Long> addMany(Map<String, ? extends Collection<? extends V>> valuesByName) {
		return addMany(valuesByName, this.ttl);
	}

	@Override
	public Mono<Long> addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl) {
		return this.sender.send(() -> this.writes.addMany(valuesByName, ttl));
	}

	@Override
	public Mono<Long> addMany(Publisher<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries,
			Duration ttl) {
		return Mono.defer(() -> {
			Assert.notNull(entries, "'entries' must not be null");
			WriteRequests.Import<V> imported = this.writes.addMany(ttl);
			return this.sender.send(calls(entries, imported), imported.request());
		});
	}

	private Flux<RedisCall> calls(Publisher<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries,
			WriteRequests.Import<V> imported) {
		Flux<Slice> slices = Flux.from(entries)
			.map(this.setup.limits()::checkedEntry)
			.concatMapIterable((entry) -> () -> imported.slices(entry), 1);
		return ReactiveSender.<Slice, RedisCall>present(slices, imported.packer()::add)
			.concatWith(Mono.fromSupplier(imported.packer()::rest));
	}

	@Override
	public Mono<Long> addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName) {
		return this.sender.send(() -> this.writes.addManyWithTtl(expiriesByName));
	}

	@Override
	public Mono<Boolean> addIfAbsent(String name, V value) {
		return addIfAbsent(name, value, this.ttl);
	}

	@Override
	public Mono<Boolean> addIfAbsent(String name, V value, Duration ttl) {
		return this.sender.send(() -> this.writes.addIfAbsent(name, value, ttl));
	}

	@Override
	public Mono<Addition<V>> addAndCount(String name, V value) {
		return addAndCount(name, value, this.ttl);
	}

	@Override
	public Mono<Addition<V>> addAndCount(String name, V value, Duration ttl) {
		return this.sender.send(() -> this.writes.addAndCount(name, value, ttl));
	}

	@Override
	public Mono<Addition<V>> addAndCount(String name, V value, Duration ttl, int maxValues) {
		return this.sender.send(() -> this.writes.addAndCount(name, value, ttl, maxValues));
	}

	@Override
	public Mono<Boolean> expire(String name, V value, Duration ttl) {
		return this.sender.send(() -> this.writes.expire(name, value, ttl));
	}

	@Override
	public Mono<Boolean> expireAt(String name, V value, Instant expiresAt) {
		return this.sender.send(() -> this.writes.expireAt(name, value, expiresAt));
	}

	@Override
	public Flux<V> get(String name) {
		return this.sender.send(() -> this.reads.get(name)).flatMapIterable(Function.identity());
	}

	@Override
	public Flux<V> getLatest(String name, int limit) {
		return this.sender.send(() -> this.reads.getLatest(name, limit)).flatMapIterable(Function.identity());
	}

	@Override
	public Mono<Map<String, Set<V>>> getMany(Collection<String> names) {
		return this.sender.send(() -> this.reads.getMany(names));
	}

	@Override
	public Flux<ExpiringValue<V>> getWithExpiry(String name) {
		return this.sender.send(() -> this.reads.getWithExpiry(name)).flatMapIterable(Function.identity());
	}

	@Override
	public Mono<Map<String, List<ExpiringValue<V>>>> getManyWithExpiry(Collection<String> names) {
		return this.sender.send(() -> this.reads.getManyWithExpiry(names));
	}

	@Override
	public Mono<Duration> getTimeToLive(String name, V value) {
		return this.sender.send(() -> this.reads.getTimeToLive(name, value)).flatMap(Mono::justOrEmpty);
	}

	@Override
	public Mono<Boolean> contains(String name, V value) {
		return this.sender.send(() -> this.reads.getTimeToLive(name, value)).map(Optional::isPresent);
	}

	@Override
	public Mono<Long> size(String name) {
		return this.sender.send(() -> this.reads.size(name));
	}

	@Override
	public Flux<V> stream(String name) {
		return this.walks.values(name);
	}

	@Override
	public Mono<Boolean> remove(String name, V value) {
		return this.sender.send(() -> this.writes.remove(name, value));
	}

	@Override
	public Mono<Removal> removeAndCount(String name, V value) {
		return this.sender.send(() -> this.writes.removeAndCount(name, value));
	}

	@Override
	public Mono<Long> removeAll(String name, Collection<? extends V> values) {
		return this.sender.send(() -> this.writes.removeAll(name, values));
	}

	@Override
	public Mono<Long> delete(Collection<String> names) {
		return this.sender.send(() -> this.writes.delete(names));
	}

	@Override
	public Flux<String> names() {
		return this.walks.names();
	}

	@Override
	public Mono<Long> purge(String name) {
		return this.sender.send(() -> this.writes.purge(name));
	}

	@Override
	public Mono<Void> clear() {
		return this.walks.clear();
	}

	@Override
	public String toString() {
		return "ReactiveMultiMapWithTTL '" + this.setup.id() + "' of " + this.setup.codec().valueType().getName();
	}

}
