package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.multimapttl.ExpiringValue;

import org.springframework.util.CollectionUtils;

/**
 * Decodes what is stored under a name.
 *
 * @param <R> the type of the result
 */
interface Decoder<R> {

	/**
	 * Decodes what was read.
	 * @param name the name
	 * @param now the moment of reading, in seconds
	 * @param members members, or members and scores by turns
	 * @return what they stand for
	 */
	R decode(String name, byte[] now, List<?> members);

	/**
	 * Returns what stands for no values at all.
	 * @return an empty result
	 */
	default R nothing() {
		return decode("", Ascii.NOTHING, List.of());
	}

	/**
	 * Returns a decoder of members.
	 * @param <V> the type of the values
	 * @param codec makes values of bytes
	 * @return a decoder whose result is unmodifiable and keeps the order
	 */
	static <V> Decoder<Set<V>> values(ValueCodec<V> codec) {
		return (name, now, members) -> {
			if (members.isEmpty()) {
				return Collections.emptySet();
			}
			Set<V> values = CollectionUtils.newLinkedHashSet(members.size());
			for (Object member : members) {
				V value = codec.decode(name, (byte[]) member);
				if (value != null) {
					values.add(value);
				}
			}
			return Collections.unmodifiableSet(values);
		};
	}

	/**
	 * Returns a decoder of members and scores by turns.
	 * @param <V> the type of the values
	 * @param codec makes values of bytes
	 * @return a decoder whose result is unmodifiable and keeps the order
	 */
	static <V> Decoder<List<ExpiringValue<V>>> expiringValues(ValueCodec<V> codec) {
		return (name, now, members) -> {
			if (members.isEmpty()) {
				return List.of();
			}
			Instant read = ExpiryScore.instant(ExpiryScore.of(now));
			List<ExpiringValue<V>> values = new ArrayList<>(members.size() / 2);
			for (int i = 0; i < members.size(); i += 2) {
				V value = codec.decode(name, (byte[]) members.get(i));
				if (value != null) {
					Instant expiresAt = ExpiryScore.instant(ExpiryScore.of(members.get(i + 1)));
					values.add(new ExpiringValue<>(value, expiresAt, Duration.between(read, expiresAt)));
				}
			}
			return Collections.unmodifiableList(values);
		};
	}

}
