package io.multimapttl.serializer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonIgnoreType;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonPOJOBuilder;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;
import tools.jackson.databind.util.StdConverter;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Values that could be written and not be read, or not always as the same bytes: they are
 * refused at start, or before they are written.
 */
class DeepCheckTests {

	private static final ValueSerializers SERIALIZERS = JsonValueSerializers.create();

	@ParameterizedTest
	@ValueSource(classes = { Field.class, InList.class, InOptional.class, InMap.class, InArray.class, InReference.class,
			InField.class, InSubtype.class, Function.class, OfGeneric.class })
	void typeWhoseClassTheJsonDoesNotTellIsRefused(Class<?> valueType) {
		assertThatIllegalArgumentException().isThrownBy(() -> SERIALIZERS.forType(valueType))
			.withMessageStartingWith(
					"Values of type " + valueType.getTypeName() + " cannot be stored as JSON: " + "its property '")
			.withMessageContaining("could never be read: the JSON would not tell the class of ")
			.withMessageContaining("'@JsonTypeInfo'");
	}

	@Test
	void refusalTellsWhereTheTypeIs() {
		assertThatIllegalArgumentException().isThrownBy(() -> SERIALIZERS.forType(InField.class))
			.withMessageContaining("its property 'field.s' could never be read: the JSON would not tell the class of "
					+ Plain.class.getName() + ". Use a concrete class, or annotate the type");
	}

	@ParameterizedTest
	@ValueSource(classes = { Cyclic.class, Untyped.class, Interfaces.class, As.class, ContentAs.class, Annotated.class,
			AnnotatedContent.class, OfSealed.class, Ignoring.class, FromText.class, GetterOnly.class, NoField.class,
			Shared.class, OfNumber.class, RuntimeExceptionHolder.class, SetterOnly.class, WithBuilder.class,
			OfIgnoredType.class, IgnoringInList.class, Converted.class, ContentConverted.class, ContentUsing.class,
			InOptionalUsing.class, AsText.class, OfOthersSubtypes.class, OfTexts.class })
	void typeThatCanBeReadIsAccepted(Class<?> valueType) {
		assertThatNoException().isThrownBy(() -> SERIALIZERS.forType(valueType));
	}

	@Test
	void nothingOfTheTypeIsRun() {
		assertThatNoException().isThrownBy(() -> SERIALIZERS.forType(Tripwire.class));
	}

	@Test
	void typeThatAModuleMapsIsAccepted() {
		ValueSerializers serializers = JsonValueSerializers
			.create(List.of(new SimpleModule().addAbstractTypeMapping(Plain.class, PlainOne.class)));
		RedisSerializer<Field> serializer = serializers.forType(Field.class);
		assertThat(serializer.deserialize(serializer.serialize(new Field(new PlainOne(1)))))
			.isEqualTo(new Field(new PlainOne(1)));
	}

