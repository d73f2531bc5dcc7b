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
 * On a test class: its application context has its multimaps in memory, so that it needs
 * no Redis. Every multimap bean, configured by {@code multimap.ttl.*} or made by the
 * application with a factory, becomes an {@link InMemoryMultiMapWithTTL} of the same
 * name, value type and default ttl. Test slices get the configured multimaps as well.
 * <pre class="code">
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
 * <li>Expiry is judged by the context's {@link io.multimapttl.test.MutableClock} bean,
 * without one by its only or primary {@link java.time.Clock} bean, otherwise by the
 * system clock. In production the clock is Redis's own; a test has but one time.</li>
 * <li>Contexts are shared by tests, and their multimaps with them:
 * {@link io.multimapttl.MultiMapWithTTL#clear()} empties one.</li>
 * <li>What is injected must be declared as {@link io.multimapttl.MultiMapWithTTL
 * MultiMapWithTTL}, not as the type of multimaps in Redis.</li>
 * <li>A multimap that is no bean, as the application made it with a factory itself, stays
 * in Redis.</li>
 * </ul>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration({ MultiMapTtlAutoConfiguration.class, InMemoryMultiMapWithTTLAutoConfiguration.class })
public @interface AutoConfigureInMemoryMultiMapWithTTL {

}
