package io.multimapttl.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.multimapttl.Addition;
import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.NameDescription;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.Removal;
import io.multimapttl.support.Arguments;
import io.multimapttl.support.Bound;
import io.multimapttl.support.Limits;
import io.multimapttl.test.ExpiringValues.Held;
import io.multimapttl.test.ValuesByName.Written;
import io.multimapttl.WhenFull;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * A {@link MultiMapWithTTL} in memory, for unit tests. It returns the same results as one
 * in Redis. With a {@link MutableClock} a test decides when values expire.
 * <pre class="code">
 * MutableClock clock = new MutableClock();
 * MultiMapWithTTL&lt;String&gt; couriers = InMemoryMultiMapWithTTL.builder().ttl(Duration.ofSeconds(45)).clock(clock).build();
 * couriers.add("zone-1", "ada");
 * clock.advance(Duration.ofSeconds(45));
 * assertThat(couriers.get("zone-1")).isEmpty();
 * </pre> What differs from a multimap in Redis:
 * <ul>
 * <li>No two instances share data.</li>
 * <li>Calls fail only because of bad arguments or of a name that is full: there is no
 * connection that can break, and no key of another type.</li>
 * <li>Two values are the same if they are {@link Object#equals equal}, not if they are
 * stored as the same bytes. Values are not copied, so they must not change.</li>
 * <li>Redis orders values that expire in the same millisecond by their bytes. This class
 * does the same with types that are stored as text, and with all types if it is given
 * their {@linkplain Builder#serializer serializer}. Otherwise it orders values by their
 * {@code toString()}, and those with the same {@code toString()} in the order in which
 * they were added.</li>
 * <li>A call about one name is atomic for any number of values.</li>
 * <li>How many bytes a call brings to a name with a limit (256 KB at the most) is
 * measured by the {@code toString()} of its values if there is no serializer.</li>
 * </ul>
 * Thread-safe.
 *
 * @param <V> the type of the values
 */
public sealed class InMemoryMultiMapWithTTL<V> implements MultiMapWithTTL<V> permits InMemoryStandIn {

	private final ValuesByName<V> names;

	private final ExpiryMillis expiry;

	private final Duration ttl;

	private final Limits limits;

	private final String id;

	private final Bound bound;

	private final int purgeLimit;

	private final int namesPerScriptCall;

	private final @Nullable Function<V, byte @Nullable []> serializer;

	private final Counters counters = new Counters();

	/**
	 * Creates a multimap on the system clock with a default ttl of an hour.
	 */
	public InMemoryMultiMapWithTTL() {
		this(builder(), null);
	}

	InMemoryMultiMapWithTTL(Builder builder, @Nullable Function<V, byte @Nullable []> serializer) {
		this.expiry = new ExpiryMillis(builder.clock, builder.precision);
		this.serializer = serializer;
		this.names = new ValuesByName<>(this.expiry, this::bytes, this.counters);
		this.ttl = builder.ttl;
		this.limits = builder.limits;
		this.id = builder.id;
		this.bound = builder.bound;
		this.purgeLimit = builder.purgeLimit;
		this.namesPerScriptCall = builder.namesPerScriptCall;
	}

	/**
	 * Returns a builder.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public boolean add(String name, V value) {
		return add(name, value, this.ttl);
	}

	@Override
	public boolean add(String name, V value, Duration ttl) {
		this.limits.checkName(name);
		long millis = this.expiry.ttl(ttl);
		checkValue(value);
		return added(name, this.names.add(name, Set.of(value), millis, this.bound, purgeBudget())) == 1;
	}

	@Override
	public boolean add(String name, V value, Instant expiresAt) {
		this.limits.checkName(name);
		long millis = Arguments.millis(expiresAt);
		checkValue(value);
		return added(name, this.names.addExpiring(name, Map.of(value, millis), this.bound, purgeBudget())) == 1;
	}

	@Override
	public long addAll(String name, Collection<? extends V> values) {
		return addAll(name, values, this.ttl);
	}

	@Override
	public long addAll(String name, Collection<? extends V> values, Duration ttl) {
		this.limits.checkName(name);
		checkValues(name, values);
		return added(name,
				this.names.add(name, new LinkedHashSet<>(values), this.expiry.ttl(ttl), this.bound, purgeBudget()));
	}

	@Override
	public long addAll(String name, Collection<? extends V> values, Instant expiresAt) {
		this.limits.checkName(name);
		checkValues(name, values);
		long millis = Arguments.millis(expiresAt);
		Map<V, Long> expiries = new LinkedHashMap<>();
		values.forEach((value) -> expiries.put(value, millis));
		return added(name, this.names.addExpiring(name, expiries, this.bound, purgeBudget()));
	}

	private long added(String name, Written<V> written) {
		if (written.refused()) {
			throw this.bound.full(this.id, name);
		}
		return written.added();
	}

	@Override
	public long addMany(Map<String, ? extends Collection<? extends V>> valuesByName) {
		return addMany(valuesByName, this.ttl);
	}

	@Override
	public long addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl) {
		this.limits.checkValuesByName(valuesByName);
		valuesByName.forEach(this::checkValues);
		return addMany(valuesByName.entrySet().iterator(), ttl);
	}

	@Override
	public long addMany(Stream<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries, Duration ttl) {
		Assert.notNull(entries, "'entries' must not be null");
		try (entries) {
			return addMany(entries.map(this::checkedEntry).iterator(), ttl);
		}
	}

	private long addMany(Iterator<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries,
			Duration ttl) {
		long millis = this.expiry.ttl(ttl);
		PurgeBudget budget = purgeBudget();
		Batch<V> batch = new Batch<>(this.id, this.bound);
		entries.forEachRemaining((entry) -> batch.add(entry.getKey(), this.names.add(entry.getKey(),
				new LinkedHashSet<>(entry.getValue()), millis, this.bound, budget.nextName())));
		return batch.added();
	}

	@Override
	public long addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName) {
		this.limits.checkExpiriesByName(expiriesByName);
		expiriesByName.forEach((name, expiries) -> checkValues(name, expiries.keySet()));
		PurgeBudget budget = purgeBudget();
		Batch<V> batch = new Batch<>(this.id, this.bound);
		expiriesByName.forEach((name, expiries) -> batch.add(name,
				this.names.addExpiring(name, millis(expiries), this.bound, budget.nextName())));
		return batch.added();
	}

	private Map<V, Long> millis(Map<? extends V, Instant> expiries) {
		Map<V, Long> millis = new LinkedHashMap<>();
		expiries.forEach((value, expiresAt) -> millis.put(value, Arguments.millis(expiresAt)));
		return millis;
	}

	@Override
	public boolean addIfAbsent(String name, V value) {
		return addIfAbsent(name, value, this.ttl);
	}

	@Override
	public boolean addIfAbsent(String name, V value, Duration ttl) {
		this.limits.checkName(name);
		long millis = this.expiry.ttl(ttl);
		checkValue(value);
		return added(name, this.names.addIfAbsent(name, value, millis, this.bound, purgeBudget())) == 1;
	}

	@Override
	public Addition<V> addAndCount(String name, V value) {
		return addAndCount(name, value, this.ttl);
	}

	@Override
	public Addition<V> addAndCount(String name, V value, Duration ttl) {
		return addAndCount(name, value, ttl, this.bound);
	}

	@Override
	public Addition<V> addAndCount(String name, V value, Duration ttl, int maxValues) {
		return addAndCount(name, value, ttl, this.bound.withMaxValues(maxValues));
	}

	private Addition<V> addAndCount(String name, V value, Duration ttl, Bound bound) {
		this.limits.checkName(name);
		long millis = this.expiry.ttl(ttl);
		checkValue(value);
		return this.names.addAndCount(name, value, millis, bound, purgeBudget());
	}

	@Override
	public boolean expire(String name, V value, Duration ttl) {
		this.limits.checkName(name);
		long millis = this.expiry.ttl(ttl);
		checkValue(value);
		return this.names.expire(name, value, (now) -> now + millis, purgeBudget());
	}

	@Override
	public boolean expireAt(String name, V value, Instant expiresAt) {
		this.limits.checkName(name);
		long millis = Arguments.millis(expiresAt);
		checkValue(value);
		return this.names.expire(name, value, (now) -> millis, purgeBudget());
	}

	@Override
	public Set<V> get(String name) {
		this.limits.checkName(name);
		return counted(this.names.read(name, (held, now) -> valuesOf(held.live(now))));
	}

	@Override
	public Set<V> getLatest(String name, int limit) {
		this.limits.checkName(name);
		Arguments.checkNotNegative(limit, "limit");
		Set<V> latest = this.names.read(name, (held, now) -> valuesOf(held.latest(now).limit(limit)));
		return (limit > 0) ? counted(latest) : latest;
	}

	private <C extends Collection<?>> C counted(C values) {
		this.counters.read(!values.isEmpty());
		return values;
	}

	private static <V> Set<V> valuesOf(Stream<Held<V>> held) {
		Set<V> values = new LinkedHashSet<>();
		held.forEach((value) -> values.add(value.value()));
		return Collections.unmodifiableSet(values);
	}

	@Override
	public Map<String, Set<V>> getMany(Collection<String> names) {
		Map<String, Set<V>> values = new LinkedHashMap<>();
		this.limits.distinctNames(names).forEach((name) -> values.put(name, get(name)));
		return Collections.unmodifiableMap(values);
	}

	@Override
	public List<ExpiringValue<V>> getWithExpiry(String name) {
		this.limits.checkName(name);
		return counted(this.names.read(name,
				(held, now) -> held.live(now).map((value) -> expiringValue(value, now)).toList()));
	}

	private static <V> ExpiringValue<V> expiringValue(Held<V> held, long now) {
		return new ExpiringValue<>(held.value(), Instant.ofEpochMilli(held.expiry()),
				Duration.ofMillis(held.expiry() - now));
	}

	@Override
	public Map<String, List<ExpiringValue<V>>> getManyWithExpiry(Collection<String> names) {
		Map<String, List<ExpiringValue<V>>> values = new LinkedHashMap<>();
		this.limits.distinctNames(names).forEach((name) -> values.put(name, getWithExpiry(name)));
		return Collections.unmodifiableMap(values);
	}

	@Override
	public Optional<Duration> getTimeToLive(String name, V value) {
		this.limits.checkName(name);
		checkValue(value);
		return this.names.read(name, (held, now) -> Optional.ofNullable(held.find(value, now))
			.map((found) -> Duration.ofMillis(found.expiry() - now)));
	}

	@Override
	public boolean contains(String name, V value) {
		return getTimeToLive(name, value).isPresent();
	}

	@Override
	public long size(String name) {
		this.limits.checkName(name);
		return this.names.read(name, (held, now) -> held.latest(now).count());
	}

	@Override
	public Stream<V> stream(String name) {
		this.limits.checkName(name);
		return this.names.read(name, (held, now) -> held.all())
			.stream()
			.filter((value) -> value.isLive(this.expiry.now()))
			.map(Held::value);
	}

	@Override
	public boolean remove(String name, V value) {
		this.limits.checkName(name);
		checkValue(value);
		return this.names.remove(name, Set.of(value), purgeBudget()) == 1;
	}

	@Override
	public Removal removeAndCount(String name, V value) {
		this.limits.checkName(name);
		checkValue(value);
		return this.names.removeAndCount(name, value, purgeBudget());
	}

	@Override
	public long removeAll(String name, Collection<? extends V> values) {
		this.limits.checkName(name);
		checkAll(values);
		return this.names.remove(name, new LinkedHashSet<>(values), purgeBudget());
	}

	@Override
	public long delete(Collection<String> names) {
		return this.limits.distinctNames(names).stream().filter(this.names::delete).count();
	}

	@Override
	public Stream<String> names() {
		return this.names.names().stream().filter((name) -> this.names.read(name, (held, now) -> held.hasLive(now)));
	}

	@Override
	public long purge(String name) {
		this.limits.checkName(name);
		return this.names.purge(name);
	}

	@Override
	public void clear() {
		this.names.clear();
	}

	/**
	 * Returns this multimap in its reactive form, which needs Reactor: the same values
	 * and the same clock. Calls are made on the thread that subscribes.
	 * @return the reactive multimap
	 */
	public ReactiveMultiMapWithTTL<V> reactive() {
		return new InMemoryReactiveMultiMap<>(this);
	}

	MultiMapStatistics statistics() {
		return this.counters.snapshot();
	}

	NameDescription<V> describe(String name, int values) {
		this.limits.checkName(name);
		Arguments.checkNotNegative(values, "values");
		return this.names.read(name, (held, now) -> description(held, now, values));
	}

	private static <V> NameDescription<V> description(ExpiringValues<V> held, long now, int values) {
		List<ExpiringValue<V>> live = held.latest(now).map((value) -> expiringValue(value, now)).toList();
		if (live.isEmpty()) {
			// The key in Redis would have expired
			return new NameDescription<>(0, 0, null, null, null, List.of());
		}
		ExpiringValue<V> last = live.get(0);
		return new NameDescription<>(live.size(), held.size() - live.size(), last.timeToLive(),
				live.get(live.size() - 1).expiresAt(), last.expiresAt(), live.stream().limit(values).toList());
	}

	private void checkValue(V value) {
		this.limits.checkValue(value);
		checkStored(value);
	}

	private void checkStored(V value) {
		byte[] bytes = (this.serializer != null) ? this.serializer.apply(value) : null;
		if (bytes != null) {
			this.limits.checkValueSize(bytes.length);
		}
	}

	private void checkAll(Collection<? extends V> values) {
		this.limits.checkValues(values);
		values.forEach(this::checkStored);
	}

	/**
	 * Checks values that are to be added under one name.
	 */
	private void checkValues(String name, Collection<? extends V> values) {
		checkAll(values);
		if (this.bound.maxValues().isPresent()) {
			Set<V> distinct = new LinkedHashSet<>(values);
			Bound.checkOneCall(name, distinct.size(),
					distinct.stream().mapToLong((value) -> bytes(value).length).sum());
		}
	}

	private <E extends Map.Entry<String, ? extends Collection<? extends V>>> E checkedEntry(E entry) {
		this.limits.checkedEntry(entry);
		checkValues(entry.getKey(), entry.getValue());
		return entry;
	}

	private byte[] bytes(V value) {
		byte[] bytes = (this.serializer != null) ? this.serializer.apply(value) : null;
		return (bytes != null) ? bytes : StoredText.bytes(value);
	}

	private PurgeBudget purgeBudget() {
		return new PurgeBudget(this.purgeLimit, this.namesPerScriptCall);
	}

	/**
	 * Builds an {@link InMemoryMultiMapWithTTL}.
	 */
	public static final class Builder {

		private Duration ttl = Duration.ofHours(1);

		private Clock clock = Clock.systemUTC();

		private Duration precision = Duration.ofMillis(1);

		private @Nullable RedisSerializer<?> serializer;

		private Limits limits = Limits.DEFAULT;

		private String id = "in-memory";

		private Bound bound = Bound.NONE;

		private int purgeLimit = 1000;

		private int namesPerScriptCall = 256;

		private Builder() {
		}

		/**
		 * Sets the time to live of values that are added without one. The default is an
		 * hour.
		 * @param ttl the default ttl, positive
		 * @return this builder
		 */
		public Builder ttl(Duration ttl) {
			this.ttl = Arguments.checkedTtl(ttl, Clock.systemUTC());
			return this;
		}

		/**
		 * Sets the clock that decides what has expired. The default is the system clock.
		 * @param clock the clock, a {@link MutableClock} for example
		 * @return this builder
		 */
		public Builder clock(Clock clock) {
			Assert.notNull(clock, "'clock' must not be null");
			this.clock = clock;
			return this;
		}

		/**
		 * Sets the unit that expiries are rounded up to: a millisecond, which is the
		 * default, or a second.
		 * @param precision one millisecond or one second
		 * @return this builder
		 */
		public Builder precision(Duration precision) {
			this.precision = Arguments.checkedPrecision(precision);
			return this;
		}

		/**
		 * Sets the serializer that the values have in Redis. Values that it refuses are
		 * then refused here as well, and those that expire in the same millisecond are in
		 * the order of their bytes. Without one, only what can be seen without a
		 * serializer is refused.
		 * @param serializer the serializer, such as that of
		 * {@link io.multimapttl.serializer.JsonValueSerializers}
		 * @return this builder
		 */
		public Builder serializer(RedisSerializer<?> serializer) {
			Assert.notNull(serializer, "'serializer' must not be null");
			this.serializer = serializer;
			return this;
		}

		/**
		 * Sets how many live values a name may have. A name that is full is treated as
		 * {@link #whenFull(WhenFull)} says. There is no limit by default.
		 * @param maxValues the maximum number of values, from 1 to 1000
		 * @return this builder
		 */
		public Builder maxValues(int maxValues) {
			this.bound = this.bound.withMaxValues(maxValues);
			return this;
		}

		/**
		 * Sets what a write does with a name that is full. The default is
		 * {@link WhenFull#EVICT}.
		 * @param whenFull what to do
		 * @return this builder
		 */
		public Builder whenFull(WhenFull whenFull) {
			this.bound = this.bound.withWhenFull(whenFull);
			return this;
		}

		/**
		 * Sets how large a name may be in UTF-8. The default is 8 KB.
		 * @param maxNameSize the maximum size, from one byte to 512 MB
		 * @return this builder
		 */
		public Builder maxNameSize(DataSize maxNameSize) {
			this.limits = this.limits.withNameSize(maxNameSize);
			return this;
		}

		/**
		 * Sets how large a value may be. Without a serializer only strings are measured.
		 * The default is 64 MB.
		 * @param maxValueSize the maximum size, from one byte to 512 MB
		 * @return this builder
		 */
		public Builder maxValueSize(DataSize maxValueSize) {
			this.limits = this.limits.withValueSize(maxValueSize);
			return this;
		}

		/**
		 * Sets what messages call the multimap.
		 */
		Builder id(String id) {
			this.id = id;
			return this;
		}

		/**
		 * Sets the maximum number of expired values that a call drops, in addition to
		 * twice the number of values that it writes. Whether a value has been dropped can
		 * only be seen when the clock is set back, and in the result of a purge.
		 */
		Builder purgeLimit(int purgeLimit) {
			this.purgeLimit = purgeLimit;
			return this;
		}

		/**
		 * Sets how many names of a batch share the purge limit, which are those that
		 * Redis writes in one script call: 256 on a single server, 1 on a cluster.
		 */
		Builder namesPerScriptCall(int namesPerScriptCall) {
			this.namesPerScriptCall = namesPerScriptCall;
			return this;
		}

		/**
		 * Returns a new multimap.
		 * @param <V> the type of the values
		 * @return a new multimap
		 */
		@SuppressWarnings("unchecked")
		public <V> InMemoryMultiMapWithTTL<V> build() {
			RedisSerializer<V> serializer = (RedisSerializer<V>) this.serializer;
			return new InMemoryMultiMapWithTTL<>(this, (serializer != null) ? serializer::serialize : null);
		}

		/**
		 * Returns a new multimap in place of one in Redis: with its ttl, its limit, its
		 * checks of values, and the same answers to what it is. It counts what it does,
		 * as the other would.
		 * @param <V> the type of the values
		 * @param replaced the multimap in Redis, which is never called
		 * @return a new multimap
		 */
		public <V> RedisMultiMapWithTTL<V> buildInPlaceOf(RedisMultiMapWithTTL<V> replaced) {
			ttl(replaced.getDefaultTtl()).id(replaced.getId());
			this.bound = new Bound(replaced.getMaxValues(), replaced.getWhenFull());
			return new InMemoryStandIn<>(this, replaced);
		}

	}

}
