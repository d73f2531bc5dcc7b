package io.multimapttl.serializer;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multimapttl.serializer.GoldenValue.Bean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.redis.serializer.RedisSerializer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CanonicalJson}: nothing that an application can set, and no Jackson
 * version, changes the bytes.
 */
class CanonicalJsonTests {

	/**
	 * Features that Jackson 3 has another default for than Jackson 2, and that change
	 * nothing: the parsers read the same numbers, and all text goes through a writer of
	 * characters, not of UTF-8.
	 */
	private static final Set<String> WITHOUT_EFFECT = Set.of("USE_FAST_DOUBLE_PARSER", "USE_FAST_BIG_NUMBER_PARSER",
			"COMBINE_UNICODE_SURROGATES_IN_UTF8");

	@ParameterizedTest
	@EnumSource
	void bytesAreTheGoldenOnes(Jackson jackson) {
		assertGolden(jackson.serializers());
	}

	static List<Class<? extends Enum<?>>> featuresOfJackson3() {
		return JacksonFeatures.ofJackson3();
	}

	@ParameterizedTest
	@MethodSource("featuresOfJackson3")
	void featuresOfJackson3DoNotChangeBytes(Class<? extends Enum<?>> type) {
		assertGolden(
				JsonValueSerializers.jackson3(JacksonFeatures.flipped3(List.of(type), JsonMapper.builder()).build()));
	}

	static List<Class<? extends Enum<?>>> featuresOfJackson2() {
		return JacksonFeatures.ofJackson2();
	}

	@ParameterizedTest
	@MethodSource("featuresOfJackson2")
	void featuresOfJackson2DoNotChangeBytes(Class<? extends Enum<?>> type) {
		assertGolden(JsonValueSerializers.jackson2(JacksonFeatures.flipped2(List.of(type), new ObjectMapper())));
	}

	@Test
	void everyFeatureWithAnotherDefaultInJackson3IsDecided() {
		Map<String, Boolean> defaultsOfJackson2 = new HashMap<>();
		JacksonFeatures.constants(JacksonFeatures.ofJackson2())
			.forEach((feature) -> defaultsOfJackson2.put(feature.name(), JacksonFeatures.byDefault(feature)));
		Set<String> undecided = new TreeSet<>();
		JacksonFeatures.constants(JacksonFeatures.ofJackson3()).forEach((feature) -> {
			Boolean other = defaultsOfJackson2.get(feature.name());
			if (other != null && other != JacksonFeatures.byDefault(feature)) {
				undecided.add(feature.name());
			}
		});
		undecided.removeAll(CanonicalJson.decisions());
		assertThat(undecided).isEqualTo(WITHOUT_EFFECT);
	}

	@Test
	void everyDecisionIsAboutAFeatureThatExists() {
		Set<String> features = new HashSet<>();
		JacksonFeatures.constants(JacksonFeatures.ofJackson2()).forEach((feature) -> features.add(feature.name()));
		JacksonFeatures.constants(JacksonFeatures.ofJackson3()).forEach((feature) -> features.add(feature.name()));
		assertThat(features).containsAll(CanonicalJson.decisions());
	}

	@ParameterizedTest
	@EnumSource
	void whatATypeSaysOfEmptyCollectionsStands(Jackson jackson) {
		RedisSerializer<Sparse> serializer = jackson.serializers().forType(Sparse.class);
		assertThat(serializer.serialize(new Sparse(Set.of(), Map.of()))).asString().isEqualTo("{}");
		assertThat(serializer.serialize(new Sparse(Set.of("b", "a"), Map.of("d", 4, "c", 3)))).asString()
			.isEqualTo("{\"numbers\":{\"c\":3,\"d\":4},\"tags\":[\"a\",\"b\"]}");
	}

	private static void assertGolden(ValueSerializers serializers) {
		RedisSerializer<GoldenValue> serializer = serializers.forType(GoldenValue.class);
		byte[] bytes = serializer.serialize(GoldenValue.create());
		assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(GoldenValue.JSON);
		GoldenValue read = serializer.deserialize(bytes);
		assertThat(read).isEqualTo(GoldenValue.create());
		assertThat(serializer.serialize(read)).isEqualTo(bytes);
		assertThat(serializers.forType(Bean.class).serialize(new Bean())).asString().isEqualTo(Bean.JSON);
	}

	record Sparse(@JsonInclude(JsonInclude.Include.NON_EMPTY) Set<String> tags,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Integer> numbers) {
	}

}
