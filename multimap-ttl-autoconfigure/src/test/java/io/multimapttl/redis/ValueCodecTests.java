package io.multimapttl.redis;

import io.multimapttl.MultiMapException;
import io.multimapttl.support.Limits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.serializer.RedisSerializer;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ValueCodecTests {

	private final ValueCodec<String> codec = new ValueCodec<>("couriers", String.class, new Nothing(), Limits.DEFAULT,
			new Unreadable(UnreadableValues.FAIL, new Counters()));

	@Test
	@SuppressWarnings("NullAway")
	void nullIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.codec.encode(null))
			.withMessage("'value' must not be null");
	}

	@Test
	void serializerThatGivesNothingIsNamedByItsMultiMap() {
		assertThatIllegalStateException().isThrownBy(() -> this.codec.encode("a"))
			.withMessage("The serializer of the multimap 'couriers' gave null for a value");
		assertThatExceptionOfType(MultiMapException.class).isThrownBy(() -> this.codec.decode("zone", new byte[0]))
			.withMessage("Multimap 'couriers': a value of the name 'zone' cannot be read as java.lang.String. "
					+ "'multimap.ttl.unreadable-values=skip' leaves such values out, "
					+ "'multimap.ttl.maps.<id>.unreadable-values=skip' those of one multimap")
			.withRootCauseInstanceOf(IllegalStateException.class);
	}

	private static final class Nothing implements RedisSerializer<String> {

		@Override
		public byte @Nullable [] serialize(@Nullable String value) {
			return null;
		}

		@Override
		public @Nullable String deserialize(byte @Nullable [] bytes) {
			return null;
		}

	}

}
