package io.multimapttl.serializer;

import java.io.StringWriter;
import java.time.Month;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.jdk.CollectionSerializer;
import tools.jackson.databind.ser.jdk.EnumSetSerializer;
import tools.jackson.databind.ser.jdk.MapSerializer;
import tools.jackson.databind.ser.jdk.StringCollectionSerializer;
import tools.jackson.databind.ser.std.StdContainerSerializer;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.type.TypeFactory;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Changes what Jackson 3 has no setting for.
 * <p>
 * Elements of sets and entries of maps get an order that depends on nothing but
 * themselves: equal sets and maps may hold them in any order, and Jackson by itself sorts
 * entries only, by the keys' own order or the map's. A {@link Month} is written by its
 * name, as any other enum, where Jackson 3 alone writes a number.
 */
final class Jackson3CanonicalSerializers extends ValueSerializerModifier {

	private static final long serialVersionUID = 1L;

	private final JsonFactory factory;

	Jackson3CanonicalSerializers(JsonFactory factory) {
		this.factory = factory;
	}

	@Override
	public ValueSerializer<?> modifyCollectionSerializer(SerializationConfig config, CollectionType valueType,
			BeanDescription.Supplier description, ValueSerializer<?> serializer) {
		boolean jacksons = serializer instanceof CollectionSerializer
				|| serializer instanceof StringCollectionSerializer || serializer instanceof EnumSetSerializer;
		return (jacksons && valueType.isTypeOrSubTypeOf(Set.class)) ? new Sets(serializer, false, this.factory)
				: serializer;
	}

	@Override
	public ValueSerializer<?> modifyMapSerializer(SerializationConfig config, MapType valueType,
			BeanDescription.Supplier description, ValueSerializer<?> serializer) {
		return (serializer instanceof MapSerializer maps) ? new Maps(maps) : serializer;
	}

