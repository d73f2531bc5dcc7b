package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.multimapttl.ExpiringValue;
import org.jspecify.annotations.Nullable;

/**
 * What is stored under one name of a multimap, all of it read at the same moment.
 *
 * @param <V> the type of the values
 * @param live the number of live values
 * @param expired the number of values that have expired and are still there
 * @param keyTimeToLive the time after which Redis drops the key, to the millisecond;
 * {@code null} if there is no key, or if the key stays for ever
 * @param soonestExpiry when the first live value expires, {@code null} if none is live
 * @param latestExpiry when the last live value expires, {@code null} if none is live
 * @param latest the live values that expire last, latest first, as many as were asked for
 * at the most
 */
public record NameDescription<V>(long live, long expired, @Nullable Duration keyTimeToLive,
		@Nullable Instant soonestExpiry, @Nullable Instant latestExpiry, List<ExpiringValue<V>> latest) {

	/**
	 * Copies the values.
	 * @param live the number of live values
	 * @param expired the number of values that have expired and are still there
	 * @param keyTimeToLive the time after which Redis drops the key
	 * @param soonestExpiry when the first live value expires
	 * @param latestExpiry when the last live value expires
	 * @param latest the live values that expire last
	 */
	public NameDescription {
		latest = List.copyOf(latest);
	}

}
