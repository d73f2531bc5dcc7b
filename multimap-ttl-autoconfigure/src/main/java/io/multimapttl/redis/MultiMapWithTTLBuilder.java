package io.multimapttl.redis;

import java.time.Clock;
import java.time.Duration;

import io.multimapttl.support.Arguments;
import io.multimapttl.support.Bound;
import io.multimapttl.support.Limits;
import io.multimapttl.support.Shown;
import io.multimapttl.WhenFull;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Builds a multimap of a {@link MultiMapWithTTLFactory}.
 *
 * @param <V> the type of the values
 * @see MultiMapWithTTLFactory#builder(String, Class)
 */
public final class MultiMapWithTTLBuilder<V> {

	private final String id;

	private final Class<V> valueType;

	private final MultiMapWithTTLFactory factory;

	private String keyPrefix = "";

	private Duration ttl = Duration.ZERO;

	private int purgeLimit;

	private Duration precision = Duration.ZERO;

	private @Nullable Clock clock;

	private @Nullable RedisSerializer<V> serializer;

	private Limits limits = Limits.DEFAULT;

	private Bound bound = Bound.NONE;

	private UnreadableValues unreadableValues = UnreadableValues.FAIL;

	MultiMapWithTTLBuilder(String id, Class<V> valueType, MultiMapWithTTLFactory factory) {
		checkId(id);
		Assert.notNull(valueType, "'valueType' must not be null");
		Assert.isTrue(!valueType.isPrimitive(),
				() -> "'valueType' must not be the primitive type '" + valueType + "': use its wrapper class");
		this.id = id;
		this.valueType = valueType;
		this.factory = factory;
	}

	/**
	 * Checks an id, which becomes a part of keys and meters, and stands in messages.
	 */
	private static void checkId(String id) {
		Assert.hasText(id, "'id' must not be empty");
		Assert.isTrue(id.length() <= Arguments.LONGEST_ID,
				() -> "'id' must not be longer than " + Arguments.LONGEST_ID + " characters, it has " + id.length());
		id.codePoints().filter((character) -> !Arguments.isOfId(character)).findFirst().ifPresent((character) -> {
			throw new IllegalArgumentException("'id' must consist of letters, digits, '.', '_' and '-', not '"
					+ Shown.name(Character.toString(character)) + "' as in '" + Shown.name(id) + "'");
		});
	}

	static int checkPurgeLimit(int purgeLimit) {
		Assert.isTrue(purgeLimit >= 0, () -> "'purgeLimit' must not be negative, it is " + purgeLimit);
		return purgeLimit;
	}

	/**
	 * Returns the id of the multimap.
	 * @return the id
	 */
	public String getId() {
		return this.id;
	}

	/**
	 * Returns the type of the values.
	 * @return the value type
	 */
	public Class<V> getValueType() {
		return this.valueType;
	}

	/**
	 * Returns the key prefix as it is set so far. At first it is that of the factory, a
	 * dot and the id.
	 * @return the key prefix
	 */
	public String getKeyPrefix() {
		return this.keyPrefix;
	}

	/**
	 * Sets the key prefix: a name's key is the prefix, a colon, the name.
	 * @param keyPrefix the key prefix
	 * @return this builder
	 */
	public MultiMapWithTTLBuilder<V> keyPrefix(String keyPrefix) {
		this.keyPrefix = KeyPrefix.check(keyPrefix);
		return this;
	}

	/**
	 * Sets the time to live of values that are added without one of their own.
	 * @param ttl the default ttl, positive
	 * @return this builder
	 */
	public MultiMapWithTTLBuilder<V> ttl(Duration ttl) {
		this.ttl = ExpiryScore.checkedTtl(ttl);
		return this;
	}

	/**
	 * Sets the serializer. The bytes that it writes are the identity of a value, so equal
	 * values must give equal bytes, in every version of the application.
	 * @param serializer the serializer, one that can serialize the value type
	 * @return this builder
	 */
	@SuppressWarnings("unchecked")
	public MultiMapWithTTLBuilder<V> serializer(RedisSerializer<?> serializer) {
		Assert.notNull(serializer, "'serializer' must not be null");
		Assert.isTrue(serializer.canSerialize(this.valueType),
				() -> "The serializer of the multimap '" + this.id + "' is for " + serializer.getTargetType().getName()
						+ ", but the values are of type " + this.valueType.getName());
		this.serializer = (RedisSerializer<V>) serializer;
		return this;
	}

