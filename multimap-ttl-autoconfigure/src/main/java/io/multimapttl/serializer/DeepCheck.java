package io.multimapttl.serializer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.deser.std.ContainerDeserializerBase;
import tools.jackson.databind.deser.std.ReferenceTypeDeserializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.ser.std.ReferenceTypeSerializer;
import tools.jackson.databind.ser.std.StdContainerSerializer;

import org.springframework.core.KotlinDetector;

/**
 * Looks for types deep inside of a value type that Jackson writes and can never read, or
 * writes in an order that changes. It follows the serializers and deserializers that the
 * mapper has made, and creates no object of the application. Only what is sure to fail is
 * refused: what is read by a creator of one argument, or by code of the application, or
 * what is never written, is not looked at.
 */
final class DeepCheck {

	/** A type graph that is larger than this is not looked at to its end. */
	private static final int MOST_TYPES = 10_000;

	private static final String VALUE_TYPE = DeepCheck.class.getName();

	private DeepCheck() {
	}

	/**
	 * Returns what gives this check a way to the deserializers of a mapper.
	 * @return a module for that mapper
	 */
	static JacksonModule module() {
		return new SimpleModule(DeepCheck.class.getName()).addDeserializer(Problem.class, new Reading());
	}

	/**
	 * Returns what cannot be read.
	 * @param valueType the type of the values
	 * @param mapper a mapper with the module
	 * @param withoutKotlin whether Jackson does not know Kotlin
	 * @param writing knows the mapper's serializers
	 * @return what is wrong, or {@code null} if nothing is
	 */
	static @Nullable String whatCannotBeRead(Class<?> valueType, JsonMapper mapper, boolean withoutKotlin,
			SerializationContext writing) {
		Problem problem = mapper.readerFor(Problem.class)
			.withAttribute(VALUE_TYPE, new Question(valueType, withoutKotlin, writing))
			.readValue("0");
		return problem.text();
	}

	/**
	 * Returns what cannot be written, or not always as the same bytes.
	 * @param valueType the type of the values
	 * @param context knows the serializers
	 * @return what is wrong, or {@code null} if nothing is
	 */
	static @Nullable String whatCannotBeWritten(Class<?> valueType, SerializationContext context) {
		return new Writing(context).check(valueType);
	}

	private static boolean isOfJackson(Object codec) {
		return codec.getClass().getName().startsWith("tools.jackson.databind.");
	}

	private static String property(String path, String name) {
		return path.isEmpty() ? name : path + "." + name;
	}

	/**
	 * What is asked.
	 *
	 * @param valueType the type of the values
	 * @param withoutKotlin whether Jackson does not know Kotlin
	 * @param writing knows the serializers
	 */
	private record Question(Class<?> valueType, boolean withoutKotlin, SerializationContext writing) {

		/**
		 * Returns the properties that the JSON of a type can have. One that has a setter
		 * only, for instance, never gets there.
		 */
		Set<String> writtenProperties(JavaType type) {
			Set<String> names = new HashSet<>();
			this.writing.findValueSerializer(type).properties().forEachRemaining((one) -> names.add(one.getName()));
			return names;
		}

	}

	/**
	 * The answer, which is "read" without any JSON: only a deserializer is told the
	 * others.
	 *
	 * @param text what is wrong, if something is
	 */
	record Problem(@Nullable String text) {
	}

	/**
	 * Walks through deserializers.
	 */
	private static final class Reading extends ValueDeserializer<Problem> {

		@Override
		public Problem deserialize(JsonParser parser, DeserializationContext context) {
			Question question = (Question) context.getAttribute(VALUE_TYPE);
			Set<JavaType> seen = new HashSet<>();
			Deque<Read> todo = new ArrayDeque<>();
			add(todo, context.constructType(question.valueType()), "", context);
			while (!todo.isEmpty() && seen.size() < MOST_TYPES) {
				Read next = todo.remove();
				String problem = seen.add(next.type()) ? check(next, question, todo, context) : null;
				if (problem != null) {
					return new Problem(next.path().isEmpty() ? problem
							: "its property '" + next.path() + "' could never be read: " + problem);
				}
			}
			return new Problem(null);
		}

