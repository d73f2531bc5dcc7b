package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.multimapttl.Addition;
import io.multimapttl.ExpiringValue;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.Removal;
import io.multimapttl.WhenFull;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Sends the request of each operation, and waits for its result.
 *
 * @param <V> the type of the values
 */
final class DefaultRedisMultiMapWithTTL<V> implements RedisMultiMapWithTTL<V> {

	private final Setup<V> setup;

	private final Duration ttl;

	private final BlockingSender sender;

	private final WriteRequests<V> writes;

	private final ReadRequests<V> reads;

	private final BlockingWalks<V> walks;

	private final Route route;

	private final AtomicReference<@Nullable ReactiveMultiMapWithTTL<V>> reactive = new AtomicReference<>();

	DefaultRedisMultiMapWithTTL(MultiMapWithTTLBuilder<V> builder, Route route, BlockingSender sender) {
		Counters counters = new Counters();
		this.setup = new Setup<>(builder.getId(), new KeyPrefix(builder.getKeyPrefix(), builder.getLimits()),
				new ValueCodec<>(builder.getId(), builder.getValueType(), builder.getSerializer(), builder.getLimits(),
						new Unreadable(builder.getUnreadableValues(), counters)),
				new ExpiryScore(builder.getClock(), builder.getPrecision()), builder.getBound(),
				builder.getPurgeLimit(), route, counters);
		this.ttl = builder.getTtl();
		this.sender = sender;
		this.writes = new WriteRequests<>(this.setup);
		this.reads = new ReadRequests<>(this.setup);
		this.walks = new BlockingWalks<>(this.setup, this.reads, this.writes, sender, route);
		this.route = route;
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
	public OptionalInt getMaxValues() {
		return this.setup.bound().maxValues();
	}

	@Override
	public WhenFull getWhenFull() {
		return this.setup.bound().whenFull();
	}

	@Override
	public byte[] serialize(V value) {
		return this.setup.codec().encode(value);
	}

	@Override
	public MultiMapStatistics getStatistics() {
		return this.setup.counters().snapshot();
	}

	@Override
	public NameDescription<V> describe(String name, int values) {
		return this.sender.send(this.reads.describe(name, values));
	}

	@Override
	public boolean add(String name, V value) {
		return add(name, value, this.ttl);
	}

	@Override
	public boolean add(String name, V value, Duration ttl) {
		return this.sender.send(this.writes.add(name, value, ttl));
	}

	@Override
	public boolean add(String name, V value, Instant expiresAt) {
		return this.sender.send(this.writes.add(name, value, expiresAt));
	}

	@Override
	public long addAll(String name, Collection<? extends V> values) {
		return addAll(name, values, this.ttl);
	}

	@Override
	public long addAll(String name, Collection<? extends V> values, Duration ttl) {
		return this.sender.send(this.writes.addAll(name, values, ttl));
	}

	@Override
	public long addAll(String name, Collection<? extends V> values, Instant expiresAt) {
		return this.sender.send(this.writes.addAll(name, values, expiresAt));
	}

	@Override
	public long addMany(Map<String, ? extends Collection<? extends V>> valuesByName) {
		return addMany(valuesByName, this.ttl);
	}

	@Override
	public long addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl) {
		return this.sender.send(this.writes.addMany(valuesByName, ttl));
	}

	@Override
	public long addMany(Stream<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries, Duration ttl) {
		Assert.notNull(entries, "'entries' must not be null");
		try (entries) {
			return this.sender
				.send(this.writes.addMany(entries.map(this.setup.limits()::checkedEntry).iterator(), ttl));
		}
	}

	@Override
	public long addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName) {
		return this.sender.send(this.writes.addManyWithTtl(expiriesByName));
	}

	@Override
	public boolean addIfAbsent(String name, V value) {
		return addIfAbsent(name, value, this.ttl);
	}

	@Override
	public boolean addIfAbsent(String name, V value, Duration ttl) {
		return this.sender.send(this.writes.addIfAbsent(name, value, ttl));
	}

	@Override
	public Addition<V> addAndCount(String name, V value) {
		return addAndCount(name, value, this.ttl);
	}

	@Override
	public Addition<V> addAndCount(String name, V value, Duration ttl) {
		return this.sender.send(this.writes.addAndCount(name, value, ttl));
	}

	@Override
	public Addition<V> addAndCount(String name, V value, Duration ttl, int maxValues) {
		return this.sender.send(this.writes.addAndCount(name, value, ttl, maxValues));
	}

	@Override
	public boolean expire(String name, V value, Duration ttl) {
		return this.sender.send(this.writes.expire(name, value, ttl));
	}

	@Override
	public boolean expireAt(String name, V value, Instant expiresAt) {
		return this.sender.send(this.writes.expireAt(name, value, expiresAt));
	}

	@Override
	public Set<V> get(String name) {
		return this.sender.send(this.reads.get(name));
	}

	@Override
	public Set<V> getLatest(String name, int limit) {
		return this.sender.send(this.reads.getLatest(name, limit));
	}

	@Override
	public Map<String, Set<V>> getMany(Collection<String> names) {
		return this.sender.send(this.reads.getMany(names));
	}

	@Override
	public List<ExpiringValue<V>> getWithExpiry(String name) {
		return this.sender.send(this.reads.getWithExpiry(name));
	}

	@Override
	public Map<String, List<ExpiringValue<V>>> getManyWithExpiry(Collection<String> names) {
		return this.sender.send(this.reads.getManyWithExpiry(names));
	}

	@Override
	public Optional<Duration> getTimeToLive(String name, V value) {
		return this.sender.send(this.reads.getTimeToLive(name, value));
	}

	@Override
	public boolean contains(String name, V value) {
		return getTimeToLive(name, value).isPresent();
	}

	@Override
	public long size(String name) {
		return this.sender.send(this.reads.size(name));
	}

	@Override
	public Stream<V> stream(String name) {
		return this.walks.values(name);
	}

	@Override
	public boolean remove(String name, V value) {
		return this.sender.send(this.writes.remove(name, value));
	}

	@Override
	public Removal removeAndCount(String name, V value) {
		return this.sender.send(this.writes.removeAndCount(name, value));
	}

	@Override
	public long removeAll(String name, Collection<? extends V> values) {
		return this.sender.send(this.writes.removeAll(name, values));
	}

	@Override
	public long delete(Collection<String> names) {
		return this.sender.send(this.writes.delete(names));
	}

	@Override
	public Stream<String> names() {
		return this.walks.names();
	}

	@Override
	public long purge(String name) {
		return this.sender.send(this.writes.purge(name));
	}

	@Override
	public void clear() {
		this.walks.clear();
	}

	/**
	 * Without a lock, as {@link Route} asks the container for the connection factory.
	 */
	@Override
	public ReactiveMultiMapWithTTL<V> reactive() {
		ReactiveMultiMapWithTTL<V> reactive = this.reactive.get();
		if (reactive != null) {
			return reactive;
		}
		ReactiveMultiMapWithTTL<V> created = new DefaultReactiveMultiMapWithTTL<>(this.setup, this.ttl,
				this.route.reactive());
		ReactiveMultiMapWithTTL<V> earlier = this.reactive.compareAndExchange(null, created);
		return (earlier != null) ? earlier : created;
	}

	@Override
	public String toString() {
		return "MultiMapWithTTL '" + getId() + "' of " + getValueType().getName();
	}

}
