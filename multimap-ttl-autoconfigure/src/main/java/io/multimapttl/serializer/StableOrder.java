package io.multimapttl.serializer;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Month;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.multimapttl.support.Digits;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.jdk.CollectionSerializer;
import tools.jackson.databind.ser.jdk.EnumSetSerializer;
import tools.jackson.databind.ser.jdk.IterableSerializer;
import tools.jackson.databind.ser.jdk.MapSerializer;
import tools.jackson.databind.ser.jdk.NumberSerializer;
import tools.jackson.databind.ser.jdk.StringCollectionSerializer;
import tools.jackson.databind.ser.std.StdContainerSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Gives the elements of sets and the entries of maps an order that depends on nothing but
 * themselves. Equal sets and maps may hold them in any order, that of {@link Set#of}
 * changes from JVM to JVM, and Jackson by itself sorts neither sets, nor maps that are
 * sorted otherwise, nor keys that are not comparable.
 */
final class StableOrder extends ValueSerializerModifier {

	private static final long serialVersionUID = 1L;

	private StableOrder() {
	}

	static JacksonModule module() {
		return new SimpleModule(StableOrder.class.getName()).setSerializerModifier(new StableOrder())
			// By its name as any other enum, where Jackson writes a number
			.addSerializer(Month.class, ToStringSerializer.instance);
	}

	static boolean isOne(ValueSerializer<?> serializer) {
		return serializer instanceof Container;
	}

	@Override
	public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
			ValueSerializer<?> serializer) {
		if (serializer instanceof IterableSerializer && Set.class.isAssignableFrom(description.getBeanClass())) {
			return new Sets(description.getType(), serializer);
		}
		return (serializer instanceof NumberSerializer && isLarge(description.getBeanClass())) ? new Numbers(serializer)
				: serializer;
	}

	private static boolean isLarge(Class<?> type) {
		return type == BigInteger.class || type == BigDecimal.class;
	}

	@Override
	public ValueSerializer<?> modifyCollectionSerializer(SerializationConfig config, CollectionType type,
			BeanDescription.Supplier description, ValueSerializer<?> serializer) {
		boolean maySet = type.isTypeOrSubTypeOf(Set.class) || type.getRawClass().isAssignableFrom(Set.class);
		boolean jacksons = serializer instanceof CollectionSerializer
				|| serializer instanceof StringCollectionSerializer || serializer instanceof EnumSetSerializer;
		return (maySet && jacksons) ? new Sets(type, serializer) : serializer;
	}

	@Override
	public ValueSerializer<?> modifyMapSerializer(SerializationConfig config, MapType type,
			BeanDescription.Supplier description, ValueSerializer<?> serializer) {
		return (serializer instanceof MapSerializer maps) ? new Maps(type, maps) : serializer;
	}

	/**
	 * Refuses numbers with so many digits that Jackson would not read them.
	 */
	private static final class Numbers extends ValueSerializer<Number> {

		private final ValueSerializer<Object> delegate;

		@SuppressWarnings("unchecked")
		Numbers(ValueSerializer<?> delegate) {
			this.delegate = (ValueSerializer<Object>) delegate;
		}

		@Override
		public ValueSerializer<?> createContextual(SerializationContext context, @Nullable BeanProperty property) {
			return new Numbers(this.delegate.createContextual(context, property));
		}

		@Override
		public void serialize(Number number, JsonGenerator generator, SerializationContext context) {
			Digits.check(number);
			this.delegate.serialize(number, generator, context);
		}

		@Override
		public void serializeWithType(Number number, JsonGenerator generator, SerializationContext context,
				TypeSerializer typeSerializer) {
			Digits.check(number);
			this.delegate.serializeWithType(number, generator, context, typeSerializer);
		}

	}

	/**
	 * Writes a container in a stable order by the serializer that Jackson has for it.
	 */
	private abstract static class Container<T, S extends ValueSerializer<?>> extends ValueSerializer<T> {

		final JavaType type;

		final S delegate;

		Container(JavaType type, S delegate) {
			this.type = type;
			this.delegate = delegate;
		}

		/**
		 * Returns the delegate with what the annotations of a property say. Type
		 * information of elements Jackson by itself hands on to its own containers only.
		 */
		ValueSerializer<?> contextual(SerializationContext context, @Nullable BeanProperty property) {
			ValueSerializer<?> contextual = this.delegate.createContextual(context, property);
			if (contextual instanceof StdContainerSerializer<?> container
					&& property instanceof BeanPropertyWriter writer
					&& this.type.equals(writer.getSerializationType())) {
				return container.withValueTypeSerializer(
						(TypeSerializer) writer.getSerializationType().getContentType().getTypeHandler());
			}
			return contextual;
		}

	}

	/**
	 * Writes the elements of a set in the order of their JSON.
	 */
	private static final class Sets extends Container<Collection<?>, ValueSerializer<Object>> {

		@SuppressWarnings("unchecked")
		Sets(JavaType type, ValueSerializer<?> delegate) {
			super(type, (ValueSerializer<Object>) delegate);
		}

		@Override
		public ValueSerializer<?> createContextual(SerializationContext context, @Nullable BeanProperty property) {
			return new Sets(this.type, contextual(context, property));
		}

		@Override
		public boolean isEmpty(SerializationContext context, Collection<?> collection) {
			return this.delegate.isEmpty(context, collection);
		}

		@Override
		public void serialize(Collection<?> collection, JsonGenerator generator, SerializationContext context) {
			if (isInOrder(collection)) {
				this.delegate.serialize(collection, generator, context);
				return;
			}
			generator.writeStartArray(collection);
			sortedElements(collection, context).forEach(generator::writeRawValue);
			generator.writeEndArray();
		}

		@Override
		public void serializeWithType(Collection<?> collection, JsonGenerator generator, SerializationContext context,
				TypeSerializer typeSerializer) {
			if (isInOrder(collection)) {
				this.delegate.serializeWithType(collection, generator, context, typeSerializer);
				return;
			}
			WritableTypeId typeId = typeSerializer.writeTypePrefix(generator, context,
					typeSerializer.typeId(collection, JsonToken.START_ARRAY));
			sortedElements(collection, context).forEach(generator::writeRawValue);
			typeSerializer.writeTypeSuffix(generator, context, typeId);
		}

		private static boolean isInOrder(Collection<?> collection) {
			return collection.size() < 2 || !(collection instanceof Set);
		}

		private List<String> sortedElements(Collection<?> set, SerializationContext context) {
			StringWriter array = new StringWriter();
			try (JsonGenerator generator = context.tokenStreamFactory().createGenerator(context, array)) {
				this.delegate.serialize(set, generator, context);
			}
			List<String> elements = elements(array.toString(), context);
			Collections.sort(elements);
			return elements;
		}

		private static List<String> elements(String array, SerializationContext context) {
			List<String> elements = new ArrayList<>();
			try (JsonParser parser = context.tokenStreamFactory().createParser(ObjectReadContext.empty(), array)) {
				parser.nextToken();
				while (parser.nextToken() != JsonToken.END_ARRAY) {
					int start = (int) parser.currentTokenLocation().getCharOffset();
					parser.skipChildren();
					parser.finishToken();
					elements.add(array.substring(start, (int) parser.currentLocation().getCharOffset()));
				}
			}
			return elements;
		}

	}

	/**
	 * Writes the entries of a map in the order of the names that the keys are written as.
	 */
	private static final class Maps extends Container<Map<?, ?>, MapSerializer> {

		Maps(JavaType type, MapSerializer delegate) {
			super(type, delegate);
		}

		@Override
		public ValueSerializer<?> createContextual(SerializationContext context, @Nullable BeanProperty property) {
			return new Maps(this.type, (MapSerializer) contextual(context, property));
		}

		@Override
		public boolean isEmpty(SerializationContext context, Map<?, ?> map) {
			return this.delegate.isEmpty(context, map);
		}

		@Override
		public void serialize(Map<?, ?> map, JsonGenerator generator, SerializationContext context) {
			this.delegate.serialize(sort(map, context), generator, context);
		}

		@Override
		public void serializeWithType(Map<?, ?> map, JsonGenerator generator, SerializationContext context,
				TypeSerializer typeSerializer) {
			// Not by the delegate, which would write the class of the sorted map
			WritableTypeId typeId = typeSerializer.writeTypePrefix(generator, context,
					typeSerializer.typeId(map, JsonToken.START_OBJECT));
			this.delegate.serializeWithoutTypeInfo(sort(map, context), generator, context);
			typeSerializer.writeTypeSuffix(generator, context, typeId);
		}

		private SortedMap<?, ?> sort(Map<?, ?> map, SerializationContext context) {
			Map<@Nullable Object, String> names = new IdentityHashMap<>();
			SortedMap<@Nullable Object, @Nullable Object> sorted = new TreeMap<>(Comparator.comparing(names::get));
			map.forEach((key, value) -> {
				names.put(key, name(key, context));
				sorted.put(key, value);
			});
			if (sorted.size() < map.size()) {
				context.reportMappingProblem("Two keys of a map are written as the same name");
			}
			return sorted;
		}

		@SuppressWarnings("unchecked")
		private String name(@Nullable Object key, SerializationContext context) {
			if (key == null || key instanceof String) {
				// The delegate refuses null
				return String.valueOf(key);
			}
			if (key instanceof BigInteger || key instanceof BigDecimal) {
				Digits.check((Number) key);
			}
			TokenBuffer buffer = context.bufferForValueConversion();
			buffer.writeStartObject();
			((ValueSerializer<Object>) this.delegate.getKeySerializer()).serialize(key, buffer, context);
			buffer.writeNull();
			buffer.writeEndObject();
			try (JsonParser parser = buffer.asParser()) {
				parser.nextToken();
				return parser.nextName();
			}
		}

	}

}
