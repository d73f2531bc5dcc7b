package io.multimapttl.serializer;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.JsonView;
import io.multimapttl.serializer.GoldenValue.Courier;
import io.multimapttl.serializer.GoldenValue.Shape;
import io.multimapttl.serializer.GoldenValue.Vehicle;
import kotlin.Pair;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;
import org.springframework.util.Assert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JsonValueSerializers}.
 */
class JsonValueSerializersTests {

	private static final ValueSerializers SERIALIZERS = JsonValueSerializers.create();

	@Test
	void equalSetsGiveEqualBytes() {
		Set<Object> elements = new LinkedHashSet<>(List.of("b", "a", "c c", "c", 10, 9, List.of(), true));
		List<Object> reversed = new ArrayList<>(elements);
		reversed.sort(Comparator.comparing(Object::toString).reversed());
		String expected = "{\"elements\":[\"a\",\"b\",\"c c\",\"c\",10,9,[],true]}";
		for (Set<Object> equal : List.of(elements, new HashSet<>(elements), new LinkedHashSet<>(reversed),
				Set.copyOf(elements))) {
			assertThat(write(Elements.class, new Elements(equal))).isEqualTo(expected);
		}
		assertThat(read(Elements.class, expected)).isEqualTo(new Elements(elements));
	}

	@Test
	void setsOfAllKindsAreSorted() {
		Elements nested = new Elements(Set.of(Set.of(3, 1, 2), new TreeSet<>(Set.of("y", "x")).descendingSet(),
				EnumSet.of(Vehicle.VAN, Vehicle.BIKE), Set.of(), Set.of(1.5)));
		assertThat(write(Elements.class, nested))
			.isEqualTo("{\"elements\":[[\"BIKE\",\"VAN\"],[\"x\",\"y\"],[1,2,3],[1.5],[]]}");
		assertThat(write(Tags.class, new Tags(List.of("b", "a")))).isEqualTo("[\"a\",\"b\"]");
		Set<Object> withNull = new HashSet<>(List.of("z"));
		withNull.add(null);
		assertThat(write(Elements.class, new Elements(withNull))).isEqualTo("{\"elements\":[\"z\",null]}");
	}

	@Test
	void equalMapsGiveEqualBytes() {
		Map<Object, Integer> map = new LinkedHashMap<>();
		map.put("b", 1);
		map.put("a", null);
		map.put(10, 2);
		map.put(9, 3);
		map.put(new Id("x"), 4);
		map.put(Vehicle.BIKE, 5);
		Map<Object, Integer> reversed = new TreeMap<>(Comparator.comparing(Object::toString).reversed());
		reversed.putAll(map);
		String expected = "{\"entries\":{\"10\":2,\"9\":3,\"BIKE\":5,\"a\":null,\"b\":1,\"id-x\":4}}";
		for (Map<Object, Integer> equal : List.of(map, reversed, new HashMap<>(map))) {
			assertThat(write(Entries.class, new Entries(equal))).isEqualTo(expected);
		}
	}

	@Test
	void keysOfAMapNeedNotBeComparable() {
		Map<Object, Integer> map = new LinkedHashMap<>();
		map.put(Currency.getInstance("USD"), 1);
		map.put(Locale.FRANCE, 2);
		map.put(Currency.getInstance("EUR"), 3);
		Map<Object, Integer> reversed = new LinkedHashMap<>();
		List<Map.Entry<Object, Integer>> entries = new ArrayList<>(map.entrySet());
		Collections.reverse(entries);
		entries.forEach((entry) -> reversed.put(entry.getKey(), entry.getValue()));
		for (Map<Object, Integer> equal : List.of(map, reversed)) {
			assertThat(write(Entries.class, new Entries(equal)))
				.isEqualTo("{\"entries\":{\"EUR\":3,\"USD\":1,\"fr_FR\":2}}");
		}
	}

	@Test
	void keysThatCompareAsEqualAreTwo() {
		Map<Object, Integer> map = Map.of(new BigDecimal("1.0"), 1, new BigDecimal("1.00"), 2);
		assertThat(write(Entries.class, new Entries(map))).isEqualTo("{\"entries\":{\"1.0\":1,\"1.00\":2}}");
	}

