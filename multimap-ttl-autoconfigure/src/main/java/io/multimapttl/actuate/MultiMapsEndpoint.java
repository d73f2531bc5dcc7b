package io.multimapttl.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import io.multimapttl.ExpiringValue;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.NameDescription;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.util.Assert;

/**
 * {@link Endpoint @Endpoint} that shows the multimaps of the application, and what is
 * stored under a name of one.
 * <p>
 * A name is any text, also an empty one or one with slashes, so it is never part of a
 * path. Names are not listed, since that would walk the whole key space of Redis. To show
 * a multimap costs no round trip; to show a name of one costs one, which reads
 * {@value #MAX_VALUES} values at the most, however many there are.
 */
@Endpoint(id = "multimaps")
public class MultiMapsEndpoint {

	/** So many values of a name are shown, those that expire last. */
	static final int MAX_VALUES = 100;

	private final List<MultiMapWithTTLFactory> factories;

	private final Show showValues;

	/**
	 * Creates an endpoint for the multimaps of some factories. Of two multimaps of the
	 * same id both are listed, and the first is found by it.
	 * @param factories the factories
	 * @param showValues when to show values, and not just how many there are
	 */
	public MultiMapsEndpoint(Collection<MultiMapWithTTLFactory> factories, Show showValues) {
		Assert.notNull(factories, "'factories' must not be null");
		Assert.notNull(showValues, "'showValues' must not be null");
		this.factories = List.copyOf(factories);
		this.showValues = showValues;
	}

	/**
	 * Returns all multimaps. Asks nothing of Redis.
	 * @return the multimaps
	 */
	@ReadOperation
	public MultiMapsDescriptor multiMaps() {
		return new MultiMapsDescriptor(all().map((multiMap) -> MultiMapDescriptor.of(multiMap, null)).toList());
	}

	/**
	 * Returns one multimap and, if it is asked for, what is stored under a name.
	 * @param multiMap the id of the multimap
	 * @param name the name, or {@code null} for the multimap alone
	 * @return the multimap, or {@code null} if there is none of that id
	 */
	@ReadOperation
	@SuppressWarnings("deprecation") // Spring Boot 3.5 knows only this annotation
	public @Nullable MultiMapDescriptor multiMap(@Selector String multiMap,
			@org.springframework.lang.Nullable @Nullable String name) {
		return describe(multiMap, name, this.showValues.isShown(true));
	}

	/**
	 * Deletes a name with all its values.
	 * @param multiMap the id of the multimap
	 * @param name the name
	 * @return what was deleted
	 * @throws InvalidEndpointRequestException if there is no multimap of that id
	 */
	@DeleteOperation
	public DeletedNameDescriptor deleteName(@Selector String multiMap, String name) {
		RedisMultiMapWithTTL<?> found = find(multiMap);
		if (found == null) {
			throw new InvalidEndpointRequestException("There is no multimap '" + multiMap + "'", "No such multimap");
		}
		// Not void: the web extension replaces only what produces the same media types
		return new DeletedNameDescriptor(found.delete(name) == 1);
	}

	@Nullable MultiMapDescriptor describe(String id, @Nullable String name, boolean showValues) {
		RedisMultiMapWithTTL<?> multiMap = find(id);
		if (multiMap == null) {
			return null;
		}
		return MultiMapDescriptor.of(multiMap, (name != null) ? describe(multiMap, name, showValues) : null);
	}

	private static NameDescriptor describe(RedisMultiMapWithTTL<?> multiMap, String name, boolean showValues) {
		return NameDescriptor.of(multiMap.describe(name, showValues ? MAX_VALUES : 0), showValues);
	}

	@Nullable RedisMultiMapWithTTL<?> find(String id) {
		return all().filter((multiMap) -> multiMap.getId().equals(id)).findFirst().orElse(null);
	}

	private Stream<RedisMultiMapWithTTL<?>> all() {
		return this.factories.stream().flatMap((factory) -> factory.getMultiMaps().stream());
	}

	/**
	 * Description of all multimaps.
	 *
	 * @param multiMaps the multimaps, each without a name
	 */
	public record MultiMapsDescriptor(List<MultiMapDescriptor> multiMaps) implements OperationResponseBody {
	}

	/**
	 * Description of a multimap.
	 *
	 * @param id the id
	 * @param keyPrefix the key prefix: a name's key is the prefix, a colon, the name
	 * @param defaultTtl the time to live of values that are added without one of their
	 * own
	 * @param valueType the name of the class of the values
	 * @param statistics what the multimap has done in this application since it was made
	 * @param name what is stored under the name that was asked for, {@code null} if none
	 * was
	 */
	public record MultiMapDescriptor(String id, String keyPrefix, Duration defaultTtl, String valueType,
			MultiMapStatistics statistics, @Nullable NameDescriptor name) implements OperationResponseBody {

		private static MultiMapDescriptor of(RedisMultiMapWithTTL<?> multiMap, @Nullable NameDescriptor name) {
			return new MultiMapDescriptor(multiMap.getId(), multiMap.getKeyPrefix(), multiMap.getDefaultTtl(),
					multiMap.getValueType().getName(), multiMap.getStatistics(), name);
		}

	}

	/**
	 * Description of what is stored under a name.
	 *
	 * @param live the number of live values
	 * @param expired the number of values that have expired and are still there
	 * @param keyTimeToLive the time after which Redis drops the key, {@code null} if
	 * there is no key, or if the key stays for ever
	 * @param soonestExpiry when the first live value expires, {@code null} if none is
	 * live
	 * @param latestExpiry when the last live value expires, {@code null} if none is live
	 * @param values the live values that expire last, latest first, a hundred at the
	 * most; {@code null} if values are not shown
	 */
	public record NameDescriptor(long live, long expired, @Nullable Duration keyTimeToLive,
			@Nullable Instant soonestExpiry, @Nullable Instant latestExpiry, @Nullable List<ValueDescriptor> values) {

		private static NameDescriptor of(NameDescription<?> name, boolean showValues) {
			return new NameDescriptor(name.live(), name.expired(), name.keyTimeToLive(), name.soonestExpiry(),
					name.latestExpiry(),
					showValues ? name.latest().stream().<ValueDescriptor>map(ValueDescriptor::of).toList() : null);
		}

	}

	/**
	 * Description of a live value.
	 *
	 * @param value the value
	 * @param expiresAt when the value expires
	 * @param timeToLive the time that remains to it
	 */
	public record ValueDescriptor(Object value, Instant expiresAt, Duration timeToLive) {

		private static ValueDescriptor of(ExpiringValue<?> value) {
			return new ValueDescriptor(value.value(), value.expiresAt(), value.timeToLive());
		}

	}

	/**
	 * Description of a name that was deleted.
	 *
	 * @param live whether the name had a live value
	 */
	public record DeletedNameDescriptor(boolean live) implements OperationResponseBody {
	}

}
