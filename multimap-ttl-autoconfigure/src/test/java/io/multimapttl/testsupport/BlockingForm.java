package io.multimapttl.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.Assert;

import io.multimapttl.Addition;
import io.multimapttl.ExpiringValue;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.Removal;
import io.multimapttl.WhenFull;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.NameDescription;
import io.multimapttl.redis.RedisMultiMapWithTTL;

/**
 * A reactive multimap whose results a test waits for, so that what is known of the
 * blocking one can be asked of it as well.
 *
 * @param <V> the type of the values
 * @param multiMap tells what there is to know about the multimap
 */
public record BlockingForm<V>(RedisMultiMapWithTTL<V> multiMap) implements RedisMultiMapWithTTL<V> {

	@Override
	public ReactiveMultiMapWithTTL<V> reactive() {
		return this.multiMap.reactive();
	}

	private static <T> T await(Mono<T> result) {
		return Objects.requireNonNull(result.block());
	}

	private static <T> List<T> all(Flux<T> results) {
		return List.copyOf(await(results.collectList()));
	}

	/**
	 * Opens a stream, and fails at once if its first page does. The driver's thread hands
	 * elements over to one that may wait for the reader.
	 */
	private static <T> Stream<T> stream(Flux<T> elements) {
		Stream<T> stream = elements.publishOn(Schedulers.boundedElastic()).toStream();
		Iterator<T> iterator = stream.iterator();
		iterator.hasNext();
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.NONNULL), false)
			.onClose(stream::close);
	}

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
	public NameDescription<V> describe(String name, int values) {
		return this.multiMap.describe(name, values);
	}

	@Override
	public boolean add(String name, V value) {
		return await(reactive().add(name, value));
	}

	@Override
	public boolean add(String name, V value, Duration ttl) {
		return await(reactive().add(name, value, ttl));
	}

	@Override
	public boolean add(String name, V value, Instant expiresAt) {
		return await(reactive().add(name, value, expiresAt));
	}

	@Override
	public long addAll(String name, Collection<? extends V> values) {
		return await(reactive().addAll(name, values));
	}

	@Override
	public long addAll(String name, Collection<? extends V> values, Duration ttl) {
		return await(reactive().addAll(name, values, ttl));
	}

	@Override
	public long addAll(String name, Collection<? extends V> values, Instant expiresAt) {
		return await(reactive().addAll(name, values, expiresAt));
	}

	@Override
	public long addMany(Map<String, ? extends Collection<? extends V>> valuesByName) {
		return await(reactive().addMany(valuesByName));
	}

	@Override
	public long addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl) {
		return await(reactive().addMany(valuesByName, ttl));
	}

	/**
	 * The stream is there once, and so is the publisher of its elements. It may block who
	 * reads it.
	 */
	@Override
	@SuppressWarnings({ "NullAway", "DataFlowIssue" })
	public long addMany(Stream<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries, Duration ttl) {
		if (entries == null) {
			Publisher<? extends Map.Entry<String, ? extends Collection<? extends V>>> nothing = null;
			return await(reactive().addMany(nothing, ttl));
		}
		try (entries) {
			return await(reactive().addMany(
					Flux.fromStream(entries.map(BlockingForm::present)).subscribeOn(Schedulers.boundedElastic()), ttl));
		}
	}

	/**
	 * Refuses what no publisher emits.
	 */
	private static <E> E present(E entry) {
		Assert.notNull(entry, "'entries' must not contain null");
		return entry;
	}

	@Override
	public long addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName) {
		return await(reactive().addManyWithTtl(expiriesByName));
	}

	@Override
	public boolean addIfAbsent(String name, V value) {
		return await(reactive().addIfAbsent(name, value));
	}

	@Override
	public boolean addIfAbsent(String name, V value, Duration ttl) {
		return await(reactive().addIfAbsent(name, value, ttl));
	}

	@Override
	public Addition<V> addAndCount(String name, V value) {
		return await(reactive().addAndCount(name, value));
	}

	@Override
	public Addition<V> addAndCount(String name, V value, Duration ttl) {
		return await(reactive().addAndCount(name, value, ttl));
	}

	@Override
	public Addition<V> addAndCount(String name, V value, Duration ttl, int maxValues) {
		return await(reactive().addAndCount(name, value, ttl, maxValues));
	}

	@Override
	public boolean expire(String name, V value, Duration ttl) {
		return await(reactive().expire(name, value, ttl));
	}

	@Override
	public boolean expireAt(String name, V value, Instant expiresAt) {
		return await(reactive().expireAt(name, value, expiresAt));
	}

	@Override
	public Set<V> get(String name) {
		return Collections.unmodifiableSet(new LinkedHashSet<>(all(reactive().get(name))));
	}

	@Override
	public Set<V> getLatest(String name, int limit) {
		return Collections.unmodifiableSet(new LinkedHashSet<>(all(reactive().getLatest(name, limit))));
	}

	@Override
	public Map<String, Set<V>> getMany(Collection<String> names) {
		return await(reactive().getMany(names));
	}

	@Override
	public Map<String, Set<V>> getMany(String... names) {
		return await(reactive().getMany(names));
	}

	@Override
	public List<ExpiringValue<V>> getWithExpiry(String name) {
		return all(reactive().getWithExpiry(name));
	}

	@Override
	public Map<String, List<ExpiringValue<V>>> getManyWithExpiry(Collection<String> names) {
		return await(reactive().getManyWithExpiry(names));
	}

	@Override
	public Optional<Duration> getTimeToLive(String name, V value) {
		return reactive().getTimeToLive(name, value).blockOptional();
	}

	@Override
	public boolean contains(String name, V value) {
		return await(reactive().contains(name, value));
	}

	@Override
	public long size(String name) {
		return await(reactive().size(name));
	}

	@Override
	public Stream<V> stream(String name) {
		return stream(reactive().stream(name));
	}

	@Override
	public boolean remove(String name, V value) {
		return await(reactive().remove(name, value));
	}

	@Override
	public Removal removeAndCount(String name, V value) {
		return await(reactive().removeAndCount(name, value));
	}

	@Override
	public long removeAll(String name, Collection<? extends V> values) {
		return await(reactive().removeAll(name, values));
	}

	@Override
	public long delete(String... names) {
		return await(reactive().delete(names));
	}

	@Override
	public long delete(Collection<String> names) {
		return await(reactive().delete(names));
	}

	@Override
	public Stream<String> names() {
		return stream(reactive().names());
	}

	@Override
	public long purge(String name) {
		return await(reactive().purge(name));
	}

	@Override
	public void clear() {
		reactive().clear().block();
	}

}