		private static void add(Deque<Read> todo, JavaType type, String path, DeserializationContext context) {
			boolean typed = type.getTypeHandler() != null || context.findTypeDeserializer(type) != null;
			todo.add(new Read(type, path, context.findContextualValueDeserializer(type, null), typed, null));
		}

		private static @Nullable String check(Read read, Question question, Deque<Read> todo,
				DeserializationContext context) {
			if (read.typed()) {
				addSubtypes(read, todo, context);
			}
			if (read.deserializer() instanceof AbstractDeserializer) {
				return read.typed() ? null : "the JSON would not tell the class of "
						+ read.type().getRawClass().getName()
						+ ". Use a concrete class, or annotate the type with '@JsonTypeInfo' and '@JsonSubTypes'";
			}
			if (read.deserializer() instanceof BeanDeserializerBase bean) {
				return checkBean(read, bean, question, todo);
			}
			ValueDeserializer<?> content = contentDeserializer(read, context);
			if (content != null) {
				addContent(read, content, todo, context);
			}
			return null;
		}

		private static @Nullable String checkBean(Read read, BeanDeserializerBase bean, Question question,
				Deque<Read> todo) {
			if (isReadFromOneArgument(bean.getValueInstantiator())) {
				return null;
			}
			Class<?> type = bean.handledType();
			if (question.withoutKotlin() && KotlinDetector.isKotlinType(type)) {
				return withoutKotlin(type);
			}
			Set<String> written = question.writtenProperties(read.type());
			Iterator<SettableBeanProperty> properties = bean.properties();
			while (properties.hasNext()) {
				SettableBeanProperty property = properties.next();
				if (property.hasValueDeserializer() && written.contains(property.getName())) {
					todo.add(new Read(property.getType(), property(read.path(), property.getName()),
							property.getValueDeserializer(), property.hasValueTypeDeserializer(), property));
				}
			}
			return null;
		}

		private static boolean isReadFromOneArgument(ValueInstantiator instantiator) {
			return instantiator.canCreateUsingDelegate() || instantiator.canCreateUsingArrayDelegate()
					|| instantiator.canCreateFromString() || instantiator.canCreateFromInt()
					|| instantiator.canCreateFromLong() || instantiator.canCreateFromDouble()
					|| instantiator.canCreateFromBoolean() || instantiator.canCreateFromBigInteger()
					|| instantiator.canCreateFromBigDecimal();
		}

		/**
		 * Returns what reads the elements, which the annotations of the property may say,
		 * or {@code null} if they are not read one by one.
		 */
		private static @Nullable ValueDeserializer<?> contentDeserializer(Read read, DeserializationContext context) {
			if (read.type().getContentType() == null || !isOfJackson(read.deserializer())) {
				return null;
			}
			if (read.deserializer() instanceof ContainerDeserializerBase<?> container) {
				return container.getContentDeserializer();
			}
			boolean reference = read.deserializer() instanceof ReferenceTypeDeserializer
					&& read.type().getContentType().getValueHandler() == null;
			return reference ? context.findContextualValueDeserializer(read.type().getContentType(), read.property())
					: null;
		}

		private static void addContent(Read read, ValueDeserializer<?> deserializer, Deque<Read> todo,
				DeserializationContext context) {
			JavaType content = read.type().getContentType();
			AnnotatedMember member = (read.property() != null) ? read.property().getMember() : null;
			boolean typed = content.getTypeHandler() != null
					|| ((member != null) ? context.findPropertyContentTypeDeserializer(read.type(), member)
							: context.findTypeDeserializer(content)) != null;
			todo.add(new Read(content, read.path() + "[]", deserializer, typed, null));
		}

		private static void addSubtypes(Read read, Deque<Read> todo, DeserializationContext context) {
			for (NamedType subtype : context.getConfig()
				.getSubtypeResolver()
				.collectAndResolveSubtypesByTypeId(context.getConfig(),
						context.introspectClassAnnotations(read.type()))) {
				JavaType type = specialized(read.type(), subtype.getType(), context);
				if (type != null && !type.isAbstract() && !type.equals(read.type())) {
					todo.add(new Read(type, read.path(), context.findContextualValueDeserializer(type, null), false,
							null));
				}
			}
		}

		private static @Nullable JavaType specialized(JavaType type, Class<?> subtype, DeserializationContext context) {
			try {
				return context.constructSpecializedType(type, subtype);
			}
			catch (IllegalArgumentException ex) {
				// It is none, or one with other type parameters
				return null;
			}
		}

	}

