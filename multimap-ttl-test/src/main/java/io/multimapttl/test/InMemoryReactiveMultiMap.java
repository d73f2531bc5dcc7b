package io.multimapttl.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.multimapttl.Addition;
import io.multimapttl.ExpiringValue;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.Removal;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * The reactive form of a multimap in memory: each subscription calls it, on the thread
 * that subscribes, and waits for nothing.
 *
 * @param <V> the type of the values
 * @param multiMap the multimap
 */
record InMemoryReactiveMultiMap<V>(InMemoryMultiMapWithTTL<V> multiMap) implements ReactiveMultiMapWithTTL<V> {

	@Override
	public Mono<Boolean> add(String name, V value) {
		return Mono.fromCallable(() -> this.multiMap.add(name, value));
	}

	@Override
	public Mono<Boolean> add(String name, V value, Duration ttl) {
		return Mono.fromCallable(() -> this.multiMap.add(name, value, ttl));
	}

	@Override
	public Mono<Boolean> add(String name, V value, Instant expiresAt) {
		return Mono.fromCallable(() -> this.multiMap.add(name, value, expiresAt));
	}

	@Override
	public Mono<Long> addAll(String name, Collection<? extends V> values) {
		return Mono.fromCallable(() -> this.multiMap.addAll(name, values));
	}

	@Override
	public Mono<Long> addAll(String name, Collection<? extends V> values, Duration ttl) {
		return Mono.fromCallable(() -> this.multiMap.addAll(name, values, ttl));
	}

	@Override
	public Mono<Long> addAll(String name, Collection<? extends V> values, Instant expiresAt) {
		return Mono.fromCallable(() -> this.multiMap.addAll(name, values, expiresAt));
	}

	@Override
	public Mono<Long> addMany(Map<String, ? extends Collection<? extends V>> valuesByName) {
		return Mono.fromCallable(() -> this.multiMap.addMany(valuesByName));
	}

	@Override
	public Mono<Long> addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl) {
		return Mono.fromCallable(() -> this.multiMap.addMany(valuesByName, ttl));
	}

	@Override
	public Mono<Long> addMany(Publisher<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries,
			Duration ttl) {
		return Mono.defer(() -> {
			Assert.notNull(entries, "'entries' must not be null");
			// Refuses a bad ttl before there is an entry
			long none = this.multiMap.addMany(Stream.empty(), ttl);
			return Flux.from(entries)
				.map((entry) -> this.multiMap.addMany(Stream.of(entry), ttl))
				.reduce(none, Long::sum);
		});
	}

	@Override
	public Mono<Long> addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName) {
		return Mono.fromCallable(() -> this.multiMap.addManyWithTtl(expiriesByName));
	}

	@Override
	public Mono<Boolean> addIfAbsent(String name, V value) {
		return Mono.fromCallable(() -> this.multiMap.addIfAbsent(name, value));
	}

	@Override
	public Mono<Boolean> addIfAbsent(String name, V value, Duration ttl) {
		return Mono.fromCallable(() -> this.multiMap.addIfAbsent(name, value, ttl));
	}

	@Override
	public Mono<Addition<V>> addAndCount(String name, V value) {
		return Mono.fromCallable(() -> this.multiMap.addAndCount(name, value));
	}

	@Override
	public Mono<Addition<V>> addAndCount(String name, V value, Duration ttl) {
		return Mono.fromCallable(() -> this.multiMap.addAndCount(name, value, ttl));
	}

	@Override
	public Mono<Addition<V>> addAndCount(String name, V value, Duration ttl, int maxValues) {
		return Mono.fromCallable(() -> this.multiMap.addAndCount(name, value, ttl, maxValues));
	}

	@Override
	public Mono<Boolean> expire(String name, V value, Duration ttl) {
		return Mono.fromCallable(() -> this.multiMap.expire(name, value, ttl));
	}

	@Override
	public Mono<Boolean> expireAt(String name, V value, Instant expiresAt) {
		return Mono.fromCallable(() -> this.multiMap.expireAt(name, value, expiresAt));
	}

	@Override
	public Flux<V> get(String name) {
		return Flux.defer(() -> Flux.fromIterable(this.multiMap.get(name)));
	}

	@Override
	public Flux<V> getLatest(String name, int limit) {
		return Flux.defer(() -> Flux.fromIterable(this.multiMap.getLatest(name, limit)));
	}

	@Override
	public Mono<Map<String, Set<V>>> getMany(Collection<String> names) {
		return Mono.fromCallable(() -> this.multiMap.getMany(names));
	}

	@Override
	public Flux<ExpiringValue<V>> getWithExpiry(String name) {
		return Flux.defer(() -> Flux.fromIterable(this.multiMap.getWithExpiry(name)));
	}

	@Override
	public Mono<Map<String, List<ExpiringValue<V>>>> getManyWithExpiry(Collection<String> names) {
		return Mono.fromCallable(() -> this.multiMap.getManyWithExpiry(names));
	}

	@Override
	public Mono<Duration> getTimeToLive(String name, V value) {
		return Mono.defer(() -> Mono.justOrEmpty(this.multiMap.getTimeToLive(name, value)));
	}

	@Override
	public Mono<Boolean> contains(String name, V value) {
		return Mono.fromCallable(() -> this.multiMap.contains(name, value));
	}

	@Override
	public Mono<Long> size(String name) {
		return Mono.fromCallable(() -> this.multiMap.size(name));
	}

	@Override
	public Flux<V> stream(String name) {
		return Flux.fromStream(() -> this.multiMap.stream(name));
	}

	@Override
	public Mono<Boolean> remove(String name, V value) {
		return Mono.fromCallable(() -> this.multiMap.remove(name, value));
	}

	@Override
	public Mono<Removal> removeAndCount(String name, V value) {
		return Mono.fromCallable(() -> this.multiMap.removeAndCount(name, value));
	}

	@Override
	public Mono<Long> removeAll(String name, Collection<? extends V> values) {
		return Mono.fromCallable(() -> this.multiMap.removeAll(name, values));
	}

	@Override
	public Mono<Long> delete(Collection<String> names) {
		return Mono.fromCallable(() -> this.multiMap.delete(names));
	}

	@Override
	public Flux<String> names() {
		return Flux.fromStream(this.multiMap::names);
	}

	@Override
	public Mono<Long> purge(String name) {
		return Mono.fromCallable(() -> this.multiMap.purge(name));
	}

	@Override
	public Mono<Void> clear() {
		return Mono.fromRunnable(this.multiMap::clear);
	}

	@Override
	public String toString() {
		return this.multiMap.toString();
	}

}
