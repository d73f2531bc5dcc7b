package io.multimapttl.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.multimapttl.redis.UnreadableValues;
import io.multimapttl.support.Arguments;
import io.multimapttl.support.Bound;
import io.multimapttl.support.Limits;
import io.multimapttl.WhenFull;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for multimaps.
 *
 * @param enabled Whether to configure multimaps.
 * @param keyPrefix Start of the keys in Redis. Keys of the default multimap start with
 * the prefix and a colon, keys of a multimap below 'maps' with the prefix, a dot, its id
 * and a colon.
 * @param defaultTtl Time to live of values that are added without one. A plain number
 * means seconds.
 * @param valueType Type of the values. Fixed at build time with AOT processing.
 * @param purgeLimit Maximum number of expired values that one write drops, in addition to
 * twice the number of values that it writes. Of a name above its limit a write evicts at
 * most this number of live values, or twice what it brings if that is more.
 * @param precision Unit that expiries are rounded up to, 1ms or 1s. With 1s, readers of
 * the Python library see exact expiries, and names of 20 to 128 values cost the server
 * less.
 * @param clock Clock that decides what has expired. All applications that share a
 * multimap must use the same.
 * @param connections Number of calls with several round trips that may run at once. Each
 * uses a connection, which is kept open for the next call unless the application pools
 * its connections.
 * @param replicaReads Whether reads go where 'spring.data.redis.lettuce.read-from' says.
 * They then scale with the replicas, but are as old as the replica's data. Needs Redis
 * 7.0.
 * @param namesPerCall Maximum number of names that one call to Redis is about, 1 to 256.
 * Must be 1 if a proxy spreads keys over several servers.
 * @param unreadableValues What reads do with a stored value that cannot be read: 'fail',
 * or 'skip' to leave it out.
 * @param maxValues Maximum number of live values of a name, 1 to 1000. There is no limit
 * by default.
 * @param whenFull What a write does with a name that is full: 'evict' the values that
 * expire soonest, or 'refuse' the new ones.
 * @param maxNameSize Maximum size of a name. A larger one is refused. A plain number
 * means bytes.
 * @param maxValueSize Maximum size of a value as it is stored. A larger one is refused. A
 * plain number means bytes.
 * @param maps Multimaps by id, which is also the name of the bean. If there are any, they
 * replace the default multimap. The ids are fixed at build time with AOT processing.
 */