	@Test
	void equalTreesGiveEqualBytes() {
		ObjectNode tree = JsonNodeFactory.instance.objectNode().put("b", 1).put("a", 2);
		ObjectNode equal = JsonNodeFactory.instance.objectNode().put("a", 2).put("b", 1);
		assertThat(tree).isEqualTo(equal);
		for (ObjectNode each : List.of(tree, equal)) {
			assertThat(write(Tree.class, new Tree(each))).isEqualTo("{\"tree\":{\"a\":2,\"b\":1}}");
		}
	}

	@Test
	void elementsOfSetsMayBeAnyText() {
		Set<String> texts = new LinkedHashSet<>();
		for (int i = 99; i >= 0; i--) {
			texts.add(i + ",\"]}[{:\\ \ud83d\udeb2\n" + "\\\"".repeat(i * 20));
		}
		Texts value = new Texts(texts);
		String json = write(Texts.class, value);
		assertThat(json).startsWith("{\"texts\":[\"0,\\\"]}[{:").hasSizeGreaterThan(100_000);
		assertThat(read(Texts.class, json)).isEqualTo(value);
		assertThat(write(Texts.class, new Texts(new TreeSet<>(texts)))).isEqualTo(json);
	}

	@Test
	void whatATypeSaysOfEmptyCollectionsStands() {
		assertThat(write(Sparse.class, new Sparse(Set.of(), Map.of()))).isEqualTo("{}");
		assertThat(write(Sparse.class, new Sparse(Set.of("b", "a"), Map.of("d", 4, "c", 3))))
			.isEqualTo("{\"numbers\":{\"c\":3,\"d\":4},\"tags\":[\"a\",\"b\"]}");
	}

