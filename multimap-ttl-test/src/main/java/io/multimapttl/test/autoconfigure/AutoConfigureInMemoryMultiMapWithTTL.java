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
 * <li>Fields and parameters for injection must be of type
 * {@link io.multimapttl.MultiMapWithTTL MultiMapWithTTL}, not of the type of multimaps in
 * Redis.</li>
 * <li>A multimap that the application creates with a factory, and that is not a bean,
 * stays in Redis.</li>
 * </ul>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration({ MultiMapTtlAutoConfiguration.class, InMemoryMultiMapWithTTLAutoConfiguration.class })
public @interface AutoConfigureInMemoryMultiMapWithTTL {

}
