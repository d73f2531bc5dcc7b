package io.multimapttl.serializer;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.type.WritableTypeId;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.ContainerSerializer;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.impl.StringCollectionSerializer;
import com.fasterxml.jackson.databind.ser.std.CollectionSerializer;
import com.fasterxml.jackson.databind.ser.std.DateSerializer;
import com.fasterxml.jackson.databind.ser.std.EnumSetSerializer;
import com.fasterxml.jackson.databind.ser.std.MapSerializer;
import com.fasterxml.jackson.databind.ser.std.SqlDateSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Changes what Jackson 2 has no setting for: the order of sets and maps, as
 * {@link Jackson3CanonicalSerializers} does, and a {@link Locale} is written as its
 * language tag and a {@link java.sql.Date} as any other date, as Jackson 3 does.
 */
final class Jackson2CanonicalSerializers extends BeanSerializerModifier {

	private static final long serialVersionUID = 1L;

	private final JsonFactory factory;

	Jackson2CanonicalSerializers(JsonFactory factory) {
		this.factory = factory;
	}

	@Override
	public JsonSerializer<?> modifyCollectionSerializer(SerializationConfig config, CollectionType valueType,
			BeanDescription description, JsonSerializer<?> serializer) {
		boolean jacksons = serializer instanceof CollectionSerializer
				|| serializer instanceof StringCollectionSerializer || serializer instanceof EnumSetSerializer;
		return (jacksons && valueType.isTypeOrSubTypeOf(Set.class)) ? new Sets(serializer, false, this.factory)
				: serializer;
	}

	@Override
	public JsonSerializer<?> modifyMapSerializer(SerializationConfig config, MapType valueType,
			BeanDescription description, JsonSerializer<?> serializer) {
		return (serializer instanceof MapSerializer maps) ? new Maps(maps) : serializer;
	}

	@Override
	public JsonSerializer<?> modifySerializer(SerializationConfig config, BeanDescription description,
			JsonSerializer<?> serializer) {
		if (serializer instanceof SqlDateSerializer) {
			return DateSerializer.instance;
		}
		return (description.getBeanClass() == Locale.class && serializer instanceof ToStringSerializer) ? new Locales()
				: serializer;
	}

	/**
	 * Writes the elements of a set in the order of their JSON.
	 */
	private static final class Sets extends ContainerSerializer<Set<?>> implements ContextualSerializer {

		private final JsonSerializer<Object> delegate;

		private final boolean enums;

		private final boolean singleElementUnwrapped;

		private final JsonFactory factory;

		@SuppressWarnings("unchecked")
		Sets(JsonSerializer<?> delegate, boolean singleElementUnwrapped, JsonFactory factory) {
			super(Set.class, false);
			this.delegate = (JsonSerializer<Object>) delegate;
			this.enums = delegate instanceof EnumSetSerializer;
			this.singleElementUnwrapped = singleElementUnwrapped;
			this.factory = factory;
		}

		@Override
		public JsonSerializer<?> createContextual(SerializerProvider context, @Nullable BeanProperty property)
				throws JsonMappingException {
			Boolean unwrapped = findFormatFeature(context, property, Set.class,
					JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED);
			return new Sets(context.handleSecondaryContextualization(this.delegate, property),
					Boolean.TRUE.equals(unwrapped), this.factory);
		}

		@Override
		public boolean isEmpty(SerializerProvider context, Set<?> set) {
			return this.delegate.isEmpty(context, set);
		}

		@Override
		public void serialize(Set<?> set, JsonGenerator generator, SerializerProvider context) throws IOException {
			if (set.size() < 2) {
				this.delegate.serialize(set, generator, context);
				return;
			}
			generator.writeStartArray(set, set.size());
			writeElements(set, generator, context);
			generator.writeEndArray();
		}

		@Override
		public void serializeWithType(Set<?> set, JsonGenerator generator, SerializerProvider context,
				TypeSerializer typeSerializer) throws IOException {
			WritableTypeId typeId = typeSerializer.writeTypePrefix(generator,
					typeSerializer.typeId(set, JsonToken.START_ARRAY));
			writeElements(set, generator, context);
			typeSerializer.writeTypeSuffix(generator, typeId);
		}

		@Override
		public JavaType getContentType() {
			return (this.delegate instanceof ContainerSerializer<?> container) ? container.getContentType()
					: TypeFactory.unknownType();
		}

