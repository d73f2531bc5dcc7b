package io.multimapttl.test.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapFullException;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.WhenFull;
import io.multimapttl.autoconfigure.MultiMapTtlAutoConfiguration;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.MultiMapWithTTLCustomizer;
import io.multimapttl.redis.MultiMapWithTTLDecorator;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.NameDescription;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.test.InMemoryMultiMapWithTTL;
import io.multimapttl.test.MutableClock;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AutoConfigureInMemoryMultiMapWithTTL}. The Redis that the contexts are
 * configured for does not exist.
 */
class AutoConfigureInMemoryMultiMapWithTTLTests {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00.500Z");

	private final ApplicationContextRunner contextsInRedis = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, MultiMapTtlAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.host=redis.invalid", "multimap.ttl.default-ttl=20s");

	private final ApplicationContextRunner contexts = this.contextsInRedis
		.withConfiguration(AutoConfigurations.of(InMemoryMultiMapWithTTLAutoConfiguration.class));

	@Test
	void defaultMultiMapIsInMemory() {
		this.contexts.run((context) -> {
			MultiMapWithTTL<String> multiMap = multiMap(context, "multiMapWithTTL");
			assertThat(multiMap).isInstanceOf(InMemoryMultiMapWithTTL.class);
			assertThat(multiMap.add("zone", "courier")).isTrue();
			assertThat(multiMap.get("zone")).containsExactly("courier");
		});
	}

	@Test
	void multiMapIsInRedisWithoutTheAnnotation() {
		this.contextsInRedis.run((context) -> assertThat(context.getBean("multiMapWithTTL"))
			.isNotInstanceOf(InMemoryMultiMapWithTTL.class));
		assertThat(ImportCandidates.load(AutoConfiguration.class, null))
			.contains(MultiMapTtlAutoConfiguration.class.getName())
			.doesNotContain(InMemoryMultiMapWithTTLAutoConfiguration.class.getName());
	}

	@Test
	void configuredMultiMapsKeepNameValueTypeAndTtl() {
		this.contexts.withUserConfiguration(StoppedClock.class, TwoMultiMaps.class)
			.withPropertyValues("multimap.ttl.maps.scores.value-type=java.lang.Long", "multimap.ttl.maps.scores.ttl=5s",
					"multimap.ttl.maps.couriers.value-type=java.lang.String")
			.run((context) -> {
				TwoMultiMaps injected = context.getBean(TwoMultiMaps.class);
				injected.longs.add("zone", 1L);
				injected.strings.add("zone", "courier");
				assertThat(this.<Long>multiMap(context, "scores").getTimeToLive("zone", 1L))
					.contains(Duration.ofSeconds(5));
				assertThat(this.<String>multiMap(context, "couriers").getTimeToLive("zone", "courier"))
					.contains(Duration.ofSeconds(20));
				assertThat(context.getBeansOfType(MultiMapWithTTL.class)).containsOnlyKeys("scores", "couriers");
			});
	}

	@Test
	void reactiveBeansAreTheReactiveFormOfTheMultiMapsInMemory() {
		this.contexts.withPropertyValues("multimap.ttl.maps.couriers.ttl=5s")
			.withUserConfiguration(StoppedClock.class)
			.run((context) -> {
				ReactiveMultiMapWithTTL<String> reactive = reactive(context, "reactiveCouriers");
				assertThat(reactive.add("zone", "ada").block()).isTrue();
				assertThat(reactive.getTimeToLive("zone", "ada").block()).isEqualTo(Duration.ofSeconds(5));
				assertThat(this.<String>multiMap(context, "couriers").get("zone")).containsExactly("ada");
				assertThat(context.getBean("couriers", RedisMultiMapWithTTL.class).getStatistics().added()).isOne();
			});
	}

	@Test
	void reactiveMultiMapThatTheApplicationMakesIsInMemory() {
		this.contexts.withUserConfiguration(OwnReactiveMultiMap.class)
			.run((context) -> assertThat(this.<String>reactive(context, "own").add("zone", "ada").block()).isTrue());
	}

	@Test
	void customizedTtlIsKept() {
		this.contexts.withUserConfiguration(StoppedClock.class)
			.withBean(MultiMapWithTTLCustomizer.class, () -> (builder) -> builder.ttl(Duration.ofSeconds(7)))
			.run((context) -> {
				MultiMapWithTTL<String> multiMap = multiMap(context, "multiMapWithTTL");
				multiMap.add("zone", "courier");
				assertThat(multiMap.getTimeToLive("zone", "courier")).contains(Duration.ofSeconds(7));
			});
	}

	@Test
	@SuppressWarnings("unchecked")
	void limitIsKept() {
		this.contexts.withUserConfiguration(StoppedClock.class)
			.withBean(MultiMapWithTTLCustomizer.class,
					() -> (builder) -> builder.maxValues(2).whenFull(WhenFull.REFUSE))
			.run((context) -> {
				RedisMultiMapWithTTL<String> multiMap = context.getBean(RedisMultiMapWithTTL.class);
				assertThat(multiMap.getMaxValues()).hasValue(2);
				assertThat(multiMap.getWhenFull()).isEqualTo(WhenFull.REFUSE);
				multiMap.addAll("zone", List.of("a", "b"));
				assertThatExceptionOfType(MultiMapFullException.class).isThrownBy(() -> multiMap.add("zone", "c"))
					.withMessageStartingWith("Multimap 'multiMapWithTTL': the name 'zone' is full");
				assertThat(multiMap.getStatistics().refused()).isOne();
			});
	}

