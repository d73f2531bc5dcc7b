package io.multimapttl.redis;

import io.multimapttl.serializer.Utf8;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.multimapttl.ExpiringValue;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Checks arguments, before anything is sent, and passes on.
 *
 * @param <V> the type of the values
 */
final class DefaultRedisMultiMapWithTTL<V> implements RedisMultiMapWithTTL<V> {

	private final Setup<V> setup;

	private final Duration ttl;

	private final Writes<V> writes;

	private final Reads<V> reads;

	private final Scans<V> scans;

	DefaultRedisMultiMapWithTTL(MultiMapWithTTLBuilder<V> builder, SortedSets sortedSets) {
		this.setup = new Setup<>(builder.getId(), new KeyPrefix(builder.getKeyPrefix()),
				new ValueCodec<>(builder.getId(), builder.getValueType(), builder.getSerializer()),
				new ExpiryScore(builder.getClock(), builder.getPrecision()),
				ExpiryScore.ascii(Integer.toString(builder.getPurgeLimit())), sortedSets, new Counters());
		this.ttl = builder.getTtl();
		this.writes = new Writes<>(this.setup);
		this.reads = new Reads<>(this.setup);
		this.scans = new Scans<>(this.setup);
	}

	@Override
	public String getId() {
		return this.setup.id();
	}

	@Override
	public String getKeyPrefix() {
		return this.setup.prefix().toString();
	}

	@Override
	public Duration getDefaultTtl() {
		return this.ttl;
	}

	@Override
	public Class<V> getValueType() {
		return this.setup.codec().valueType();
	}

	@Override
	public MultiMapStatistics getStatistics() {
		return this.setup.counters().snapshot();
	}

	@Override
	public NameDescription<V> describe(String name, int values) {
		checkName(name);
		Assert.isTrue(values >= 0, () -> "'values' must not be negative, it is " + values);
		return this.reads.describe(name, values);
	}

	@Override
	public boolean add(String name, V value) {
		return add(name, value, this.ttl);
	}

	@Override
	public boolean add(String name, V value, Duration ttl) {
		checkName(name);
		return this.writes.add(name, value, ttl) == 1;
	}

	@Override
	public boolean add(String name, V value, Instant expiresAt) {
		checkName(name);
		return this.writes.add(name, value, expiresAt) == 1;
	}

	@Override
	public long addAll(String name, Collection<? extends V> values) {
		return addAll(name, values, this.ttl);
	}

	@Override
	public long addAll(String name, Collection<? extends V> values, Duration ttl) {
		checkName(name);
		checkValues(values);
		return this.writes.addAll(name, values, ttl);
	}

	@Override
	public long addAll(String name, Collection<? extends V> values, Instant expiresAt) {
		checkName(name);
		checkValues(values);
		return this.writes.addAll(name, values, expiresAt);
	}

	@Override
	public long addMany(Map<String, ? extends Collection<? extends V>> valuesByName) {
		return addMany(valuesByName, this.ttl);
	}

	@Override
	public long addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl) {
		Assert.notNull(valuesByName, "'valuesByName' must not be null");
		valuesByName.forEach((name, values) -> {
			checkName(name);
			checkValues(values);
		});
		return this.writes.addMany(valuesByName, ttl);
	}

	@Override
	public long addMany(Stream<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries, Duration ttl) {
		Assert.notNull(entries, "'entries' must not be null");
		try (entries) {
			return this.writes.addMany(entries.map(this::checkEntry).iterator(), ttl);
		}
	}

	@Override
	public long addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName) {
		Assert.notNull(expiriesByName, "'expiriesByName' must not be null");
		expiriesByName.forEach((name, expiries) -> {
			checkName(name);
			Assert.notNull(expiries, "'expiries' must not be null");
			expiries.forEach((value, expiresAt) -> {
				this.setup.codec().check(value);
				ExpiryScore.millis(expiresAt);
			});
		});
		return this.writes.addManyWithTtl(expiriesByName);
	}

	@Override
	public boolean addIfAbsent(String name, V value) {
		return addIfAbsent(name, value, this.ttl);
	}

	@Override
	public boolean addIfAbsent(String name, V value, Duration ttl) {
		checkName(name);
		return this.writes.addIfAbsent(name, value, ttl);
	}

	@Override
	public boolean expire(String name, V value, Duration ttl) {
		checkName(name);
		return this.writes.expire(name, value, ttl);
	}

	@Override
	public boolean expireAt(String name, V value, Instant expiresAt) {
		checkName(name);
		return this.writes.expireAt(name, value, expiresAt);
	}

	@Override
	public Set<V> get(String name) {
		checkName(name);
		return this.reads.get(name);
	}

	@Override
	public Set<V> getLatest(String name, int limit) {
		checkName(name);
		Assert.isTrue(limit >= 0, () -> "'limit' must not be negative, it is " + limit);
		return this.reads.getLatest(name, limit);
	}

	@Override
	public Map<String, Set<V>> getMany(Collection<String> names) {
		return this.reads.getMany(checkNames(names));
	}

	@Override
	public List<ExpiringValue<V>> getWithExpiry(String name) {
		checkName(name);
		return this.reads.getWithExpiry(name);
	}

	@Override
	public Map<String, List<ExpiringValue<V>>> getManyWithExpiry(Collection<String> names) {
		return this.reads.getManyWithExpiry(checkNames(names));
	}

	@Override
	public Optional<Duration> getTimeToLive(String name, V value) {
		checkName(name);
		return this.reads.getTimeToLive(name, value);
	}

	@Override
	public boolean contains(String name, V value) {
		return getTimeToLive(name, value).isPresent();
	}

	@Override
	public long size(String name) {
		checkName(name);
		return this.reads.size(name);
	}

	@Override
	public Stream<V> stream(String name) {
		checkName(name);
		return this.scans.values(name, this.reads.now(name));
	}

	@Override
	public boolean remove(String name, V value) {
		checkName(name);
		return this.writes.remove(name, value);
	}

	@Override
	public long removeAll(String name, Collection<? extends V> values) {
		checkName(name);
		checkValues(values);
		return this.writes.removeAll(name, values);
	}

	@Override
	public long delete(Collection<String> names) {
		return this.writes.delete(checkNames(names));
	}

	@Override
	public Stream<String> names() {
		return this.scans.names();
	}

	@Override
	public long purge(String name) {
		checkName(name);
		return this.writes.purge(name);
	}

	@Override
	public void clear() {
		this.scans.clear();
	}

	@Override
	public String toString() {
		return "MultiMapWithTTL '" + getId() + "' of " + getValueType().getName();
	}

	private static void checkName(@Nullable String name) {
		Assert.notNull(name, "'name' must not be null");
		Utf8.check(name, "name");
	}

	/**
	 * Checks names and rids them of repetitions.
	 */
	private static Set<String> checkNames(Collection<String> names) {
		Assert.notNull(names, "'names' must not be null");
		names.forEach(DefaultRedisMultiMapWithTTL::checkName);
		return new LinkedHashSet<>(names);
	}

	private void checkValues(@Nullable Collection<? extends V> values) {
		Assert.notNull(values, "'values' must not be null");
		values.forEach(this.setup.codec()::check);
	}

	private <E extends Map.Entry<String, ? extends Collection<? extends V>>> E checkEntry(@Nullable E entry) {
		Assert.notNull(entry, "'entries' must not contain null");
		checkName(entry.getKey());
		checkValues(entry.getValue());
		return entry;
	}

}
