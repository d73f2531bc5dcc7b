package io.multimapttl.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

import io.multimapttl.Addition;
import io.multimapttl.ExpiringValue;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.Removal;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.NameDescription;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.WhenFull;

/**
 * Passes calls on to a multimap and observes them.
 *
 * @param <V> the type of the values
 * @param multiMap the multimap
 * @param observer observes its calls
 */
record ObservedMultiMap<V>(RedisMultiMapWithTTL<V> multiMap, CallObserver observer) implements RedisMultiMapWithTTL<V> {

	@Override
	public String getId() {
		return this.multiMap.getId();
	}

	@Override
	public String getKeyPrefix() {
		return this.multiMap.getKeyPrefix();
	}

	@Override
	public Duration getDefaultTtl() {
		return this.multiMap.getDefaultTtl();
	}

	@Override
	public Class<V> getValueType() {
		return this.multiMap.getValueType();
	}

	@Override
	public OptionalInt getMaxValues() {
		return this.multiMap.getMaxValues();
	}

	@Override
	public WhenFull getWhenFull() {
		return this.multiMap.getWhenFull();
	}

	@Override
	public byte[] serialize(V value) {
		return this.multiMap.serialize(value);
	}

	@Override
	public MultiMapStatistics getStatistics() {
		return this.multiMap.getStatistics();
	}

	@Override
	public boolean add(String name, V value) {
		return this.observer.observe("add", () -> this.multiMap.add(name, value));
	}

	@Override
	public boolean add(String name, V value, Duration ttl) {
		return this.observer.observe("add", () -> this.multiMap.add(name, value, ttl));
	}

	@Override
	public boolean add(String name, V value, Instant expiresAt) {
		return this.observer.observe("add", () -> this.multiMap.add(name, value, expiresAt));
	}

	@Override
	public long addAll(String name, Collection<? extends V> values) {
		return this.observer.observe("addAll", () -> this.multiMap.addAll(name, values));
	}

	@Override
	public long addAll(String name, Collection<? extends V> values, Duration ttl) {
		return this.observer.observe("addAll", () -> this.multiMap.addAll(name, values, ttl));
	}

	@Override
	public long addAll(String name, Collection<? extends V> values, Instant expiresAt) {
		return this.observer.observe("addAll", () -> this.multiMap.addAll(name, values, expiresAt));
	}

	@Override
	public long addMany(Map<String, ? extends Collection<? extends V>> valuesByName) {
		return this.observer.observe("addMany", () -> this.multiMap.addMany(valuesByName));
	}

	@Override
	public long addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl) {
		return this.observer.observe("addMany", () -> this.multiMap.addMany(valuesByName, ttl));
	}

	@Override
	public long addMany(Stream<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries, Duration ttl) {
		return this.observer.observe("addMany", () -> this.multiMap.addMany(entries, ttl));
	}

	@Override
	public long addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName) {
		return this.observer.observe("addManyWithTtl", () -> this.multiMap.addManyWithTtl(expiriesByName));
	}

	@Override
	public boolean addIfAbsent(String name, V value) {
		return this.observer.observe("addIfAbsent", () -> this.multiMap.addIfAbsent(name, value));
	}

	@Override
	public boolean addIfAbsent(String name, V value, Duration ttl) {
		return this.observer.observe("addIfAbsent", () -> this.multiMap.addIfAbsent(name, value, ttl));
	}

	@Override
	public Addition<V> addAndCount(String name, V value) {
		return this.observer.observe("addAndCount", () -> this.multiMap.addAndCount(name, value));
	}

	@Override
	public Addition<V> addAndCount(String name, V value, Duration ttl) {
		return this.observer.observe("addAndCount", () -> this.multiMap.addAndCount(name, value, ttl));
	}

	@Override
	public Addition<V> addAndCount(String name, V value, Duration ttl, int maxValues) {
		return this.observer.observe("addAndCount", () -> this.multiMap.addAndCount(name, value, ttl, maxValues));
	}

	@Override
	public boolean expire(String name, V value, Duration ttl) {
		return this.observer.observe("expire", () -> this.multiMap.expire(name, value, ttl));
	}

	@Override
	public boolean expireAt(String name, V value, Instant expiresAt) {
		return this.observer.observe("expireAt", () -> this.multiMap.expireAt(name, value, expiresAt));
	}

	@Override
	public Set<V> get(String name) {
		return this.observer.observe("get", () -> this.multiMap.get(name));
	}

	@Override
	public Set<V> getLatest(String name, int limit) {
		return this.observer.observe("getLatest", () -> this.multiMap.getLatest(name, limit));
	}

	@Override
	public Map<String, Set<V>> getMany(Collection<String> names) {
		return this.observer.observe("getMany", () -> this.multiMap.getMany(names));
	}

	@Override
	public List<ExpiringValue<V>> getWithExpiry(String name) {
		return this.observer.observe("getWithExpiry", () -> this.multiMap.getWithExpiry(name));
	}

	@Override
	public Map<String, List<ExpiringValue<V>>> getManyWithExpiry(Collection<String> names) {
		return this.observer.observe("getManyWithExpiry", () -> this.multiMap.getManyWithExpiry(names));
	}

	@Override
	public Optional<Duration> getTimeToLive(String name, V value) {
		return this.observer.observe("getTimeToLive", () -> this.multiMap.getTimeToLive(name, value));
	}

	@Override
	public boolean contains(String name, V value) {
		return this.observer.observe("contains", () -> this.multiMap.contains(name, value));
	}

	@Override
	public long size(String name) {
		return this.observer.observe("size", () -> this.multiMap.size(name));
	}

	@Override
	public Stream<V> stream(String name) {
		return this.observer.observeStream("stream", () -> this.multiMap.stream(name));
	}

	@Override
	public boolean remove(String name, V value) {
		return this.observer.observe("remove", () -> this.multiMap.remove(name, value));
	}

	@Override
	public Removal removeAndCount(String name, V value) {
		return this.observer.observe("removeAndCount", () -> this.multiMap.removeAndCount(name, value));
	}

	@Override
	public long removeAll(String name, Collection<? extends V> values) {
		return this.observer.observe("removeAll", () -> this.multiMap.removeAll(name, values));
	}

	@Override
	public long delete(Collection<String> names) {
		return this.observer.observe("delete", () -> this.multiMap.delete(names));
	}

	@Override
	public Stream<String> names() {
		return this.observer.observeStream("names", () -> this.multiMap.names());
	}

	@Override
	public long purge(String name) {
		return this.observer.observe("purge", () -> this.multiMap.purge(name));
	}

	@Override
	public void clear() {
		this.observer.observe("clear", () -> {
			this.multiMap.clear();
			return true;
		});
	}

	@Override
	public NameDescription<V> describe(String name, int values) {
		return this.observer.observe("describe", () -> this.multiMap.describe(name, values));
	}

	@Override
	public ReactiveMultiMapWithTTL<V> reactive() {
		return new ObservedReactiveMultiMap<>(this.multiMap.reactive(), this.observer);
	}

	@Override
	public String toString() {
		return this.multiMap.toString();
	}

}