	@Test
	void precisionIsKept() {
		this.contexts.withUserConfiguration(StoppedClock.class)
			.withPropertyValues("multimap.ttl.precision=1s")
			.run((context) -> {
				MultiMapWithTTL<String> multiMap = multiMap(context, "multiMapWithTTL");
				multiMap.add("zone", "courier");
				assertThat(multiMap.getWithExpiry("zone")).extracting(ExpiringValue::expiresAt)
					.containsExactly(START.plusSeconds(20).plusMillis(500));
			});
	}

	@Test
	void multiMapThatTheApplicationMakesIsInMemory() {
		this.contexts.withUserConfiguration(OwnMultiMap.class).run((context) -> {
			assertThat(context.getBean("own")).isInstanceOf(InMemoryMultiMapWithTTL.class);
			assertThat(this.<String>multiMap(context, "own").add("zone", "courier")).isTrue();
		});
	}

	@Test
	void multiMapOfAFactoryThatTheApplicationBuildsItselfIsInMemory() {
		this.contexts.withUserConfiguration(OwnFactory.class).run((context) -> {
			assertThat(context.getBean("other")).isInstanceOf(InMemoryMultiMapWithTTL.class);
			assertThat(this.<String>multiMap(context, "other").add("zone", "courier")).isTrue();
		});
	}

	@Test
	void multiMapThatIsNoBeanIsInMemory() {
		this.contexts.run((context) -> {
			MultiMapWithTTL<String> other = context.getBean(MultiMapWithTTLFactory.class).create("other", String.class);
			assertThat(other.add("zone", "courier")).isTrue();
		});
	}

	@Test
	void factoryTellsMetersAndEndpointOfTheMultiMapInMemory() {
		this.contexts.withUserConfiguration(StoppedClock.class)
			.withPropertyValues("multimap.ttl.key-prefix=shop")
			.run((context) -> {
				MultiMapWithTTL<String> multiMap = multiMap(context, "multiMapWithTTL");
				multiMap.add("zone", "first", Duration.ofSeconds(2));
				multiMap.add("zone", "courier", Duration.ofSeconds(3));
				multiMap.add("zone", "last");
				context.getBean(MutableClock.class).advance(Duration.ofSeconds(2));
				multiMap.get("zone");
				multiMap.get("other");
				RedisMultiMapWithTTL<?> known = context.getBean(MultiMapWithTTLFactory.class)
					.getMultiMaps()
					.iterator()
					.next();
				assertThat(known.getId()).isEqualTo("multiMapWithTTL");
				assertThat(known.getKeyPrefix()).isEqualTo("shop");
				assertThat(known.getValueType()).isEqualTo(String.class);
				assertThat(known.getStatistics()).isEqualTo(new MultiMapStatistics(3, 1, 1, 0, 0, 0, 0, 0));
				assertThat(known.describe("zone", 1)).isEqualTo(
						new NameDescription<>(2, 1, Duration.ofSeconds(18), START.plusSeconds(3), START.plusSeconds(20),
								List.of(new ExpiringValue<>("last", START.plusSeconds(20), Duration.ofSeconds(18)))));
				assertThat(known.describe("other", 1))
					.isEqualTo(new NameDescription<>(0, 0, null, null, null, List.of()));
			});
	}

	@Test
	void decoratorsStandAroundTheMultiMapInMemory() {
		AtomicReference<Object> decorated = new AtomicReference<>();
		this.contexts.withBean(MultiMapWithTTLDecorator.class, () -> new MultiMapWithTTLDecorator() {

			@Override
			public <V> RedisMultiMapWithTTL<V> decorate(RedisMultiMapWithTTL<V> multiMap) {
				decorated.set(multiMap);
				return multiMap;
			}

		}).run((context) -> assertThat(context.getBean("multiMapWithTTL")).isSameAs(decorated.get()));
		assertThat(decorated.get()).isInstanceOf(InMemoryMultiMapWithTTL.class);
	}

	@Test
	@SuppressWarnings({ "unchecked", "rawtypes" })
	void valueOfAnotherTypeIsRefusedAsInRedis() {
		this.contexts.withPropertyValues("multimap.ttl.value-type=java.lang.Long").run((context) -> {
			MultiMapWithTTL multiMap = multiMap(context, "multiMapWithTTL");
			assertThatIllegalArgumentException().isThrownBy(() -> multiMap.add("zone", "courier"))
				.withMessage("'value' must be of type java.lang.Long, not java.lang.String");
		});
	}