	/**
	 * Sets the clock that judges expiry in place of Redis's own.
	 * @param clock the clock
	 * @return this builder
	 * @see MultiMapWithTTLFactory.Builder#clock(Clock)
	 */
	public MultiMapWithTTLBuilder<V> clock(Clock clock) {
		Assert.notNull(clock, "'clock' must not be null");
		this.clock = clock;
		return this;
	}

	/**
	 * Sets how many expired values one script call drops at the most, besides twice the
	 * values that it writes; and how many live ones it evicts of a name above its limit,
	 * or twice those that it brings if that is more.
	 * @param purgeLimit the limit, not negative
	 * @return this builder
	 */
	public MultiMapWithTTLBuilder<V> purgeLimit(int purgeLimit) {
		this.purgeLimit = checkPurgeLimit(purgeLimit);
		return this;
	}

	/**
	 * Sets what expiries are rounded up to.
	 * @param precision one millisecond or one second
	 * @return this builder
	 * @see MultiMapWithTTLFactory.Builder#precision(Duration)
	 */
	public MultiMapWithTTLBuilder<V> precision(Duration precision) {
		this.precision = Arguments.checkedPrecision(precision);
		return this;
	}

	/**
	 * Sets what reads do with values that the serializer cannot read.
	 * @param unreadableValues whether they fail or leave such values out
	 * @return this builder
	 * @see MultiMapWithTTLFactory.Builder#unreadableValues(UnreadableValues)
	 */
	public MultiMapWithTTLBuilder<V> unreadableValues(UnreadableValues unreadableValues) {
		Assert.notNull(unreadableValues, "'unreadableValues' must not be null");
		this.unreadableValues = unreadableValues;
		return this;
	}

	/**
	 * Sets how large a name may be in UTF-8. The key prefix does not count.
	 * @param maxNameSize the maximum size, from one byte to 512 MB
	 * @return this builder
	 * @see MultiMapWithTTLFactory.Builder#maxNameSize(DataSize)
	 */
	public MultiMapWithTTLBuilder<V> maxNameSize(DataSize maxNameSize) {
		this.limits = this.limits.withNameSize(maxNameSize);
		return this;
	}

	/**
	 * Sets how large a value may be, as it is stored.
	 * @param maxValueSize the maximum size, from one byte to 512 MB
	 * @return this builder
	 * @see MultiMapWithTTLFactory.Builder#maxValueSize(DataSize)
	 */
	public MultiMapWithTTLBuilder<V> maxValueSize(DataSize maxValueSize) {
		this.limits = this.limits.withValueSize(maxValueSize);
		return this;
	}

	/**
	 * Sets how many live values a name may have.
	 * @param maxValues the maximum number of values, from 1 to 1000
	 * @return this builder
	 * @see MultiMapWithTTLFactory.Builder#maxValues(int)
	 */
	public MultiMapWithTTLBuilder<V> maxValues(int maxValues) {
		this.bound = this.bound.withMaxValues(maxValues);
		return this;
	}

	/**
	 * Sets what a write does with a name that is full.
	 * @param whenFull what to do
	 * @return this builder
	 * @see MultiMapWithTTLFactory.Builder#whenFull(WhenFull)
	 */
	public MultiMapWithTTLBuilder<V> whenFull(WhenFull whenFull) {
		this.bound = this.bound.withWhenFull(whenFull);
		return this;
	}

	MultiMapWithTTLBuilder<V> bound(Bound bound) {
		this.bound = bound;
		return this;
	}

	MultiMapWithTTLBuilder<V> limits(Limits limits) {
		this.limits = limits;
		return this;
	}

	/**
	 * Builds the multimap.
	 * @return a new multimap
	 * @throws IllegalArgumentException if the id is taken, if the multimap's keys could
	 * be those of another multimap of the factory, or if there is no serializer for the
	 * value type
	 */
	public RedisMultiMapWithTTL<V> build() {
		return this.factory.register(this);
	}

	Bound getBound() {
		return this.bound;
	}

	Limits getLimits() {
		return this.limits;
	}

	UnreadableValues getUnreadableValues() {
		return this.unreadableValues;
	}

	Duration getTtl() {
		return this.ttl;
	}

	int getPurgeLimit() {
		return this.purgeLimit;
	}

	Duration getPrecision() {
		return this.precision;
	}

	@Nullable Clock getClock() {
		return this.clock;
	}

	RedisSerializer<V> getSerializer() {
		return (this.serializer != null) ? this.serializer : this.factory.serializers().forType(this.valueType);
	}

}
