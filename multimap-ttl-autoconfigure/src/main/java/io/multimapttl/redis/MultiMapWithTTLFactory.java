package io.multimapttl.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.multimapttl.serializer.TextValueSerializers;
import io.multimapttl.serializer.ValueSerializers;
import io.multimapttl.support.Arguments;
import io.multimapttl.support.Bound;
import io.multimapttl.support.Limits;
import io.multimapttl.WhenFull;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Makes {@link RedisMultiMapWithTTL multimaps} that share one way to Redis and one set of
 * defaults, and knows all that it made and that were not closed. Thread-safe; nothing
 * connects before the first call on a multimap.
 * <p>
 * Multimaps use the application's connections for calls that take one round trip. For
 * calls that need several, the factory keeps up to {@link Builder#connections(int)}
 * connections of its own, obtained from the application's connection factory and closed
 * with {@link #destroy()}; none is kept if that factory pools already. The application's
 * connection factory itself is not changed, and no call joins its transactions or
 * pipelines.
 */
public final class MultiMapWithTTLFactory implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(MultiMapWithTTLFactory.class);

	private static final int MAX_LOGGED = 50;

	private final Builder defaults;

	private final Route route;

	private final BlockingSender sender;

	private final Map<String, RedisMultiMapWithTTL<?>> multiMaps = new ConcurrentSkipListMap<>();

	private final KeyPrefixes keyPrefixes = new KeyPrefixes();

	private final List<Consumer<? super RedisMultiMapWithTTL<?>>> listeners = new ArrayList<>();

	private final List<Consumer<? super RedisMultiMapWithTTL<?>>> closeListeners = new ArrayList<>();

	private volatile boolean running;

	private MultiMapWithTTLFactory(Builder builder) {
		this.defaults = builder;
		this.route = new Route(builder.connectionFactory, builder.connections, builder.replicaReads,
				builder.namesPerCall);
		this.sender = new BlockingSender(this.route);
	}

	/**
	 * Starts building a factory on a connection factory.
	 * @param connectionFactory the application's connection factory
	 * @return a builder
	 */
	public static Builder builder(RedisConnectionFactory connectionFactory) {
		Assert.notNull(connectionFactory, "'connectionFactory' must not be null");
		return new Builder(() -> connectionFactory);
	}

	/**
	 * Starts building a factory on a connection factory that is asked for when the first
	 * call on a multimap needs it.
	 * @param connectionFactory supplies the application's connection factory
	 * @return a builder
	 */
	public static Builder builder(Supplier<? extends RedisConnectionFactory> connectionFactory) {
		Assert.notNull(connectionFactory, "'connectionFactory' must not be null");
		return new Builder(connectionFactory);
	}

	/**
	 * Makes a multimap with this factory's defaults, as the customizers adjust them.
	 * @param <V> the type of the values
	 * @param id the id, unique within this factory; part of the default key prefix. It
	 * consists of letters, digits, {@code .}, {@code _} and {@code -}, at most 100
	 * @param valueType the type of the values
	 * @return a new multimap
	 * @throws IllegalArgumentException if the id is taken, or if the multimap's keys
	 * could be those of another multimap of this factory
	 */
	public <V> RedisMultiMapWithTTL<V> create(String id, Class<V> valueType) {
		return builder(id, valueType).build();
	}

	/**
	 * Starts building a multimap with this factory's defaults, as the customizers adjust
	 * them; the steps taken on the builder come after them and win.
	 * @param <V> the type of the values
	 * @param id the id, unique within this factory; part of the default key prefix. It
	 * consists of letters, digits, {@code .}, {@code _} and {@code -}, at most 100
	 * @param valueType the type of the values
	 * @return a builder
	 */
	public <V> MultiMapWithTTLBuilder<V> builder(String id, Class<V> valueType) {
		MultiMapWithTTLBuilder<V> builder = new MultiMapWithTTLBuilder<>(id, valueType, this);
		builder.keyPrefix(this.defaults.keyPrefix + "." + id)
			.ttl(this.defaults.ttl)
			.purgeLimit(this.defaults.purgeLimit)
			.precision(this.defaults.precision)
			.limits(this.defaults.limits)
			.bound(this.defaults.bound)
			.unreadableValues(this.defaults.unreadableValues);
		if (this.defaults.clock != null) {
			builder.clock(this.defaults.clock);
		}
		this.defaults.customizers.forEach((customizer) -> customizer.customize(builder));
		return builder;
	}

	/**
	 * Returns all multimaps that this factory made and that were not closed, ordered by
	 * id.
	 * @return the multimaps, unmodifiable
	 */
	public Collection<RedisMultiMapWithTTL<?>> getMultiMaps() {
		return List.copyOf(this.multiMaps.values());
	}

	/**
	 * Calls a listener with every multimap of this factory: now with those that exist,
	 * later with each that is made, before its caller gets it.
	 * @param listener the listener, called with one multimap at a time
	 */
	public void onCreate(Consumer<? super RedisMultiMapWithTTL<?>> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		synchronized (this.multiMaps) {
			this.multiMaps.values().forEach(listener);
			this.listeners.add(listener);
		}
	}

	/**
	 * Calls a listener with every multimap that is closed from now on.
	 * @param listener the listener, called with one multimap at a time
	 */
	public void onClose(Consumer<? super RedisMultiMapWithTTL<?>> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		synchronized (this.multiMaps) {
			this.closeListeners.add(listener);
		}
	}

	/**
	 * Forgets a multimap: its meters go, its id and its key prefix are free. What it
	 * stored stays in Redis, and expires. Nobody should use the multimap any more; it has
	 * no connections of its own, and still works.
	 * @param id the id of the multimap
	 * @return whether there was one
	 */
	public boolean close(String id) {
		synchronized (this.multiMaps) {
			RedisMultiMapWithTTL<?> closed = this.multiMaps.remove(id);
			if (closed == null) {
				return false;
			}
			this.keyPrefixes.free(closed.getKeyPrefix());
			this.closeListeners.forEach((listener) -> listener.accept(closed));
			return true;
		}
	}

	<V> RedisMultiMapWithTTL<V> register(MultiMapWithTTLBuilder<V> builder) {
		String id = builder.getId();
		synchronized (this.multiMaps) {
			Assert.isTrue(!this.multiMaps.containsKey(id), () -> "A multimap with the id '" + id + "' exists already");
			RedisMultiMapWithTTL<V> multiMap = decorate(
					new DefaultRedisMultiMapWithTTL<>(builder, this.route, this.sender));
			this.keyPrefixes.claim(builder.getKeyPrefix(), id);
			this.multiMaps.put(id, multiMap);
			this.listeners.forEach((listener) -> listener.accept(multiMap));
			return multiMap;
		}
	}

	private <V> RedisMultiMapWithTTL<V> decorate(RedisMultiMapWithTTL<V> multiMap) {
		RedisMultiMapWithTTL<V> decorated = multiMap;
		for (MultiMapWithTTLDecorator decorator : this.defaults.decorators) {
			decorated = decorator.decorate(decorated);
		}
		return decorated;
	}

	ValueSerializers serializers() {
		return this.defaults.serializers;
	}

	/**
	 * Lets calls open connections again after a stop, and logs which multimaps there are.
	 */
	@Override
	public void start() {
		this.route.start();
		this.running = true;
		if (!this.multiMaps.isEmpty()) {
			logger.info("Multimaps: " + describeMultiMaps());
		}
	}

	private String describeMultiMaps() {
		String first = this.multiMaps.values()
			.stream()
			.limit(MAX_LOGGED)
			.map(MultiMapWithTTLFactory::describe)
			.collect(Collectors.joining(", "));
		int more = this.multiMaps.size() - MAX_LOGGED;
		return (more > 0) ? first + " and " + more + " more" : first;
	}

	private static String describe(RedisMultiMapWithTTL<?> multiMap) {
		OptionalInt maxValues = multiMap.getMaxValues();
		String bound = maxValues.isPresent()
				? ", max values %d, when full %s".formatted(maxValues.getAsInt(), multiMap.getWhenFull()) : "";
		return "%s of %s (ttl %s, key prefix '%s'%s)".formatted(multiMap.getId(), multiMap.getValueType().getName(),
				multiMap.getDefaultTtl(), multiMap.getKeyPrefix(), bound);
	}

	/**
	 * Closes the connections that are kept: the application's connection factory is about
	 * to be stopped, and they would not survive that. Until the next start no call opens
	 * one: what needs several round trips goes over the application's connection, one by
	 * one.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.route.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Closes the connections that are kept; one that is in use closes after its call.
	 */
	@Override
	public void destroy() {
		this.route.stop();
	}

	/**
	 * Builds a {@link MultiMapWithTTLFactory}.
	 */
	public static final class Builder {

		private final Supplier<? extends RedisConnectionFactory> connectionFactory;

		private String keyPrefix = "multimap";

		private Duration ttl = Duration.ofHours(1);

		private int purgeLimit = 1000;

		private Duration precision = Duration.ofMillis(1);

		private @Nullable Clock clock;

		private int connections = 8;

		private boolean replicaReads;

		private int namesPerCall = CallPacker.MAX_NAMES;

		private Limits limits = Limits.DEFAULT;

		private Bound bound = Bound.NONE;

		private UnreadableValues unreadableValues = UnreadableValues.FAIL;

		private ValueSerializers serializers = new TextValueSerializers();

		private final List<MultiMapWithTTLCustomizer> customizers = new ArrayList<>();

		private final List<MultiMapWithTTLDecorator> decorators = new ArrayList<>();

		private Builder(Supplier<? extends RedisConnectionFactory> connectionFactory) {
			this.connectionFactory = connectionFactory;
		}

		/**
		 * Sets what key prefixes start with: a multimap's is this, a dot and its id,
		 * unless it is given one. The default is {@code multimap}.
		 * @param keyPrefix the start of key prefixes
		 * @return this builder
		 */
		public Builder keyPrefix(String keyPrefix) {
			this.keyPrefix = KeyPrefix.check(keyPrefix);
			return this;
		}

		/**
		 * Sets the time to live of values that are added without one of their own. The
		 * default is an hour.
		 * @param ttl the default ttl, positive
		 * @return this builder
		 */
		public Builder ttl(Duration ttl) {
			this.ttl = ExpiryScore.checkedTtl(ttl);
			return this;
		}

		/**
		 * Sets how many expired values one script call drops at the most, besides twice
		 * the values that it writes; and how many live ones it evicts of a name above its
		 * limit, or twice those that it brings if that is more. The default is 1000.
		 * @param purgeLimit the limit, not negative
		 * @return this builder
		 */
		public Builder purgeLimit(int purgeLimit) {
			this.purgeLimit = MultiMapWithTTLBuilder.checkPurgeLimit(purgeLimit);
			return this;
		}

		/**
		 * Sets what expiries are rounded up to: a millisecond, the default, or a second,
		 * which Python readers see exactly and which costs the server less for names of
		 * 20 to 128 values.
		 * @param precision one millisecond or one second
		 * @return this builder
		 */
		public Builder precision(Duration precision) {
			this.precision = Arguments.checkedPrecision(precision);
			return this;
		}

		/**
		 * Sets the clock that judges expiry in place of Redis's own, for tests and
		 * simulations. All who write to the same multimap must agree on it.
		 * @param clock the clock
		 * @return this builder
		 */
		public Builder clock(Clock clock) {
			Assert.notNull(clock, "'clock' must not be null");
			this.clock = clock;
			return this;
		}

		/**
		 * Sets how many calls that need several round trips may run at once, each on a
		 * connection of its own that is kept for the next. The default is 8.
		 * @param connections the number of connections, at least 1
		 * @return this builder
		 */
		public Builder connections(int connections) {
			Assert.isTrue(connections > 0, () -> "'connections' must be at least 1, not " + connections);
			this.connections = connections;
			return this;
		}

		/**
		 * Sets whether reads go where the connection factory's {@code ReadFrom} says.
		 * They then scale with the replicas, but what a replica answers is as old as its
		 * data, and it judges by its own clock. By default all reads go to masters. Needs
		 * Redis 7.0, which has {@code EVALSHA_RO}.
		 * @param replicaReads whether replicas may answer
		 * @return this builder
		 * @see <a href="https://redis.io/docs/latest/commands/evalsha_ro/">EVALSHA_RO</a>
		 */
		public Builder replicaReads(boolean replicaReads) {
			this.replicaReads = replicaReads;
			return this;
		}

		/**
		 * Sets how many names one call to Redis may be about. The default is 256; on a
		 * cluster, and on a server that takes keys of one slot only in a call, it is one
		 * name anyway. Set it to 1 if a proxy spreads keys over several servers and looks
		 * at the first key of a call only: what is written to other names is lost
		 * otherwise, without an error. All who write to the same multimap must set it.
		 * {@code names} and {@code clear} then work only if the proxy scans all servers.
		 * @param namesPerCall the number of names, 1 to 256
		 * @return this builder
		 */
		public Builder namesPerCall(int namesPerCall) {
			Assert.isTrue(namesPerCall > 0 && namesPerCall <= CallPacker.MAX_NAMES,
					() -> "'namesPerCall' must be 1 to " + CallPacker.MAX_NAMES + ", not " + namesPerCall);
			this.namesPerCall = namesPerCall;
			return this;
		}

		/**
		 * Sets what reads do with values that the serializer cannot read. By default they
		 * fail. To leave such values out makes sense while several versions of an
		 * application write to the same multimap.
		 * @param unreadableValues whether reads fail or leave such values out
		 * @return this builder
		 */
		public Builder unreadableValues(UnreadableValues unreadableValues) {
			Assert.notNull(unreadableValues, "'unreadableValues' must not be null");
			this.unreadableValues = unreadableValues;
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
		 * Sets how large a name may be in UTF-8; the key prefix does not count. A larger
		 * one is refused before anything is sent. The default is 8 KB.
		 * @param maxNameSize the maximum size, from one byte to 512 MB
		 * @return this builder
		 */
		public Builder maxNameSize(DataSize maxNameSize) {
			this.limits = this.limits.withNameSize(maxNameSize);
			return this;
		}

		/**
		 * Sets how large a value may be, as it is stored. A larger one is refused before
		 * anything is sent: a server that does not take it ({@code proto-max-bulk-len})
		 * closes the connection, with all other calls that use it. The default is 64 MB.
		 * @param maxValueSize the maximum size, from one byte to 512 MB
		 * @return this builder
		 */
		public Builder maxValueSize(DataSize maxValueSize) {
			this.limits = this.limits.withValueSize(maxValueSize);
			return this;
		}

		/**
		 * Sets where serializers come from for multimaps that are not given one. The
		 * default knows the types that are written as text.
		 * @param serializers finds a serializer by value type
		 * @return this builder
		 */
		public Builder serializers(ValueSerializers serializers) {
			Assert.notNull(serializers, "'serializers' must not be null");
			this.serializers = serializers;
			return this;
		}

		/**
		 * Adds a customizer that adjusts every multimap after those added before it.
		 * @param customizer the customizer
		 * @return this builder
		 */
		public Builder customizer(MultiMapWithTTLCustomizer customizer) {
			Assert.notNull(customizer, "'customizer' must not be null");
			this.customizers.add(customizer);
			return this;
		}

		/**
		 * Adds a decorator that is put around every multimap, outside of those added
		 * before it.
		 * @param decorator the decorator
		 * @return this builder
		 */
		public Builder decorator(MultiMapWithTTLDecorator decorator) {
			Assert.notNull(decorator, "'decorator' must not be null");
			this.decorators.add(decorator);
			return this;
		}

		/**
		 * Builds the factory.
		 * @return a new factory
		 */
		public MultiMapWithTTLFactory build() {
			return new MultiMapWithTTLFactory(this);
		}

	}

}