	@Override
	public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
			ValueSerializer<?> serializer) {
		return (description.getBeanClass() == Month.class && isJacksons(serializer)) ? new Months(serializer)
				: serializer;
	}

	private static boolean isJacksons(ValueSerializer<?> serializer) {
		return serializer.getClass().getPackageName().startsWith(ValueSerializer.class.getPackageName());
	}

	/**
	 * Writes the elements of a set in the order of their JSON.
	 */
	private static final class Sets extends StdContainerSerializer<Set<?>> {

		private final ValueSerializer<Object> delegate;

		private final boolean enums;

		private final boolean singleElementUnwrapped;

		private final JsonFactory factory;

		@SuppressWarnings("unchecked")
		Sets(ValueSerializer<?> delegate, boolean singleElementUnwrapped, JsonFactory factory) {
			super(Set.class);
			this.delegate = (ValueSerializer<Object>) delegate;
			this.enums = delegate instanceof EnumSetSerializer;
			this.singleElementUnwrapped = singleElementUnwrapped;
			this.factory = factory;
		}

		@Override
		public ValueSerializer<?> createContextual(SerializationContext context, @Nullable BeanProperty property) {
			Boolean unwrapped = findFormatFeature(context, property, Set.class,
					JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED);
			return new Sets(this.delegate.createContextual(context, property), Boolean.TRUE.equals(unwrapped),
					this.factory);
		}

		@Override
		public boolean isEmpty(SerializationContext context, Set<?> set) {
			return this.delegate.isEmpty(context, set);
		}

		@Override
		public void serialize(Set<?> set, JsonGenerator generator, SerializationContext context) {
			if (set.size() < 2) {
				this.delegate.serialize(set, generator, context);
				return;
			}
			generator.writeStartArray(set, set.size());
			writeElements(set, generator, context);
			generator.writeEndArray();
		}

		@Override
		public void serializeWithType(Set<?> set, JsonGenerator generator, SerializationContext context,
				TypeSerializer typeSerializer) {
			WritableTypeId typeId = typeSerializer.writeTypePrefix(generator, context,
					typeSerializer.typeId(set, JsonToken.START_ARRAY));
			writeElements(set, generator, context);
			typeSerializer.writeTypeSuffix(generator, context, typeId);
		}

		@Override
		public JavaType getContentType() {
			return (this.delegate instanceof StdContainerSerializer<?> container) ? container.getContentType()
					: TypeFactory.unknownType();
		}

		@Override
		public @Nullable ValueSerializer<?> getContentSerializer() {
			return (this.delegate instanceof StdContainerSerializer<?> container) ? container.getContentSerializer()
					: null;
		}

		@Override
		public boolean hasSingleElement(Set<?> set) {
			return set.size() == 1;
		}

		@Override
		protected StdContainerSerializer<?> _withValueTypeSerializer(TypeSerializer typeSerializer) {
			return (this.delegate instanceof StdContainerSerializer<?> container)
					? new Sets(container.withValueTypeSerializer(typeSerializer), this.singleElementUnwrapped,
							this.factory)
					: this;
		}

		private void writeElements(Set<?> set, JsonGenerator generator, SerializationContext context) {
			List<String> elements = new ArrayList<>(set.size());
			for (Object element : set) {
				String json = write(singleton(element), context);
				elements.add(this.singleElementUnwrapped ? json : json.substring(1, json.length() - 1));
			}
			Collections.sort(elements);
			elements.forEach(generator::writeRawValue);
		}

		private String write(Set<?> singleton, SerializationContext context) {
			StringWriter json = new StringWriter();
			try (JsonGenerator generator = this.factory.createGenerator(context, json)) {
				this.delegate.serialize(singleton, generator, context);
			}
			return json.toString();
		}

		@SuppressWarnings({ "unchecked", "rawtypes" })
		private Set<?> singleton(@Nullable Object element) {
			// Jackson's serializer of enum sets takes nothing else
			return this.enums ? EnumSet.of((Enum) element) : Collections.singleton(element);
		}

	}

	/**
	 * Writes the entries of a map in the order of the names that their keys are written
	 * as.
	 */
	private static final class Maps extends StdContainerSerializer<Map<?, ?>> {

		private final MapSerializer delegate;

		Maps(MapSerializer delegate) {
			super(Map.class);
			this.delegate = delegate;
		}

		@Override
		public ValueSerializer<?> createContextual(SerializationContext context, @Nullable BeanProperty property) {
			ValueSerializer<?> contextual = this.delegate.createContextual(context, property);
			return (contextual instanceof MapSerializer maps) ? new Maps(maps) : contextual;
		}

		@Override
		public ValueSerializer<?> withFilterId(Object filterId) {
			return new Maps(this.delegate.withFilterId(filterId));
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
			// Not the delegate's, which would write the class of the sorted map
			WritableTypeId typeId = typeSerializer.writeTypePrefix(generator, context,
					typeSerializer.typeId(map, JsonToken.START_OBJECT));
			this.delegate.serializeWithoutTypeInfo(sort(map, context), generator, context);
			typeSerializer.writeTypeSuffix(generator, context, typeId);
		}

		@Override
		public JavaType getContentType() {
			return this.delegate.getContentType();
		}

		@Override
		public @Nullable ValueSerializer<?> getContentSerializer() {
			return this.delegate.getContentSerializer();
		}

		@Override
		public boolean hasSingleElement(Map<?, ?> map) {
			return map.size() == 1;
		}

		@Override
		protected StdContainerSerializer<?> _withValueTypeSerializer(TypeSerializer typeSerializer) {
			return new Maps((MapSerializer) this.delegate.withValueTypeSerializer(typeSerializer));
		}

		private Map<?, ?> sort(Map<?, ?> map, SerializationContext context) {
			if (map.size() < 2) {
				return map;
			}
			Map<Object, String> names = new IdentityHashMap<>();
			Map<Object, @Nullable Object> sorted = new TreeMap<>(Comparator.comparing(names::get));
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				Object key = entry.getKey();
				if (key == null) {
					// Jackson refuses it, unless it was told how to write it
					return map;
				}
				names.put(key, name(key, context));
				sorted.put(key, entry.getValue());
			}
			if (sorted.size() < map.size()) {
				context.reportMappingProblem("Two keys of a map are written as the same name");
			}
			return sorted;
		}

		@SuppressWarnings("unchecked")
		private String name(Object key, SerializationContext context) {
			if (key instanceof String name) {
				return name;
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

	/**
	 * Writes a month by its name, unless it is annotated with a pattern.
	 */
	private static final class Months extends StdSerializer<Month> {

		private final ValueSerializer<?> delegate;

		Months(ValueSerializer<?> delegate) {
			super(Month.class);
			this.delegate = delegate;
		}

		@Override
		public ValueSerializer<?> createContextual(SerializationContext context, @Nullable BeanProperty property) {
			JsonFormat.Value format = findFormatOverrides(context, property, Month.class);
			return format.hasPattern() ? this.delegate.createContextual(context, property) : this;
		}

		@Override
		public void serialize(Month month, JsonGenerator generator, SerializationContext context) {
			generator.writeString(month.name());
		}

	}

}
