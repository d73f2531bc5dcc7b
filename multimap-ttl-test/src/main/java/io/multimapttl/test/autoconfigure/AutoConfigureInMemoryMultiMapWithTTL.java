package io.multimapttl.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.multimapttl.autoconfigure.MultiMapTtlAutoConfiguration;
import io.multimapttl.test.InMemoryMultiMapWithTTL;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Annotation for a test class whose application context needs multimaps, but no Redis.
 * Every multimap bean becomes an {@link InMemoryMultiMapWithTTL} with the same name,
 * value type and default ttl: beans that {@code multimap.ttl.*} configures, and beans
 * that the application creates with a factory. Test slices get the configured multimaps
 * as well. <pre class="code">
 * &#064;SpringBootTest
 * &#064;AutoConfigureInMemoryMultiMapWithTTL
 * class CourierBoardTests {
 *
 *     &#064;Autowired
 *     MultiMapWithTTL&lt;String&gt; couriers;
 *
 *     &#064;Autowired
 *     MutableClock clock;
 *
 *     &#064;TestConfiguration
 *     static class TestClock {
 *
 *         &#064;Bean
 *         MutableClock clock() {
 *             return new MutableClock();
 *         }
 *
 *     }
 *
 * }
 * </pre>
 * <ul>
 * <li>The clock that decides what has expired is the context's
 * {@link io.multimapttl.test.MutableClock} bean. Without one it is the only or primary
 * {@link java.time.Clock} bean, otherwise the system clock. In production it is Redis's
 * clock.</li>
 * <li>Tests share contexts, and therefore multimaps.
 * {@link io.multimapttl.MultiMapWithTTL#clear()} empties a multimap.</li>
 * <li>The reactive beans are the {@linkplain InMemoryMultiMapWithTTL#reactive() reactive
 * form} of the multimaps in memory.</li>
 * <li>Meters, spans and the endpoint tell of the multimaps in memory.</li>
 * <li>If the application builds a factory without the
 * {@link io.multimapttl.redis.MultiMapWithTTLFactory.Builder} bean, only those of its
 * multimaps that are beans are replaced, and meters and the endpoint do not tell of
 * them.</li>
 * <li>An embedded Redis is not started, unless
 * {@code multimap.ttl.embedded-redis.enabled} is true because the test needs a Redis for
 * something else.</li>
 * </ul>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration({ MultiMapTtlAutoConfiguration.class, InMemoryMultiMapWithTTLAutoConfiguration.class })
public @interface AutoConfigureInMemoryMultiMapWithTTL {

}
