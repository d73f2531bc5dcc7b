package io.multimapttl.serializer;

import java.nio.charset.StandardCharsets;

import io.multimapttl.serializer.GoldenValue.Bean;
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

}
