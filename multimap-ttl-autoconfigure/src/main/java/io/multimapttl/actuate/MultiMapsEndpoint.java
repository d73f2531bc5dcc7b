package io.multimapttl.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapException;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.NameDescription;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.WhenFull;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
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
 * stored under a name.
 * <p>
 * A name can be any text, also an empty one or one with slashes, so it is never part of a
 * path. Names are not listed, because Redis would have to walk through all its keys for
 * that. Showing a multimap takes no round trip. Showing a name takes one, which reads at
 * most {@value #MAX_VALUES} values, however many there are.
 * <p>
 * By default it is read-only: who may read cannot delete. Set
 * {@code management.endpoint.multimaps.access} to {@code unrestricted} to allow that.
 */
@Endpoint(id = "multimaps", defaultAccess = Access.READ_ONLY)
public class MultiMapsEndpoint {

	/** Maximum number of values of a name that are shown: those that expire last. */
	static final int MAX_VALUES = 100;

	private final List<MultiMapWithTTLFactory> factories;

	private final Show showValues;

	/**
	 * Creates an endpoint for the multimaps of some factories. If two multimaps have the
	 * same id, both are listed, but only the first can be looked up by the id.
	 * @param factories the factories
	 * @param showValues when to show values, not only how many there are
	 */
	public MultiMapsEndpoint(Collection<MultiMapWithTTLFactory> factories, Show showValues) {
		Assert.notNull(factories, "'factories' must not be null");
		Assert.notNull(showValues, "'showValues' must not be null");
		this.factories = List.copyOf(factories);
		this.showValues = showValues;
	}

	/**
	 * Returns all multimaps. Sends nothing to Redis.
	 * @return the multimaps
	 */
	@ReadOperation
	public MultiMapsDescriptor multiMaps() {
		return new MultiMapsDescriptor(all().map((multiMap) -> MultiMapDescriptor.of(multiMap, null)).toList());
	}

	/**
	 * Returns one multimap and, if a name is given, what is stored under it.
	 * @param multiMap the id of the multimap
	 * @param name the name, or {@code null} for the multimap alone
	 * @return the multimap, or {@code null} if there is none with that id
	 * @throws InvalidEndpointRequestException if no value can have such a name
	 */
	@ReadOperation
	@SuppressWarnings("deprecation") // Spring Boot 3.5 knows only this annotation
	public @Nullable MultiMapDescriptor multiMap(@Selector String multiMap,
			@org.springframework.lang.Nullable @Nullable String name) {
		return describe(multiMap, name, this.showValues.isShown(true));
	}

	/**
	 * Deletes a name with all its values. Only available if the access to the endpoint is
	 * unrestricted.
	 * @param multiMap the id of the multimap
	 * @param name the name
	 * @return what was deleted
	 * @throws InvalidEndpointRequestException if there is no multimap with that id, or if
	 * no value can have such a name
	 */
	@DeleteOperation
	public DeletedNameDescriptor deleteName(@Selector String multiMap, String name) {
		RedisMultiMapWithTTL<?> found = find(multiMap);
		if (found == null) {
			throw new InvalidEndpointRequestException("There is no multimap with this id", "No such multimap");
		}
		// Not void: the web extension only replaces operations that produce the same
		// media types
		try {
			return new DeletedNameDescriptor(found.delete(name) == 1, null);
		}
		catch (MultiMapException ex) {
			return new DeletedNameDescriptor(false, ex.getMessage());
		}
		catch (IllegalArgumentException ex) {
			throw refusal(ex);
		}
	}

	@Nullable MultiMapDescriptor describe(String id, @Nullable String name, boolean showValues) {
		RedisMultiMapWithTTL<?> multiMap = find(id);
		if (multiMap == null) {
			return null;
		}
		return MultiMapDescriptor.of(multiMap, (name != null) ? describe(multiMap, name, showValues) : null);
	}

	/**
	 * Describes a name. If its values cannot be read, they can still be counted.
	 */
	private static NameDescriptor describe(RedisMultiMapWithTTL<?> multiMap, String name, boolean showValues) {
		try {
			return NameDescriptor.of(multiMap.describe(name, showValues ? MAX_VALUES : 0), showValues);
		}
		catch (MultiMapException ex) {
			NameDescriptor counts = showValues ? describe(multiMap, name, false) : NameDescriptor.NOTHING;
			return counts.withProblem(ex.getMessage());
		}
		catch (IllegalArgumentException ex) {
			throw refusal(ex);
		}
	}

	private static InvalidEndpointRequestException refusal(IllegalArgumentException ex) {
		String message = String.valueOf(ex.getMessage());
		return new InvalidEndpointRequestException(message, message);
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
	 * @param multiMaps the multimaps, without any name
	 */
	public record MultiMapsDescriptor(List<MultiMapDescriptor> multiMaps) implements OperationResponseBody {
	}

	/**
	 * Description of a multimap.
	 *
	 * @param id the id
	 * @param keyPrefix the key prefix: the key of a name is the prefix, a colon and the
	 * name
	 * @param defaultTtl the time to live of values that are added without one
	 * @param valueType the name of the class of the values
	 * @param maxValues how many live values a name may have, {@code null} for any number
	 * @param whenFull what a write does with a name that is full, {@code null} for any
	 * number
	 * @param statistics what this application has done with the multimap since it was
	 * created
	 * @param name what is stored under the given name, {@code null} if none was given
	 */
	public record MultiMapDescriptor(String id, String keyPrefix, Duration defaultTtl, String valueType,
			@Nullable Integer maxValues, @Nullable WhenFull whenFull, MultiMapStatistics statistics,
			@Nullable NameDescriptor name) implements OperationResponseBody {

		private static MultiMapDescriptor of(RedisMultiMapWithTTL<?> multiMap, @Nullable NameDescriptor name) {
			OptionalInt maxValues = multiMap.getMaxValues();
			return new MultiMapDescriptor(multiMap.getId(), multiMap.getKeyPrefix(), multiMap.getDefaultTtl(),
					multiMap.getValueType().getName(), maxValues.isPresent() ? maxValues.getAsInt() : null,
					maxValues.isPresent() ? multiMap.getWhenFull() : null, multiMap.getStatistics(), name);
		}

	}

	/**
	 * Description of what is stored under a name.
	 *
	 * @param live the number of live values
	 * @param expired the number of expired values that are still stored
	 * @param keyTimeToLive the time after which Redis drops the key, {@code null} if
	 * there is no key, or if the key stays for ever
	 * @param soonestExpiry when the first live value expires, {@code null} if there is
	 * none
	 * @param latestExpiry when the last live value expires, {@code null} if there is none
	 * @param values live values, the one that expires last comes first, at most 100;
	 * {@code null} if values are not shown, or cannot be read
	 * @param problem why the name or its values cannot be used, {@code null} if they can
	 */
	public record NameDescriptor(long live, long expired, @Nullable Duration keyTimeToLive,
			@Nullable Instant soonestExpiry, @Nullable Instant latestExpiry, @Nullable List<ValueDescriptor> values,
			@Nullable String problem) {

		private static final NameDescriptor NOTHING = new NameDescriptor(0, 0, null, null, null, null, null);

		private static NameDescriptor of(NameDescription<?> name, boolean showValues) {
			return new NameDescriptor(name.live(), name.expired(), name.keyTimeToLive(), name.soonestExpiry(),
					name.latestExpiry(),
					showValues ? name.latest().stream().<ValueDescriptor>map(ValueDescriptor::of).toList() : null,
					null);
		}

		private NameDescriptor withProblem(@Nullable String problem) {
			return new NameDescriptor(this.live, this.expired, this.keyTimeToLive, this.soonestExpiry,
					this.latestExpiry, null, problem);
		}

	}

	/**
	 * Description of a live value.
	 *
	 * @param value the value
	 * @param expiresAt when the value expires
	 * @param timeToLive its remaining time
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
	 * @param problem why nothing was deleted, {@code null} if that is not so
	 */
	public record DeletedNameDescriptor(boolean live, @Nullable String problem) implements OperationResponseBody {
	}

}
