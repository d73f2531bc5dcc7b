package io.multimapttl.serializer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.multimapttl.serializer.GoldenValue.Bean;
import io.multimapttl.serializer.GoldenValue.Courier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.serializer.RedisSerializer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that values are stored as the bytes that users have in Redis.
 */
class GoldenJsonTests {

	private final ValueSerializers serializers = JsonValueSerializers.create();

	@Test
	void bytesAreTheGoldenOnes() {
		RedisSerializer<GoldenValue> serializer = this.serializers.forType(GoldenValue.class);
		byte[] bytes = serializer.serialize(GoldenValue.create());
		assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(GoldenValue.JSON);
		GoldenValue read = serializer.deserialize(bytes);
		assertThat(read).isEqualTo(GoldenValue.create());
		assertThat(serializer.serialize(read)).isEqualTo(bytes);
		assertThat(this.serializers.forType(Bean.class).serialize(new Bean())).asString().isEqualTo(Bean.JSON);
	}

	@Test
	void nullablePropertyThatIsAddedLaterChangesNothing() {
		RedisSerializer<Courier> older = this.serializers.forType(Courier.class);
		RedisSerializer<NewerCourier> newer = this.serializers.forType(NewerCourier.class);
		byte[] bytes = older.serialize(new Courier("ada", 5));
		NewerCourier courier = new NewerCourier(null, "ada", Optional.empty(), OptionalInt.empty(), 5);
		assertThat(newer.serialize(courier)).isEqualTo(bytes);
		assertThat(newer.deserialize(bytes)).isEqualTo(courier);
		assertThat(older.deserialize(newer.serialize(courier))).isEqualTo(new Courier("ada", 5));
	}

	@Test
	void nullsWithinCollectionsAreWritten() {
		Nulls nulls = new Nulls(Arrays.asList("a", null), Collections.singletonMap("b", null),
				List.of(Optional.empty(), Optional.of(1)));
		RedisSerializer<Nulls> serializer = this.serializers.forType(Nulls.class);
		byte[] bytes = serializer.serialize(nulls);
		assertThat(bytes).asString().isEqualTo("{\"list\":[\"a\",null],\"map\":{\"b\":null},\"optionals\":[null,1]}");
		assertThat(serializer.deserialize(bytes)).isEqualTo(nulls);
	}

	@Test
	void nullIsReadAsZeroByPrimitives() {
		assertThat(this.serializers.forType(Primitive.class)
			.deserialize("{\"number\":null}".getBytes(StandardCharsets.UTF_8))).isEqualTo(new Primitive(0));
	}

	record NewerCourier(@Nullable String vehicle, String name, Optional<String> note, OptionalInt floor,
			@Nullable Integer rating) {
	}

	record Nulls(List<@Nullable String> list, Map<String, @Nullable Integer> map, List<Optional<Integer>> optionals) {
	}

	record Primitive(int number) {
	}

}