@ConfigurationProperties(MultiMapTtlProperties.PREFIX)
public record MultiMapTtlProperties(@DefaultValue("true") boolean enabled, @DefaultValue("multimap") String keyPrefix,
		@DefaultValue("1h") @DurationUnit(ChronoUnit.SECONDS) Duration defaultTtl,
		@DefaultValue("java.lang.String") Class<?> valueType, @DefaultValue("1000") int purgeLimit,
		@DefaultValue("1ms") Duration precision, @DefaultValue("redis") ExpiryClock clock,
		@DefaultValue("8") int connections, @DefaultValue("false") boolean replicaReads,
		@DefaultValue("256") int namesPerCall, @DefaultValue("fail") UnreadableValues unreadableValues,
		@Nullable Integer maxValues, @DefaultValue("evict") WhenFull whenFull,
		@DefaultValue("8KB") DataSize maxNameSize, @DefaultValue("64MB") DataSize maxValueSize,
		@DefaultValue Map<String, MultiMap> maps) {

	static final String PREFIX = "multimap.ttl";

	/**
	 * The id and bean name of the multimap that exists if no other is configured.
	 */
	static final String DEFAULT_ID = "multiMapWithTTL";

	private static final Instant END_OF_TIME = Instant.parse("+10000-01-01T00:00:00Z");

	static final String TTL_REMEDY = "Write a positive duration such as 30s, 15m, 12h or 7d; a plain number is seconds.";

	static final String PRECISION_REMEDY = "Write 1ms or 1s.";

	static final String ID_REMEDY = "An id consists of letters, digits, '.', '_' and '-', at most 100. One with a '.', or with other "
			+ "letters than a to z, is written in brackets: 'multimap.ttl.maps.[shop.couriers].ttl', in YAML with quotes "
			+ "around them.";

	static final String MAX_VALUES_REMEDY = "Write a number from 1 to 1000, or remove the property.";

	static final String SIZE_REMEDY = "Write a size from 1B to 512MB such as 8KB or 64MB; a plain number is bytes.";

	/**
	 * Checks the values.
	 * @param enabled whether to configure multimaps
	 * @param keyPrefix the start of the keys
	 * @param defaultTtl the time to live of values that are added without one
	 * @param valueType the type of the values
	 * @param purgeLimit the maximum number of expired values that a write drops
	 * @param precision the unit that expiries are rounded up to
	 * @param clock the clock that decides what has expired
	 * @param connections how many calls with several round trips may run at once
	 * @param replicaReads whether replicas may answer reads
	 * @param namesPerCall how many names one call to Redis is about at the most
	 * @param unreadableValues what reads do with values that cannot be read
	 * @param maxValues the maximum number of live values of a name
	 * @param whenFull what a write does with a name that is full
	 * @param maxNameSize the maximum size of a name
	 * @param maxValueSize the maximum size of a value
	 * @param maps the multimaps by id
	 */
	public MultiMapTtlProperties {
		checkKeyPrefix(PREFIX + ".key-prefix", keyPrefix);
		checkTtl(PREFIX + ".default-ttl", defaultTtl);
		checkValueType(PREFIX + ".value-type", valueType);
		check(purgeLimit >= 0, PREFIX + ".purge-limit", "It is negative.", "Write 0 or more.");
		check(precision.equals(Duration.ofMillis(1)) || precision.equals(Duration.ofSeconds(1)), PREFIX + ".precision",
				"Expiries are kept to the millisecond or to the second.", PRECISION_REMEDY);
		check(connections > 0, PREFIX + ".connections", "Calls that need several round trips need a connection.",
				"Write 1 or more.");
		check(namesPerCall > 0 && namesPerCall <= 256, PREFIX + ".names-per-call",
				"A call to Redis is about at least one name, and with more than 256 it would take too long.",
				"Write 256, or 1 if a proxy spreads keys over several servers.");
		checkMaxValues(PREFIX + ".max-values", maxValues);
		checkSize(PREFIX + ".max-name-size", maxNameSize);
		checkSize(PREFIX + ".max-value-size", maxValueSize);
		maps = Collections.unmodifiableMap(withDistinctIds(maps));
		maps.forEach((id, map) -> map.check(property(id)));
	}

	/**
	 * Returns the configuration of a multimap.
	 * @param id the id of the multimap
	 * @return its properties, or {@code null}
	 */
	@Nullable MultiMap map(String id) {
		MultiMap map = this.maps.get(id);
		return (map != null) ? map : bySpelling(id);
	}

	private @Nullable MultiMap bySpelling(String id) {
		String uniform = uniform(id);
		return this.maps.entrySet()
			.stream()
			.filter((entry) -> uniform(entry.getKey()).equals(uniform))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Returns the entries without those whose ids are only another spelling of the same
	 * property name. Spring Boot takes {@code recentViewers} in a file and
	 * {@code recentviewers} from an environment variable for the same name. Sources are
	 * bound in their order, so the last spelling is that of the source that the others
	 * override.
	 * @param byId entries by id; those whose ids are the same property name are equal
	 * @return entries by id, with one spelling of each id
	 */
	static <T> Map<String, T> withDistinctIds(Map<String, T> byId) {
		Map<String, String> ids = new LinkedHashMap<>();
		byId.keySet().forEach((id) -> ids.put(uniform(id), id));
		Map<String, T> distinct = new LinkedHashMap<>();
		ids.values().forEach((id) -> distinct.put(id, byId.get(id)));
		return distinct;
	}

	private static String uniform(String id) {
		// Spring Boot keeps other characters only in [brackets], and compares such ids
		// exactly
		boolean relaxed = id.chars().allMatch((c) -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
		return relaxed ? id.replace("-", "").replace("_", "").toLowerCase(Locale.ENGLISH) : id;
	}

	static String property(String id) {
		return PREFIX + ".maps." + id;
	}

	static void checkId(String id) {
		check(Arguments.isId(id), property("[" + id + "]"), "It has no id that can be the name of a bean.", ID_REMEDY);
	}

	static void checkValueType(String property, Class<?> valueType) {
		check(!valueType.isPrimitive(), property, "The primitive type " + valueType + " has no values to be stored.",
				UnreadableProperty.remedyForClass(ClassUtils.resolvePrimitiveIfNecessary(valueType).getSimpleName()));
	}

	private static void checkKeyPrefix(String property, String keyPrefix) {
		check(StringUtils.hasText(keyPrefix), property, "Without a prefix, multimaps could write to any key.",
				"Write one, such as 'multimap'.");
	}

	private static void checkTtl(String property, Duration ttl) {
		check(!ttl.isNegative() && !ttl.isZero(), property, "A value with such a ttl would never be live.", TTL_REMEDY);
		check(ttl.compareTo(Duration.between(Instant.now(), END_OF_TIME)) < 0, property,
				"A value with such a ttl would outlive the year 9999.", TTL_REMEDY);
	}

	private static void checkMaxValues(String property, @Nullable Integer maxValues) {
		check(maxValues == null || Bound.isPossible(maxValues), property,
				"A name that is limited has at least one value, and at most what one call to Redis takes.",
				MAX_VALUES_REMEDY);
	}

	private static void checkSize(String property, DataSize size) {
		check(Limits.isPossible(size), property, "Redis takes no argument of such a size.", SIZE_REMEDY);
	}

	private static void check(boolean valid, String property, String reason, String remedy) {
		if (!valid) {
			throw new InvalidMultiMapPropertyException(property, reason, remedy);
		}
	}

	/**
	 * The clock that decides what has expired.
	 */
	public enum ExpiryClock {

		/**
		 * The clock of the Redis server, which is the same for all applications.
		 */
		REDIS,

		/**
		 * The clock of the machine on which the application runs.
		 */
		SYSTEM

	}

	/**
	 * Configuration properties of one multimap. A property that is not set has the value
	 * that is set for all multimaps.
	 *
	 * @param keyPrefix Start of the multimap's keys in Redis, followed by a colon. The
	 * default is the common prefix, a dot and the id.
	 * @param ttl Time to live of values that are added without one. A plain number means
	 * seconds.
	 * @param valueType Type of the values. Fixed at build time with AOT processing.
	 * @param unreadableValues What reads do with a stored value that cannot be read.
	 * @param maxValues Maximum number of live values of a name, 1 to 1000.
	 * @param whenFull What a write does with a name that is full.
	 */
	public record MultiMap(@Nullable String keyPrefix, @Nullable @DurationUnit(ChronoUnit.SECONDS) Duration ttl,
			@Nullable Class<?> valueType, @Nullable UnreadableValues unreadableValues, @Nullable Integer maxValues,
			@Nullable WhenFull whenFull) {

		private void check(String property) {
			if (this.keyPrefix != null) {
				checkKeyPrefix(property + ".key-prefix", this.keyPrefix);
			}
			if (this.ttl != null) {
				checkTtl(property + ".ttl", this.ttl);
			}
			if (this.valueType != null) {
				checkValueType(property + ".value-type", this.valueType);
			}
			checkMaxValues(property + ".max-values", this.maxValues);
		}

	}

}