		@Override
		public @Nullable JsonSerializer<?> getContentSerializer() {
			return (this.delegate instanceof ContainerSerializer<?> container) ? container.getContentSerializer()
					: null;
		}

		@Override
		public boolean hasSingleElement(Set<?> set) {
			return set.size() == 1;
		}

		@Override
		protected ContainerSerializer<?> _withValueTypeSerializer(TypeSerializer typeSerializer) {
			return (this.delegate instanceof ContainerSerializer<?> container)
					? new Sets(container.withValueTypeSerializer(typeSerializer), this.singleElementUnwrapped,
							this.factory)
					: this;
		}

		private void writeElements(Set<?> set, JsonGenerator generator, SerializerProvider context) throws IOException {
			List<String> elements = new ArrayList<>(set.size());
			for (Object element : set) {
				String json = write(singleton(element), generator.getCodec(), context);
				elements.add(this.singleElementUnwrapped ? json : json.substring(1, json.length() - 1));
			}
			Collections.sort(elements);
			for (String element : elements) {
				generator.writeRawValue(element);
			}
		}

		private String write(Set<?> singleton, ObjectCodec codec, SerializerProvider context) throws IOException {
			StringWriter json = new StringWriter();
			try (JsonGenerator generator = this.factory.createGenerator(json)) {
				generator.setCodec(codec);
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
	private static final class Maps extends ContainerSerializer<Map<?, ?>> implements ContextualSerializer {

		private final MapSerializer delegate;

		Maps(MapSerializer delegate) {
			super(Map.class, false);
			this.delegate = delegate;
		}

		@Override
		public JsonSerializer<?> createContextual(SerializerProvider context, @Nullable BeanProperty property)
				throws JsonMappingException {
			JsonSerializer<?> contextual = this.delegate.createContextual(context, property);
			return (contextual instanceof MapSerializer maps) ? new Maps(maps) : contextual;
		}

		@Override
		public JsonSerializer<?> withFilterId(Object filterId) {
			return new Maps(this.delegate.withFilterId(filterId));
		}

		@Override
		public boolean isEmpty(SerializerProvider context, Map<?, ?> map) {
			return this.delegate.isEmpty(context, map);
		}

		@Override
		public void serialize(Map<?, ?> map, JsonGenerator generator, SerializerProvider context) throws IOException {
			this.delegate.serialize(sort(map, context), generator, context);
		}

		@Override
		public void serializeWithType(Map<?, ?> map, JsonGenerator generator, SerializerProvider context,
				TypeSerializer typeSerializer) throws IOException {
			// Not the delegate's, which would write the class of the sorted map
			WritableTypeId typeId = typeSerializer.writeTypePrefix(generator,
					typeSerializer.typeId(map, JsonToken.START_OBJECT));
			this.delegate.serializeWithoutTypeInfo(sort(map, context), generator, context);
			typeSerializer.writeTypeSuffix(generator, typeId);
		}

		@Override
		public JavaType getContentType() {
			return this.delegate.getContentType();
		}

		@Override
		public @Nullable JsonSerializer<?> getContentSerializer() {
			return this.delegate.getContentSerializer();
		}

		@Override
		public boolean hasSingleElement(Map<?, ?> map) {
			return map.size() == 1;
		}

		@Override
		protected ContainerSerializer<?> _withValueTypeSerializer(TypeSerializer typeSerializer) {
			return new Maps((MapSerializer) this.delegate.withValueTypeSerializer(typeSerializer));
		}

		private Map<?, ?> sort(Map<?, ?> map, SerializerProvider context) throws IOException {
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
		private String name(Object key, SerializerProvider context) throws IOException {
			if (key instanceof String name) {
				return name;
			}
			TokenBuffer buffer = new TokenBuffer(null, false);
			buffer.writeStartObject();
			((JsonSerializer<Object>) this.delegate.getKeySerializer()).serialize(key, buffer, context);
			buffer.writeNull();
			buffer.writeEndObject();
			try (JsonParser parser = buffer.asParser()) {
				parser.nextToken();
				return parser.nextFieldName();
			}
		}

	}

	/**
	 * Writes a locale as its language tag.
	 */
	private static final class Locales extends ToStringSerializerBase {

		Locales() {
			super(Locale.class);
		}

		@Override
		public String valueToString(Object locale) {
			return locale.equals(Locale.ROOT) ? "" : ((Locale) locale).toLanguageTag();
		}

	}

}