	@Test
	void finalTypeWithoutPropertiesIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> SERIALIZERS.forType(OfNothing.class))
			.withMessageContaining("its property 'nothing[]' could never be written: " + Nothing.class.getName()
					+ " has no properties");
	}

	@ParameterizedTest
	@ValueSource(classes = { SharedInSet.class, SharedDeepInSet.class })
	void identitiesInASetAreRefused(Class<?> valueType) {
		assertThatIllegalArgumentException().isThrownBy(() -> SERIALIZERS.forType(valueType))
			.withMessageContaining("is written in an order that changes: '@JsonIdentityInfo' does not work inside of a "
					+ "set. Use a list");
	}

	@Test
	void setsThatAreToBeWrittenAsObjectsAreSortedWhereJacksonWritesElements() {
		for (List<String> order : List.of(List.of("b", "a"), List.of("a", "b"))) {
			assertThat(write(PojoSet.class, new PojoSet(new LinkedHashSet<>(order))))
				.isEqualTo("{\"elements\":[\"a\",\"b\"]}");
		}
	}

	@Test
	void numbersOfAThousandDigitsAreReadBackAndLongerOnesRefused() {
		BigInteger longNumber = BigInteger.TEN.pow(999);
		BigInteger tooLong = BigInteger.TEN.pow(1000);
		Numbers longest = new Numbers(longNumber, new BigDecimal(longNumber, 5), longNumber, Set.of(longNumber),
				Map.of(longNumber, 1));
		RedisSerializer<Numbers> serializer = SERIALIZERS.forType(Numbers.class);
		assertThat(serializer.deserialize(serializer.serialize(longest))).isEqualTo(longest);
		for (Numbers numbers : List.of(new Numbers(tooLong, null, null, null, null),
				new Numbers(null, new BigDecimal(tooLong), null, null, null),
				new Numbers(null, new BigDecimal(longNumber, -1_000_000), null, null, null),
				new Numbers(null, null, tooLong, null, null), new Numbers(null, null, null, Set.of(tooLong), null),
				new Numbers(null, null, null, null, Map.of(tooLong, 1)))) {
			assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> serializer.serialize(numbers))
				.havingRootCause()
				.withMessageStartingWith("'value' must not have more than 1000 digits");
		}
	}

	@Test
	void longKeysAndTextsAreReadBack() {
		Map<String, String> entries = Map.of("k".repeat(60_000), "v".repeat(200_000));
		RedisSerializer<Texts> serializer = SERIALIZERS.forType(Texts.class);
		assertThat(serializer.deserialize(serializer.serialize(new Texts(entries)))).isEqualTo(new Texts(entries));
	}

	private static <V> String write(Class<V> type, V value) {
		return new String(SERIALIZERS.forType(type).serialize(value), StandardCharsets.UTF_8);
	}

	sealed interface Plain {

	}

	record PlainOne(int x) implements Plain {
	}

	record Field(Plain s) {
	}

	record InList(List<Plain> s) {
	}

	record InOptional(Optional<Plain> s) {
	}

	record InMap(Map<String, Set<Plain>> s) {
	}

	record InArray(Plain[] s) {
	}

	record InReference(AtomicReference<Plain> s) {
	}

	record InField(Field field) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface WithUnreadable {

	}

	record Readable(int x) implements WithUnreadable {
	}

	record Unreadable(Plain s) implements WithUnreadable {
	}

	record InSubtype(WithUnreadable either) {
	}

	record Function(Supplier<String> supplier) {
	}

	record Generic<T>(T element) {
	}

	record OfGeneric(Generic<Integer> readable, Generic<Plain> unreadable) {
	}

	record Cyclic(Cyclic next, List<Cyclic> children, Map<String, Cyclic> byName) {
	}

	record Untyped(Object object, Number number, CharSequence text, JsonNode tree, Map<Object, Object> map) {
	}

	record Interfaces(Iterable<String> iterable, Collection<Long> collection, Map<Currency, Locale> map) {
	}

	record As(@JsonDeserialize(as = PlainOne.class) Plain s) {
	}

	record ContentAs(@JsonDeserialize(contentAs = PlainOne.class) List<Plain> s) {
	}

	record Annotated(
			@JsonTypeInfo(use = JsonTypeInfo.Id.NAME) @JsonSubTypes(@JsonSubTypes.Type(PlainOne.class)) Plain s) {
	}

	record AnnotatedContent(
			@JsonTypeInfo(use = JsonTypeInfo.Id.NAME) @JsonSubTypes(@JsonSubTypes.Type(PlainOne.class)) List<Plain> s) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface Sealed {

	}

	record SealedOne(int x) implements Sealed {
	}

	record OfSealed(Sealed one, List<Sealed> more) {
	}

	static class Ignoring {

		@JsonIgnore
		public Plain ignored;

		public int x;

	}

	static class GetterOnly {

		public int x;

		public Plain getComputed() {
			return new PlainOne(this.x);
		}

	}

	static class SetterOnly {

		public int x;

		public void setPlain(Plain plain) {
		}

	}

	@JsonDeserialize(builder = WithBuilder.Builder.class)
	record WithBuilder(int x) {

		@JsonPOJOBuilder
		static class Builder {

			public Builder withX(int x) {
				return this;
			}

			public Builder withPlain(Plain plain) {
				return this;
			}

			public WithBuilder build() {
				return new WithBuilder(1);
			}

		}

	}

	@JsonIgnoreType
	interface IgnoredType {

	}

	record OfIgnoredType(int x, IgnoredType ignored) {
	}

	record IgnoringInList(@JsonIgnoreProperties("s") List<FieldAndNumber> elements) {
	}

	record FieldAndNumber(int x, Plain s) {
	}

	record Converted(
			@JsonSerialize(converter = ToTexts.class) @JsonDeserialize(converter = FromTexts.class) List<Plain> s,
			@JsonSerialize(converter = ToTexts.class) @JsonDeserialize(converter = FromTexts.class) List<Nothing> n) {
	}

	static class ToTexts extends StdConverter<List<?>, List<String>> {

		@Override
		public List<String> convert(List<?> values) {
			return List.of();
		}

	}

	static class FromTexts extends StdConverter<List<String>, List<?>> {

		@Override
		public List<?> convert(List<String> texts) {
			return List.of();
		}

	}

	record ContentConverted(@JsonSerialize(contentConverter = ToNumber.class) @JsonDeserialize(
			contentConverter = FromNumber.class) List<Plain> s) {
	}

	static class ToNumber extends StdConverter<Plain, Integer> {

		@Override
		public Integer convert(Plain value) {
			return 1;
		}

	}

	static class FromNumber extends StdConverter<Integer, Plain> {

		@Override
		public Plain convert(Integer number) {
			return new PlainOne(number);
		}

	}

	record ContentUsing(@JsonSerialize(contentUsing = NothingSerializer.class) @JsonDeserialize(
			contentUsing = NothingDeserializer.class) Set<Nothing> nothing) {
	}

	record InOptionalUsing(@JsonSerialize(contentUsing = NothingSerializer.class) @JsonDeserialize(
			contentUsing = NothingDeserializer.class) Optional<Nothing> nothing) {
	}

	static class NothingSerializer extends ValueSerializer<Nothing> {

		@Override
		public void serialize(Nothing value, JsonGenerator generator, SerializationContext context) {
			generator.writeNumber(0);
		}

	}

	static class NothingDeserializer extends ValueDeserializer<Nothing> {

		@Override
		public Nothing deserialize(JsonParser parser, DeserializationContext context) {
			return new Nothing();
		}

	}

	record AsText(@JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(
			converter = FromTexts.class) List<Nothing> nothing) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes({ @JsonSubTypes.Type(value = OthersSubtype.class, name = "one"),
			@JsonSubTypes.Type(value = PlainOne.class, name = "of another type") })
	interface OthersSubtypes {

	}

	record OthersSubtype(int x) implements OthersSubtypes {
	}

	record OfOthersSubtypes(OthersSubtypes one) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface Elements<T> {

	}

	record One<T>(T element) implements Elements<T> {
	}

	record Lists<T>(List<T> element) implements Elements<List<T>> {
	}

	record OfTexts(Elements<String> elements) {
	}

	static class FromText {

		public Plain plain;

		@JsonCreator
		static FromText of(String text) {
			return new FromText();
		}

		@JsonValue
		String text() {
			return "text";
		}

	}

	record Empty() {
	}

	record NoField(Empty empty) {
	}

	record OfNumber(Generic<Integer> number) {
	}

	record RuntimeExceptionHolder(RuntimeException ex) {
	}

	static class Tripwire {

		static {
			trip();
		}

		private int x;

		@JsonCreator
		Tripwire(@JsonProperty("x") int x) {
			trip();
		}

		public int getX() {
			trip();
			return this.x;
		}

		private static void trip() {
			throw new IllegalStateException("Run at start");
		}

	}

	static final class Nothing {

	}

	record OfNothing(List<Nothing> nothing) {
	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class)
	static class Shared {

		public Shared other;

	}

	record SharedInSet(Set<Shared> elements) {
	}

	record SharedInList(List<Shared> elements) {
	}

	record SharedDeepInSet(Set<SharedInList> elements) {
	}

	record PojoSet(@JsonFormat(shape = JsonFormat.Shape.POJO) Set<String> elements) {
	}

	record Numbers(BigInteger integer, BigDecimal decimal, @JsonFormat(shape = JsonFormat.Shape.STRING) BigInteger text,
			Set<BigInteger> set, Map<BigInteger, Integer> keys) {
	}

	record Texts(Map<String, String> entries) {
	}

}
