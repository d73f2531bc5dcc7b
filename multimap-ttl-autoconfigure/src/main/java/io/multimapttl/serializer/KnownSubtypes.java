package io.multimapttl.serializer;

import java.util.Collection;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;
import tools.jackson.databind.jsontype.TypeIdResolver;
import tools.jackson.databind.jsontype.TypeResolverBuilder;
import tools.jackson.databind.jsontype.TypeResolverProvider;
import tools.jackson.databind.jsontype.impl.StdTypeResolverBuilder;

/**
 * Refuses to write subtypes under a name that reading does not know: Jackson makes up a
 * name for a class that nobody registered.
 */
final class KnownSubtypes extends TypeResolverProvider {

	private static final long serialVersionUID = 1L;

	private KnownSubtypes() {
	}

	static JsonMapper.Builder mapper(JsonFactory factory) {
		return new Mapper(factory);
	}

	@Override
	protected TypeResolverBuilder<?> _constructStdTypeResolverBuilder(MapperConfig<?> config,
			JsonTypeInfo.Value typeInfo, JavaType baseType) {
		return new Builder(typeInfo);
	}

	/**
	 * Nobody else may set the provider.
	 */
	private static final class Mapper extends JsonMapper.Builder {

		Mapper(JsonFactory factory) {
			super(factory);
			typeResolverProvider(new KnownSubtypes());
		}

	}

	private static final class Builder extends StdTypeResolverBuilder {

		Builder(JsonTypeInfo.Value typeInfo) {
			super(typeInfo);
		}

		private Builder(StdTypeResolverBuilder other, Class<?> defaultType) {
			super(other, defaultType);
		}

		@Override
		public StdTypeResolverBuilder withDefaultImpl(Class<?> defaultType) {
			return new Builder(this, defaultType);
		}

		@Override
		protected TypeIdResolver idResolver(DatabindContext context, JavaType baseType,
				PolymorphicTypeValidator validator, Collection<NamedType> subtypes, boolean forWriting,
				boolean forReading) {
			TypeIdResolver names = super.idResolver(context, baseType, validator, subtypes, forWriting, forReading);
			boolean byName = this._customIdResolver == null && names.getMechanism() == JsonTypeInfo.Id.NAME;
			if (!byName || !forWriting || getDefaultImpl() != null) {
				return names;
			}
			return new Names(baseType, names, super.idResolver(context, baseType, validator, subtypes, false, true));
		}

	}

	/**
	 * Names of classes.
	 *
	 * @param baseType the type that they have in common
	 * @param names the names that are written
	 * @param known the names that are read
	 */
	private record Names(JavaType baseType, TypeIdResolver names, TypeIdResolver known) implements TypeIdResolver {

		@Override
		public void init(JavaType baseType) {
			this.names.init(baseType);
		}

		@Override
		public String idFromValue(DatabindContext context, Object value) {
			return checked(context, this.names.idFromValue(context, value));
		}

		@Override
		public String idFromValueAndType(DatabindContext context, Object value, Class<?> type) {
			return checked(context, this.names.idFromValueAndType(context, value, type));
		}

		private String checked(DatabindContext context, String name) {
			if (this.known.typeFromId(context, name) == null) {
				context.reportBadDefinition(this.baseType,
						"A subtype is not registered and could not be read: add it to '@JsonSubTypes'");
			}
			return name;
		}

		@Override
		public @Nullable String idFromBaseType(DatabindContext context) {
			return this.names.idFromBaseType(context);
		}

		@Override
		public @Nullable JavaType typeFromId(DatabindContext context, String id) {
			return this.known.typeFromId(context, id);
		}

		@Override
		public String getDescForKnownTypeIds() {
			return this.known.getDescForKnownTypeIds();
		}

		@Override
		public JsonTypeInfo.Id getMechanism() {
			return this.names.getMechanism();
		}

	}

}
