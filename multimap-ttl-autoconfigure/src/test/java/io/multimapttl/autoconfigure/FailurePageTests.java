package io.multimapttl.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.ReactiveMultiMapWithTTL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests of the page that a failed start ends with.
 */
class FailurePageTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					value-type                | Long             | There is no class of that name         | Write java.lang.Long.
					value-type                | com.acme.Courier | There is no class of that name         | Write the full name of a class
					value-type                | java.util.List<java.lang.String> | The name of a class has no generics | Write a record that contains such a value
					maps.couriers.value-type  | io.multimapttl.autoconfigure.FailurePageTests.Outer.Nested | There is no class of that name | Write io.multimapttl.autoconfigure.FailurePageTests$Outer$Nested.
					maps.couriers.value-type  | com.acme.Order.Line | There is no class of that name      | A nested class is written with a dollar sign
					value-type                | int              | primitive type int                     | Write java.lang.Integer.
					maps.couriers.value-type  | uuid             | There is no class of that name         | Write java.util.UUID.
					maps.couriers.value-type  | boolean          | primitive type boolean                 | Write java.lang.Boolean.
					default-ttl               | soon             | It is not a duration                   | Write a positive duration such as 30s
					default-ttl               | -5               | would never be live                    | Write a positive duration such as 30s
					maps.couriers.ttl         | 1 fortnight      | It is not a duration                   | Write a positive duration such as 30s
					maps.couriers.ttl         | 0s               | would never be live                    | Write a positive duration such as 30s
					maps.couriers             | 30s              | stands for a multimap                  | key-prefix, ttl, value-type, unreadable-values, max-values, when-full.
					maps                      | couriers         | stands for all multimaps               | Write the ids of the multimaps
					precision                 | fine             | It is not a duration                   | Write 1ms or 1s.
					precision                 | 10ms             | to the millisecond or to the second    | Write 1ms or 1s.
					clock                     | sundial          | It is not one of the known values      | Write redis or system.
					purge-limit               | all              | It is not a whole number               | Write a number
					purge-limit               | -1               | It is negative                         | Write 0 or more.
					connections               | 0                | need a connection                      | Write 1 or more.
					max-values                | 0                | at least one value                     | Write a number from 1 to 1000
					max-values                | -3               | at least one value                     | Write a number from 1 to 1000
					max-values                | 1001             | at most what one call to Redis takes   | Write a number from 1 to 1000
					max-values                | none             | It is not a whole number               | Write a number from 1 to 1000, or remove
					maps.couriers.max-values  | 0                | at least one value                     | Write a number from 1 to 1000
					maps.couriers.max-values  | 4000             | at most what one call to Redis takes   | Write a number from 1 to 1000
					when-full                 | wait             | It is not one of the known values      | Write evict or refuse.
					maps.couriers.when-full   | evcit            | It is not one of the known values      | Write evict or refuse.
					value-type                | void             | primitive type void                    | Write the full name of a class
					enabled                   | maybe            | It is neither true nor false           | Write true or false.
					""")
	void pageNamesThePropertyAndWhatToWriteInstead(String property, String value, String reason, String remedy) {
		FailureAnalysis page = page(property + "=" + value);
		assertThat(page.getDescription())
			.contains("The configuration property 'multimap.ttl." + property + "' is invalid:")
			.contains("Value: \"" + value + "\"")
			.contains("Origin: ")
			.contains(reason);
		assertThat(page.getAction()).contains(remedy);
	}

	@Test
	void pageForANameThatNothingReadsSaysWhereItIsAndNotWhatItHolds() {
		FailureAnalysis page = page("pasword=secret");
		assertThat(page.getDescription()).contains("The configuration property 'multimap.ttl.pasword' is invalid:")
			.contains("Origin: ")
			.contains("There is no such property.")
			.doesNotContain("secret");
		assertThat(page.getAction()).contains("Below 'multimap.ttl' there are: ").contains("default-ttl");
	}

	@Test
	void pageForAMissingMultiMapListsThoseThatThereAre() {
		FailureAnalysis page = page("maps.couriers.ttl=1m", "maps.scores.value-type=java.lang.Integer",
				"--wanted=true");
		assertThat(page.getDescription()).contains("Parameter 0 of method wanting in " + Application.class.getName()
				+ " required a bean of type 'io.multimapttl.MultiMapWithTTL<java.lang.Long>' that could not be found.")
			.contains("couriers: io.multimapttl.redis.RedisMultiMapWithTTL<java.lang.String>")
			.contains("scores: io.multimapttl.redis.RedisMultiMapWithTTL<java.lang.Integer>");
		assertThat(page.getAction()).contains("'multimap.ttl.maps.<id>.value-type'");
	}

	@Test
	void pageForAMissingMultiMapShowsTheQualifier() {
		FailureAnalysis page = page("maps.couriers.ttl=1m", "--qualified=true");
		assertThat(page.getDescription()).contains("Qualifier(\"couriorz\")")
			.doesNotContain("Qualifier(\"qualified\")")
			.contains("couriers: ");
	}

	@Test
	void pageForAMissingMultiMapSaysThatAllAreSwitchedOff() {
		FailureAnalysis page = page("enabled=off", "--wanted=true");
		assertThat(page.getDescription()).contains("Parameter 0 of method wanting")
			.contains("There is no multimap, as 'multimap.ttl.enabled' is false.");
	}

	@Test
	void pageForAMissingMultiMapInASliceSaysHowToAddThem() {
		try (AnnotationConfigApplicationContext slice = new AnnotationConfigApplicationContext()) {
			slice.registerBean(Wanting.class);
			FailureAnalysis page = page(slice);
			assertThat(page.getDescription()).contains("Parameter 0 of constructor in " + Wanting.class.getName())
				.contains("There is no multimap.");
			assertThat(page.getAction()).contains("@AutoConfigureInMemoryMultiMapWithTTL");
		}
	}

	@Test
	void pageForAMissingReactiveMultiMapListsThoseThatThereAre() {
		FailureAnalysis page = page("maps.couriers.ttl=1m", "--reactive=true");
		assertThat(page.getDescription()).contains("Parameter 0 of method reactive in " + Application.class.getName()
				+ " required a bean of type 'io.multimapttl.ReactiveMultiMapWithTTL<java.lang.Long>' that could not be found.")
			.contains("There are these reactive multimaps:")
			.contains("reactiveCouriers: io.multimapttl.ReactiveMultiMapWithTTL<java.lang.String>")
			.doesNotContain(" couriers: ");
		assertThat(page.getAction()).contains("with the id of the multimap as @Qualifier")
			.contains("'multimap.ttl.maps.<id>.value-type'");
	}

	@Test
	void pageForAMissingReactiveMultiMapSaysWhatItNeeds() {
		FailureAnalysis page = page("maps.couriers.value-type=java.lang.Long", "--reactive=true",
				"--spring.data.redis.client-type=jedis");
		assertThat(page.getDescription()).contains("There are these multimaps, and none that is reactive:")
			.contains("couriers: io.multimapttl.redis.RedisMultiMapWithTTL<java.lang.Long>");
		assertThat(page.getAction()).contains("Reactor")
			.contains("Lettuce")
			.contains("RedisMultiMapWithTTL.reactive()");
	}

	@Test
	void pageForAMissingReactiveMultiMapSaysThatAllAreSwitchedOff() {
		assertThat(page("enabled=off", "--reactive=true").getDescription())
			.contains("There is no multimap, as 'multimap.ttl.enabled' is false.");
	}

	@Test
	void pageForAMissingMultiMapCreatesNoBean() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(Wanting.class);
			AtomicInteger made = new AtomicInteger();
			RootBeanDefinition own = new RootBeanDefinition();
			own.setTargetType(ResolvableType.forClassWithGenerics(MultiMapWithTTL.class, String.class));
			own.setInstanceSupplier(made::incrementAndGet);
			own.setLazyInit(true);
			context.registerBeanDefinition("own", own);
			assertThat(page(context).getDescription())
				.contains("own: io.multimapttl.MultiMapWithTTL<java.lang.String>");
			assertThat(made).hasValue(0);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.util.Map.Entry", "java.util.Map$Entry" })
	void nestedClassIsFoundWithADotAsWell(String name) {
		assertThat(page("value-type=" + name).getDescription()).contains("Values of type java.util.Map$Entry");
	}

	@Test
	void pageForAnAmbiguousMultiMapSaysHowToChoose() {
		FailureAnalysis page = page("maps.couriers.value-type=java.lang.Long", "maps.scores.value-type=java.lang.Long",
				"maps.names.ttl=1m", "--wanted=true");
		assertThat(page.getDescription())
			.contains("Parameter 0 of method wanting in " + Application.class.getName()
					+ " required one bean of type 'io.multimapttl.MultiMapWithTTL<java.lang.Long>', but there are 2 "
					+ "multimaps of that type:")
			.contains("    couriers")
			.contains("    scores")
			.doesNotContain("names");
		assertThat(page.getAction()).contains("@Qualifier(\"couriers\")")
			.contains("the name of the field or parameter has to be the id");
	}

	@Test
	void ambiguousBeanOfAnotherTypeIsLeftToBoot() {
		FailureAnalysis page = page("maps.couriers.ttl=1m", "--twice=true");
		assertThat(page.getDescription()).contains("required a single bean, but 2 were found");
	}

	@Test
	void missingBeanOfAnotherTypeIsLeftToBoot() {
		FailureAnalysis page = page("maps.couriers.ttl=1m", "--stranger=true");
		assertThat(page.getDescription()).contains("required a bean of type 'java.lang.StringBuffer'")
			.doesNotContain("couriers");
	}

	@Test
	void missingNameIsLeftToBoot() {
		FailureAnalysis page = page("maps.couriers.ttl=1m", "--named=true");
		assertThat(page.getDescription()).contains("bean named 'nobody'").doesNotContain("couriers");
	}

	@Test
	void pageNamesTheBeanWhoseNameAMultiMapWouldTake() {
		FailureAnalysis page = page("maps.taken.ttl=1m");
		assertThat(page.getDescription()).contains("The configuration property 'multimap.ttl.maps.taken' is invalid:")
			.contains("There is a bean named 'taken' already, and it is a java.lang.StringBuilder");
		assertThat(page.getAction()).contains("Choose another id for the multimap");
	}

	@Test
	void pageNamesTheMultiMapsThatCouldWriteToTheSameKey() {
		FailureAnalysis page = page("maps.couriers.key-prefix=zone", "maps.viewers.key-prefix=zone:viewers");
		assertThat(page.getDescription()).contains("The multimap 'viewers' cannot be made:")
			.contains("The multimaps 'couriers' and 'viewers' could write to the same key");
		assertThat(page.getAction()).contains("'multimap.ttl.maps.viewers'");
	}

	@Test
	void pageSaysWhyValuesOfATypeCannotBeStored() {
		FailureAnalysis page = page("maps.couriers.value-type=java.lang.Runnable");
		assertThat(page.getDescription()).contains("The multimap 'couriers' cannot be made:")
			.contains(
					"Values of type java.lang.Runnable cannot be stored as JSON: the JSON would not tell the class of "
							+ "the value. Use a concrete class, or annotate the type with '@JsonTypeInfo' and '@JsonSubTypes', "
							+ "or set a serializer on the multimap's builder");
		assertThat(page.getAction()).contains("'multimap.ttl.maps.couriers'");
	}

	@Test
	void pageIsTheSameWhereAnotherBeanNeedsTheMultiMap() {
		FailureAnalysis page = page("maps.taken-by-nobody.key-prefix=zone", "maps.couriers.key-prefix=zone:couriers",
				"--needy=true");
		assertThat(page.getDescription()).contains("The multimap 'couriers' cannot be made:");
	}

	@Test
	void otherFailuresAreLeftToBoot() {
		FailureAnalysis page = page("connections=1", "--spring.data.redis.port=none");
		assertThat(page.getDescription()).contains("Failed to bind properties under 'spring.data.redis.port'");
	}

	/**
	 * Returns the page that Boot shows, asking the registered analyzers as Boot does.
	 */
	private static FailureAnalysis page(String... properties) {
		String[] pairs = Arrays.stream(properties)
			.map((property) -> property.startsWith("--") ? property.substring(2) : "multimap.ttl." + property)
			.toArray(String[]::new);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues.of(pairs).applyTo(context);
			context.register(Application.class);
			return page(context);
		}
	}

	private static FailureAnalysis page(AnnotationConfigApplicationContext context) {
		ArgumentResolver arguments = ArgumentResolver.of(Environment.class, context.getEnvironment())
			.and(BeanFactory.class, context.getBeanFactory());
		Throwable failure = catchThrowable(context::refresh);
		return analyzers(arguments).stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> new AssertionError("No page for this failure", failure));
	}

	private static List<FailureAnalyzer> analyzers(ArgumentResolver arguments) {
		List<FailureAnalyzer> analyzers = new ArrayList<>(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, arguments, (type, name, unavailable) -> {
			}));
		// Their order must not depend on that of the class path
		Collections.reverse(analyzers);
		AnnotationAwareOrderComparator.sort(analyzers);
		return analyzers;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, MultiMapTtlAutoConfiguration.class })
	static class Application {

		@Bean
		StringBuilder taken() {
			return new StringBuilder();
		}

		@Bean
		@ConditionalOnBooleanProperty("needy")
		Object needy(ObjectProvider<MultiMapWithTTL<?>> multiMaps) {
			return multiMaps.stream().toList();
		}

		@Bean
		@ConditionalOnBooleanProperty("wanted")
		Object wanting(MultiMapWithTTL<Long> multiMap) {
			return multiMap.size("zone");
		}

		@Bean
		@ConditionalOnBooleanProperty("reactive")
		Object reactive(ReactiveMultiMapWithTTL<Long> multiMap) {
			return multiMap.size("zone");
		}

		@Bean
		@ConditionalOnBooleanProperty("qualified")
		Object needsQualified(@Qualifier("qualified") Object qualified) {
			return qualified;
		}

		@Bean
		@ConditionalOnBooleanProperty("qualified")
		Object qualified(@Qualifier("couriorz") MultiMapWithTTL<String> multiMap) {
			return multiMap.size("zone");
		}

		@Bean
		@ConditionalOnBooleanProperty("stranger")
		Object stranger(StringBuffer stranger) {
			return stranger.length();
		}

		@Bean
		@ConditionalOnBooleanProperty("twice")
		StringBuilder twice() {
			return new StringBuilder();
		}

		@Bean
		@ConditionalOnBooleanProperty("twice")
		Object needsOne(StringBuilder one) {
			return one.length();
		}

		@Bean
		@ConditionalOnBooleanProperty("named")
		Object named(BeanFactory beans) {
			return beans.getBean("nobody");
		}

	}

	record Wanting(MultiMapWithTTL<Long> multiMap) {

	}

	static class Outer {

		record Nested(String name) {

		}

	}

}
