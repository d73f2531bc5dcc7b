package io.multimapttl.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.multimapttl.Addition;
import io.multimapttl.ExpiringValue;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.Removal;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Passes calls on to a reactive multimap and observes them.
 *
 * @param <V> the type of the values
 * @param multiMap the multimap
 * @param observer observes its calls
 */
record ObservedReactiveMultiMap<V>(ReactiveMultiMapWithTTL<V> multiMap,
		CallObserver observer) implements ReactiveMultiMapWithTTL<V> {

	@Override
	public Mono<Boolean> add(String name, V value) {
		return observed("add", this.multiMap.add(name, value));
	}

	@Override
	public Mono<Boolean> add(String name, V value, Duration ttl) {
		return observed("add", this.multiMap.add(name, value, ttl));
	}

	@Override
	public Mono<Boolean> add(String name, V value, Instant expiresAt) {
		return observed("add", this.multiMap.add(name, value, expiresAt));
	}

	@Override
	public Mono<Long> addAll(String name, Collection<? extends V> values) {
		return observed("addAll", this.multiMap.addAll(name, values));
	}

	@Override
	public Mono<Long> addAll(String name, Collection<? extends V> values, Duration ttl) {
		return observed("addAll", this.multiMap.addAll(name, values, ttl));
	}

	@Override
	public Mono<Long> addAll(String name, Collection<? extends V> values, Instant expiresAt) {
		return observed("addAll", this.multiMap.addAll(name, values, expiresAt));
	}

	@Override
	public Mono<Long> addMany(Map<String, ? extends Collection<? extends V>> valuesByName) {
		return observed("addMany", this.multiMap.addMany(valuesByName));
	}

	@Override
	public Mono<Long> addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl) {
		return observed("addMany", this.multiMap.addMany(valuesByName, ttl));
	}

	@Override
	public Mono<Long> addMany(Publisher<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries,
			Duration ttl) {
		return observed("addMany", this.multiMap.addMany(entries, ttl));
	}

	@Override
	public Mono<Long> addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName) {
		return observed("addManyWithTtl", this.multiMap.addManyWithTtl(expiriesByName));
	}

	@Override
	public Mono<Boolean> addIfAbsent(String name, V value) {
		return observed("addIfAbsent", this.multiMap.addIfAbsent(name, value));
	}

	@Override
	public Mono<Boolean> addIfAbsent(String name, V value, Duration ttl) {
		return observed("addIfAbsent", this.multiMap.addIfAbsent(name, value, ttl));
	}

	@Override
	public Mono<Addition<V>> addAndCount(String name, V value) {
		return observed("addAndCount", this.multiMap.addAndCount(name, value));
	}

	@Override
	public Mono<Addition<V>> addAndCount(String name, V value, Duration ttl) {
		return observed("addAndCount", this.multiMap.addAndCount(name, value, ttl));
	}

	@Override
	public Mono<Addition<V>> addAndCount(String name, V value, Duration ttl, int maxValues) {
		return observed("addAndCount", this.multiMap.addAndCount(name, value, ttl, maxValues));
	}

	@Override
	public Mono<Boolean> expire(String name, V value, Duration ttl) {
		return observed("expire", this.multiMap.expire(name, value, ttl));
	}

	@Override
	public Mono<Boolean> expireAt(String name, V value, Instant expiresAt) {
		return observed("expireAt", this.multiMap.expireAt(name, value, expiresAt));
	}

	@Override
	public Flux<V> get(String name) {
		return observed("get", this.multiMap.get(name));
	}

	@Override
	public Flux<V> getLatest(String name, int limit) {
		return observed("getLatest", this.multiMap.getLatest(name, limit));
	}

	@Override
	public Mono<Map<String, Set<V>>> getMany(Collection<String> names) {
		return observed("getMany", this.multiMap.getMany(names));
	}

	@Override
	public Flux<ExpiringValue<V>> getWithExpiry(String name) {
		return observed("getWithExpiry", this.multiMap.getWithExpiry(name));
	}

	@Override
	public Mono<Map<String, List<ExpiringValue<V>>>> getManyWithExpiry(Collection<String> names) {
		return observed("getManyWithExpiry", this.multiMap.getManyWithExpiry(names));
	}

	@Override
	public Mono<Duration> getTimeToLive(String name, V value) {
		return observed("getTimeToLive", this.multiMap.getTimeToLive(name, value));
	}

	@Override
	public Mono<Boolean> contains(String name, V value) {
		return observed("contains", this.multiMap.contains(name, value));
	}

	@Override
	public Mono<Long> size(String name) {
		return observed("size", this.multiMap.size(name));
	}

	@Override
	public Flux<V> stream(String name) {
		return observed("stream", this.multiMap.stream(name));
	}

	@Override
	public Mono<Boolean> remove(String name, V value) {
		return observed("remove", this.multiMap.remove(name, value));
	}

	@Override
	public Mono<Removal> removeAndCount(String name, V value) {
		return observed("removeAndCount", this.multiMap.removeAndCount(name, value));
	}

	@Override
	public Mono<Long> removeAll(String name, Collection<? extends V> values) {
		return observed("removeAll", this.multiMap.removeAll(name, values));
	}

	@Override
	public Mono<Long> delete(Collection<String> names) {
		return observed("delete", this.multiMap.delete(names));
	}

	@Override
	public Flux<String> names() {
		return observed("names", this.multiMap.names());
	}

	@Override
	public Mono<Long> purge(String name) {
		return observed("purge", this.multiMap.purge(name));
	}

	@Override
	public Mono<Void> clear() {
		return observed("clear", this.multiMap.clear());
	}

	private <T> Mono<T> observed(String operation, Mono<T> call) {
		return call.tap((context) -> new ObservedCall<>(this.observer, operation, true, context));
	}

	private <T> Flux<T> observed(String operation, Flux<T> call) {
		return call.tap((context) -> new ObservedCall<>(this.observer, operation, false, context));
	}

	@Override
	public String toString() {
		return this.multiMap.toString();
	}

}