	@Test
	void multiMapOfTheTestStays() {
		InMemoryMultiMapWithTTL<String> own = new InMemoryMultiMapWithTTL<>();
		this.contexts.withBean("multiMapWithTTL", InMemoryMultiMapWithTTL.class, () -> own)
			.run((context) -> assertThat(context.getBean(MultiMapWithTTL.class)).isSameAs(own));
	}

	@Test
	void expiryFollowsTheMutableClock() {
		this.contexts.withUserConfiguration(StoppedClock.class, SystemClock.class).run((context) -> {
			MultiMapWithTTL<String> multiMap = multiMap(context, "multiMapWithTTL");
			multiMap.add("zone", "courier", START.plusSeconds(1));
			context.getBean(MutableClock.class).advance(Duration.ofMillis(999));
			assertThat(multiMap.contains("zone", "courier")).isTrue();
			context.getBean(MutableClock.class).advance(Duration.ofMillis(1));
			assertThat(multiMap.contains("zone", "courier")).isFalse();
		});
	}

	@Test
	void expiryFollowsTheOnlyClock() {
		this.contexts.withBean("fixedClock", Clock.class, () -> Clock.fixed(START, ZoneOffset.UTC))
			.run((context) -> assertJudgedBySystemClock(context, false));
	}

	@Test
	void expiryFollowsThePrimaryClock() {
		this.contexts.withBean("otherClock", Clock.class, Clock::systemUTC)
			.withUserConfiguration(PrimaryFixedClock.class)
			.run((context) -> assertJudgedBySystemClock(context, false));
	}

	@Test
	void expiryFollowsTheSystemClockIfThereIsNoneOrSeveral() {
		this.contexts.run((context) -> assertJudgedBySystemClock(context, true));
		this.contexts.withBean("fixedClock", Clock.class, () -> Clock.fixed(START, ZoneOffset.UTC))
			.withBean("otherClock", Clock.class, () -> Clock.fixed(START, ZoneOffset.UTC))
			.run((context) -> assertJudgedBySystemClock(context, true));
	}

	@Test
	void proxiesStandBeforeTheMultiMapInMemory() {
		this.contexts.withUserConfiguration(Proxies.class).run((context) -> {
			MultiMapWithTTL<String> multiMap = multiMap(context, "multiMapWithTTL");
			assertThat(multiMap).matches(AopUtils::isJdkDynamicProxy, "is a proxy");
			assertThat(AopProxyUtils.getSingletonTarget(multiMap)).isInstanceOf(InMemoryMultiMapWithTTL.class);
			assertThat(multiMap.add("zone", "courier")).isTrue();
		});
	}

	@Test
	void whatIsDisabledIsNotThere() {
		this.contexts.withPropertyValues("multimap.ttl.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MultiMapWithTTL.class));
	}

	private void assertJudgedBySystemClock(ApplicationContext context, boolean systemClock) {
		MultiMapWithTTL<String> multiMap = multiMap(context, "multiMapWithTTL");
		Instant now = systemClock ? Instant.now() : START;
		multiMap.add("zone", "courier", now.plusSeconds(100));
		assertThat(multiMap.getTimeToLive("zone", "courier"))
			.hasValueSatisfying((ttl) -> assertThat(ttl).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(100)));
	}

	@SuppressWarnings("unchecked")
	private <V> ReactiveMultiMapWithTTL<V> reactive(ApplicationContext context, String name) {
		return (ReactiveMultiMapWithTTL<V>) context.getBean(name);
	}

	@SuppressWarnings("unchecked")
	private <V> MultiMapWithTTL<V> multiMap(ApplicationContext context, String name) {
		return (MultiMapWithTTL<V>) context.getBean(name);
	}

	@Configuration(proxyBeanMethods = false)
	static class StoppedClock {

		@Bean
		MutableClock stoppedClock() {
			return new MutableClock(START);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SystemClock {

		@Bean
		Clock systemClock() {
			return Clock.systemUTC();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryFixedClock {

		@Bean
		@Primary
		Clock primaryClock() {
			return Clock.fixed(START, ZoneOffset.UTC);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMultiMap {

		@Bean
		MultiMapWithTTL<String> own(MultiMapWithTTLFactory factory) {
			return factory.create("own", String.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnReactiveMultiMap {

		@Bean
		ReactiveMultiMapWithTTL<String> own(MultiMapWithTTLFactory factory) {
			return factory.create("own", String.class).reactive();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactory {

		@Bean
		MultiMapWithTTL<String> other(RedisConnectionFactory connectionFactory) {
			return MultiMapWithTTLFactory.builder(connectionFactory).build().create("other", String.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxies {

		@Bean
		static BeanNameAutoProxyCreator proxyCreator() {
			BeanNameAutoProxyCreator proxyCreator = new BeanNameAutoProxyCreator();
			proxyCreator.setBeanNames("multiMapWithTTL");
			proxyCreator.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return proxyCreator;
		}

	}

	static class TwoMultiMaps {

		private final MultiMapWithTTL<Long> longs;

		private final MultiMapWithTTL<String> strings;

		TwoMultiMaps(MultiMapWithTTL<Long> longs, MultiMapWithTTL<String> strings) {
			this.longs = longs;
			this.strings = strings;
		}

	}

}
