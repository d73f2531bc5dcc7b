package io.multimapttl.serializer;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.serializer.SerializationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What docs/configuration.md says of changes of a value type.
 */
class ChangedTypeTests {

	private static final String OLD = "{\"id\":1}";

	@Test
	void nullablePropertyThatIsAddedChangesNothing() {
		assertThat(write(Old.class, new Old(1))).isEqualTo(OLD);
		assertThat(read(WithZone.class, OLD)).isEqualTo(new WithZone(1, null));
		assertThat(write(WithZone.class, new WithZone(1, null))).isEqualTo(OLD);
		assertThat(read(Old.class, write(WithZone.class, new WithZone(1, "a")))).isEqualTo(new Old(1));
	}

	@Test
	void primitivePropertyThatIsAddedMakesOldValuesOthers() {
		assertThat(read(WithHops.class, OLD)).isEqualTo(new WithHops(1, 0));
		assertThat(write(WithHops.class, new WithHops(1, 0))).isEqualTo("{\"hops\":0,\"id\":1}");
	}

	@Test
	void propertyWithADefaultThatIsAddedMakesOldValuesOthers() {
		assertThat(write(WithTags.class, read(WithTags.class, OLD))).isEqualTo("{\"id\":1,\"tags\":[]}");
	}

	@Test
	void valuesWithARemovedPropertyAreReadAndWrittenWithoutIt() {
		assertThat(write(Old.class, read(Old.class, "{\"id\":1,\"zone\":\"a\"}"))).isEqualTo(OLD);
	}

	@Test
	void renamedPropertyIsReadByItsAliasAndWrittenByItsNewName() {
		assertThat(write(Renamed.class, read(Renamed.class, OLD))).isEqualTo("{\"number\":1}");
	}

	@Test
	void olderTypeCannotReadWhatANewerOneAdds() {
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> read(OfTwo.class, "{\"state\":\"PAUSED\"}"));
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> read(Shape.class, "{\"kind\":\"square\",\"side\":1}"));
		assertThat(read(OfTwo.class, "{\"state\":\"ON\"}")).isEqualTo(new OfTwo(State.ON));
		assertThat(read(Shape.class, "{\"kind\":\"circle\",\"radius\":1}")).isEqualTo(new Shape.Circle(1));
	}

	@Test
	void numbersKeepTheirTextInAWiderType() {
		assertThat(write(Integer.class, 7)).isEqualTo(write(Long.class, 7L)).isEqualTo(write(String.class, "7"));
	}

	private static <V> String write(Class<V> type, V value) {
		return new String(JsonValueSerializers.create().forType(type).serialize(value), StandardCharsets.UTF_8);
	}

	private static <V> V read(Class<V> type, String json) {
		return JsonValueSerializers.create().forType(type).deserialize(json.getBytes(StandardCharsets.UTF_8));
	}

	record Old(int id) {
	}

	record WithZone(int id, String zone) {
	}

	record WithHops(int id, int hops) {
	}

	static class WithTags {

		public int id;

		public List<String> tags = List.of();

	}

	record Renamed(@JsonAlias("id") int number) {
	}

	enum State {

		ON, OFF

	}

	record OfTwo(State state) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes(@JsonSubTypes.Type(value = Shape.Circle.class, name = "circle"))
	interface Shape {

		record Circle(int radius) implements Shape {
		}

	}

}