	@Test
	void mapInWhichTwoKeysAreWrittenAlikeIsRefused() {
		RedisSerializer<Entries> serializer = SERIALIZERS.forType(Entries.class);
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> serializer.serialize(new Entries(Map.of(1, 1, "1", 2))));
	}

	@Test
	void annotationsOfTheClassKeepWorking() {
		assertThat(write(Annotated.class, new Annotated()))
			.isEqualTo("{\"z\":1,\"either\":[{\"class\":\"courier\",\"name\":\"a\",\"rating\":2},"
					+ "{\"class\":\"courier\",\"name\":\"b\",\"rating\":1}],"
					+ "\"list\":[{\"class\":\"courier\",\"name\":\"b\",\"rating\":1},"
					+ "{\"class\":\"courier\",\"name\":\"a\",\"rating\":2}],"
					+ "\"loose\":[{\"class\":\"courier\",\"name\":\"a\",\"rating\":2},"
					+ "{\"class\":\"courier\",\"name\":\"b\",\"rating\":1}],\"many\":[1,2],\"other_name\":\"c\","
					+ "\"single\":3,\"spoken\":\"Thu 00:00 +0000\",\"typed\":{\"x\":{\"class\":\"courier\",\"name\":\"a\",\"rating\":2},"
					+ "\"y\":{\"class\":\"courier\",\"name\":\"b\",\"rating\":1}},\"viewed\":5,\"written\":null,"
					+ "\"year\":\"2026\"," + "\"any-a\":1,\"any-b\":2,\"any-c\":3}");
	}

	@Test
	void polymorphicTypeWithTypeInfoIsReadBack() {
		Map<String, Shape> shapes = Map.of("{\"kind\":\"circle\",\"radius\":1.0}", new Shape.Circle(1),
				"{\"kind\":\"square\",\"bottom\":2,\"side\":1}", new Shape.Square(1, 2), "{\"kind\":\"none\"}",
				new Shape.None());
		shapes.forEach((json, shape) -> {
			assertThat(write(Shape.class, shape)).isEqualTo(json);
			assertThat(read(Shape.class, json)).isEqualTo(shape);
		});
	}

	@Test
	void collectionsAndMapsWithTypeInfoOfTheirOwnKeepTheirClass() {
		assertThat(write(TypedSet.class, new TypedSet())).isEqualTo("[\"typed-set\",[\"a\",\"b\"]]");
		assertThat(read(TypedSet.class, "[\"typed-set\",[\"a\",\"b\"]]")).isEqualTo(new TypedSet());
		assertThat(write(TypedMap.class, new TypedMap())).isEqualTo("{\"@type\":\"typed-map\",\"a\":1,\"b\":2}");
		assertThat(read(TypedMap.class, "{\"@type\":\"typed-map\",\"a\":1,\"b\":2}")).isEqualTo(new TypedMap());
	}

	@Test
	void valueIsWrittenAsItsDeclaredType() {
		assertThat(write(Base.class, new Derived())).isEqualTo("{\"a\":1}");
	}

	@Test
	void storedClassNamesAreOnlyText() {
		Elements read = read(Elements.class, "{\"elements\":[[\"java.util.Date\",5]]}");
		assertThat(read.elements()).containsExactly(List.of("java.util.Date", 5));
	}

	@Test
	void readsWhatOtherVersionsOfTheClassWrote() {
		assertThat(read(Point.class, "{\"x\":1,\"z\":{\"deep\":[1]}}")).isEqualTo(new Point(1, 0));
	}

	@Test
	void unreadableJsonIsRefusedWithoutTellingIt() {
		RedisSerializer<Point> serializer = SERIALIZERS.forType(Point.class);
		for (String unreadable : List.of("", " ", "null", "s3cret", "\"s3cret\"", "{\"x\":\"s3cret\"}", "{\"x\":1",
				"{\"x\":1}{\"s3cret\":1}", "{\"x\":1} s3cret", "[{\"x\":1}]", "{'x':1}", "{\"x\":99999999999}")) {
			assertThatExceptionOfType(SerializationException.class).as(unreadable)
				.isThrownBy(() -> serializer.deserialize(unreadable.getBytes(StandardCharsets.UTF_8)))
				.withMessageStartingWith("The stored text cannot be read as " + Point.class.getName() + " (")
				.withMessageNotContaining("s3cret")
				.withNoCause();
		}
	}

	@Test
	void unpairedSurrogateInPropertyIsRefused() {
		RedisSerializer<Courier> serializer = SERIALIZERS.forType(Courier.class);
		assertThatIllegalArgumentException().isThrownBy(() -> serializer.serialize(new Courier("\ud83d", 1)))
			.withMessageStartingWith("'value' must not hold an unpaired surrogate");
	}

	@Test
	void failureToWriteTellsTheTypeAndTheReason() {
		RedisSerializer<Failing> serializer = SERIALIZERS.forType(Failing.class);
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> serializer.serialize(new Failing()))
			.withMessage("A value of type " + Failing.class.getName() + " cannot be written")
			.havingRootCause()
			.isInstanceOf(IllegalStateException.class);
	}

	@Test
	@SuppressWarnings({ "unchecked", "rawtypes" })
	void nullAndValuesOfOtherTypesAreRefused() {
		RedisSerializer serializer = SERIALIZERS.forType(Point.class);
		assertThatIllegalArgumentException().isThrownBy(() -> serializer.serialize(null));
		assertThatIllegalArgumentException().isThrownBy(() -> serializer.deserialize(null));
		assertThatIllegalArgumentException().isThrownBy(() -> serializer.serialize(new Courier("a", 1)));
	}

	@Test
	void canSerializeItsOwnTypeOnly() {
		RedisSerializer<Shape> serializer = SERIALIZERS.forType(Shape.class);
		assertThat(serializer.canSerialize(Shape.class)).isTrue();
		assertThat(serializer.canSerialize(Shape.Circle.class)).isTrue();
		assertThat(serializer.canSerialize(Object.class)).isFalse();
		assertThat(serializer.canSerialize(Point.class)).isFalse();
	}

	@Test
	void textTypesStayText() {
		assertThat(write(String.class, "a\"b")).isEqualTo("a\"b");
		assertThat(write(Vehicle.class, Vehicle.BIKE)).isEqualTo("BIKE");
		assertThat(write(LocalDate.class, LocalDate.of(2026, 1, 2))).isEqualTo("2026-01-02");
	}

	@Test
	void typesThatCouldNotBeReadBackAreRefused() {
		for (Class<?> type : List.of(Object.class, Runnable.class, Number.class, CharSequence.class, Unannotated.class,
				AbstractBase.class)) {
			assertRefused(type, "'@JsonTypeInfo'");
		}
		for (Class<?> type : List.of(List.class, Map.class, Collection.class, HashSet.class, Optional.class,
				Comparable.class, Pair.class)) {
			assertRefused(type, "type parameters");
		}
		assertRefused(String[].class, "an array is equal only to itself");
		assertRefused(byte[].class, "an array is equal only to itself");
		assertRefused(NoConstructor.class, "constructor without parameters");
		assertRefused(Inner.class, "constructor without parameters");
		assertRefused(NoProperties.class, "no properties");
		assertRefused(Conflicting.class, "onflicting");
	}

	@Test
	void typesThatAreWrittenByOneOfTheirMethodsAreAccepted() {
		Money money = new Money(new BigDecimal("1.50"));
		assertThat(write(Money.class, money)).isEqualTo("1.50");
		assertThat(read(Money.class, "1.50")).isEqualTo(money);
		assertThat(read(Date.class, write(Date.class, new Date(7)))).isEqualTo(new Date(7));
	}

	@Test
	void typesWhoseDeserializerRefusesWhatItDoesNotKnowAreAccepted() {
		assertThat(write(Isbn.class, new Isbn("9783161484100"))).isEqualTo("\"9783161484100\"");
		assertThat(read(Isbn.class, "\"9783161484100\"")).isEqualTo(new Isbn("9783161484100"));
	}

	@Test
	void otherPropertiesWhoseKeysHaveNoOrderAreRefused() {
		Map<Currency, String> currencies = Map.of(Currency.getInstance("EUR"), "1", Currency.getInstance("USD"), "2");
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> write(OtherProperties.class, new OtherProperties(currencies)));
	}

	private static void assertRefused(Class<?> type, String reason) {
		assertThatIllegalArgumentException().as(type.getName())
			.isThrownBy(() -> SERIALIZERS.forType(type))
			.withMessageStartingWith("Values of type " + type.getTypeName() + " cannot be stored as JSON: ")
			.withMessageContaining(reason)
			.withMessageEndingWith("or set a serializer on the multimap's builder");
	}

	@Test
	void modulesAreUsed() {
		SimpleModule module = new SimpleModule().addSerializer(Id.class, new StdSerializer<>(Id.class) {

			@Override
			public void serialize(Id id, JsonGenerator generator, SerializationContext context) {
				generator.writePOJO(Map.of("z", id.id(), "a", 1));
			}

		}).addAbstractTypeMapping(Unannotated.class, Base.class).setMixInAnnotation(Point.class, PointMixIn.class);
		module.registerSubtypes(new NamedType(Late.Registered.class, "registered"));
		ValueSerializers serializers = JsonValueSerializers.create(List.of(module));
		assertThat(write(serializers, Point.class, new Point(1, 2))).isEqualTo("{\"across\":1,\"y\":2}");
		assertThat(write(serializers, Elements.class, new Elements(Set.of(new Id("b"), new Id("a")))))
			.isEqualTo("{\"elements\":[{\"a\":1,\"z\":\"a\"},{\"a\":1,\"z\":\"b\"}]}");
		assertThat(write(serializers, Late.class, new Late.Registered())).isEqualTo("{\"@type\":\"registered\"}");
		assertThat(serializers.forType(Unannotated.class).deserialize("{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
			.isInstanceOf(Base.class);
	}

	@Test
	void serializersOfModulesComeBeforeThoseOfThisOne() {
		SimpleModule module = new SimpleModule().addSerializer(Month.class, new StdSerializer<>(Month.class) {

			@Override
			public void serialize(Month month, JsonGenerator generator, SerializationContext context) {
				generator.writeNumber(month.getValue());
			}

		});
		assertThat(
				write(JsonValueSerializers.create(List.of(module)), Elements.class, new Elements(Set.of(Month.MARCH))))
			.isEqualTo("{\"elements\":[3]}");
	}

	@Test
	void kotlinModuleIsUsed() {
		// Its constructor is not annotated, and the class file does not tell the names of
		// the parameters
		Leg leg = new Leg(new Pair<>("Paris", 7));
		assertThat(write(Leg.class, leg)).isEqualTo("{\"pair\":{\"first\":\"Paris\",\"second\":7}}");
		assertThat(read(Leg.class, "{\"pair\":{\"first\":\"Paris\",\"second\":7}}")).isEqualTo(leg);
	}

	private static <V> String write(Class<V> type, V value) {
		return write(SERIALIZERS, type, value);
	}

	private static <V> String write(ValueSerializers serializers, Class<V> type, V value) {
		return new String(serializers.forType(type).serialize(value), StandardCharsets.UTF_8);
	}

	private static <V> V read(Class<V> type, String json) {
		return SERIALIZERS.forType(type).deserialize(json.getBytes(StandardCharsets.UTF_8));
	}

	public record Leg(Pair<String, Integer> pair) {

	}

	public record Point(int x, int y) {

	}

	public interface PointMixIn {

		@JsonProperty("across")
		int x();

	}

	public record Elements(Set<Object> elements) {

	}

	public record Texts(Set<String> texts) {

	}

	public record Tree(ObjectNode tree) {

	}

	public record Sparse(@JsonInclude(JsonInclude.Include.NON_EMPTY) Set<String> tags,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Integer> numbers) {

	}

	public record Entries(Map<Object, Integer> entries) {

	}

	public record Id(String id) {

		@Override
		public String toString() {
			return "id-" + this.id;
		}

	}

	public static class Tags extends LinkedHashSet<String> {

		public Tags() {
		}

		Tags(Collection<String> tags) {
			super(tags);
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonTypeName("typed-set")
	public static class TypedSet extends LinkedHashSet<String> {

		public TypedSet() {
			add("b");
			add("a");
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonTypeName("typed-map")
	public static class TypedMap extends LinkedHashMap<String, Integer> {

		public TypedMap() {
			put("b", 2);
			put("a", 1);
		}

	}

	@JsonPropertyOrder("z")
	public static class Annotated {

		@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "class")
		@JsonSubTypes(@JsonSubTypes.Type(value = Courier.class, name = "courier"))
		public Set<Object> either = Set.of(new Courier("b", 1), new Courier("a", 2));

		@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "class")
		@JsonSubTypes(@JsonSubTypes.Type(value = Courier.class, name = "courier"))
		public Collection<Object> loose = Set.of(new Courier("b", 1), new Courier("a", 2));

		@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "class")
		@JsonSubTypes(@JsonSubTypes.Type(value = Courier.class, name = "courier"))
		public List<Object> list = List.of(new Courier("b", 1), new Courier("a", 2));

		@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "class")
		@JsonSubTypes(@JsonSubTypes.Type(value = Courier.class, name = "courier"))
		public Map<String, Object> typed = Map.of("y", new Courier("b", 1), "x", new Courier("a", 2));

		@JsonFormat(with = JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED)
		public Set<Integer> many = Set.of(2, 1);

		@JsonFormat(with = JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED)
		public Set<Integer> single = Set.of(3);

		public String omitted;

		@JsonInclude(JsonInclude.Include.ALWAYS)
		public String written;

		@JsonProperty("other_name")
		public String named = "c";

		@JsonFormat(pattern = "EEE HH:mm Z")
		public Date spoken = new Date(0);

		@JsonView(Integer.class)
		public int viewed = 5;

		@JsonFormat(shape = JsonFormat.Shape.STRING)
		public Year year = Year.of(2026);

		public int z = 1;

		@JsonAnyGetter
		public Map<String, Integer> any() {
			return Map.of("any-b", 2, "any-a", 1, "any-c", 3);
		}

	}

	public interface Unannotated {

		int getA();

	}

	public abstract static class AbstractBase {

		public int a;

	}

	public static class Base implements Unannotated {

		@Override
		public int getA() {
			return 1;
		}

	}

	public static class Derived extends Base {

		public int getB() {
			return 2;
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@type")
	public interface Late {

		record Registered() implements Late {

		}

	}

	public static class NoConstructor {

		private final int a;

		NoConstructor(int a, int b) {
			this.a = a + b;
		}

		// With a second one Jackson cannot choose, not even where it knows the names of
		// parameters
		NoConstructor(int a, int b, int c) {
			this.a = a + b + c;
		}

		public int getA() {
			return this.a;
		}

	}

	public class Inner {

		public int a;

	}

	public static class NoProperties {

	}

	public static class Conflicting {

		private int a;

		public int getA() {
			return this.a;
		}

		public void setA(Vehicle a) {
			this.a = a.ordinal();
		}

		public void setA(Shape a) {
			this.a = a.hashCode();
		}

	}

	public static class Failing {

		public int getA() {
			throw new IllegalStateException("broken");
		}

	}

	record Money(@JsonValue BigDecimal amount) {
	}

	@JsonSerialize(using = ToStringSerializer.class)
	@JsonDeserialize(using = IsbnDeserializer.class)
	record Isbn(String digits) {

		Isbn {
			Assert.isTrue(digits.length() == 13, "Not an ISBN");
		}

		@Override
		public String toString() {
			return this.digits;
		}

	}

	static final class IsbnDeserializer extends ValueDeserializer<Isbn> {

		@Override
		public Isbn deserialize(JsonParser parser, DeserializationContext context) {
			return new Isbn(parser.getValueAsString("other"));
		}

	}

	record OtherProperties(@JsonAnyGetter Map<Currency, String> values) {
	}

}