	/**
	 * A type that is read.
	 *
	 * @param type the type
	 * @param path where it is in the value type
	 * @param deserializer reads it
	 * @param typed whether the JSON tells the class
	 * @param property the property that has the type, if it is that of a property
	 */
	private record Read(JavaType type, String path, ValueDeserializer<?> deserializer, boolean typed,
			@Nullable BeanProperty property) {
	}

	/**
	 * Walks through serializers.
	 */
	private static final class Writing {

		private final SerializationContext context;

		private final Set<Object> seen = new HashSet<>();

		private final Deque<Written> todo = new ArrayDeque<>();

		Writing(SerializationContext context) {
			this.context = context;
		}

		@Nullable String check(Class<?> valueType) {
			JavaType type = this.context.constructType(valueType);
			this.todo.add(new Written(type, "", this.context.findValueSerializer(type), false, true));
			while (!this.todo.isEmpty() && this.seen.size() < MOST_TYPES) {
				Written next = this.todo.remove();
				String problem = this.seen.add(next.identity()) ? check(next) : null;
				if (problem != null) {
					return next.path().isEmpty() ? problem : "its property '" + next.path() + "' " + problem;
				}
			}
			return null;
		}

		private @Nullable String check(Written written) {
			if (this.context.isUnknownTypeSerializer(written.serializer()) && written.type().isFinal()) {
				return "could never be written: " + written.type().getRawClass().getName() + " has no properties";
			}
			if (written.inSet() && written.serializer().usesObjectId()) {
				return "is written in an order that changes: '@JsonIdentityInfo' does not work inside of a set. "
						+ "Use a list";
			}
			Iterator<PropertyWriter> properties = written.serializer().properties();
			while (properties.hasNext()) {
				if (properties.next() instanceof BeanPropertyWriter property && property.getTypeSerializer() == null) {
					add(written, property);
				}
			}
			JavaType content = written.type().getContentType();
			if (content != null && content.getValueHandler() == null && content.getTypeHandler() == null
					&& written.usualContent() && writesContent(written.serializer())) {
				this.todo.add(new Written(content, written.path() + "[]",
						this.context.findContentValueSerializer(content, null),
						written.inSet() || written.type().isTypeOrSubTypeOf(Set.class), true));
			}
			return null;
		}

		private void add(Written written, BeanPropertyWriter property) {
			JavaType type = property.getSerializationType();
			JavaType declared = (type != null) ? type : property.getType();
			ValueSerializer<?> serializer = property.getSerializer();
			this.todo.add(new Written(declared, property(written.path(), property.getName()),
					(serializer != null) ? serializer : this.context.findPrimaryPropertySerializer(declared, property),
					written.inSet(), hasUsualContent(property.getMember())));
		}

		private boolean hasUsualContent(AnnotatedMember member) {
			AnnotationIntrospector annotations = this.context.getAnnotationIntrospector();
			return annotations.findContentSerializer(this.context.getConfig(), member) == null
					&& annotations.findSerializationContentConverter(this.context.getConfig(), member) == null;
		}

		private static boolean writesContent(ValueSerializer<?> serializer) {
			return StableOrder.isOne(serializer) || (isOfJackson(serializer)
					&& (serializer instanceof StdContainerSerializer || serializer instanceof ReferenceTypeSerializer));
		}

	}

	/**
	 * A type that is written.
	 *
	 * @param type the type
	 * @param path where it is in the value type
	 * @param serializer writes it
	 * @param inSet whether it is an element of a set, or inside of one
	 * @param usualContent whether its elements are written as their type is, and not as
	 * an annotation of the property says
	 */
	private record Written(JavaType type, String path, ValueSerializer<?> serializer, boolean inSet,
			boolean usualContent) {

		Object identity() {
			return this.inSet ? Set.of(this.type) : this.type;
		}

	}

	/**
	 * Returns what is wrong with a Kotlin class where Jackson does not know Kotlin.
	 * @param type the class
	 * @return what is wrong, and what to do
	 */
	static String withoutKotlin(Class<?> type) {
		return type.getName() + " is a Kotlin class: add the dependency 'tools.jackson.module:jackson-module-kotlin'";
	}

}
