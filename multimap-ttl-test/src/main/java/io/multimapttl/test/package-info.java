/**
 * For the tests of applications that use multimaps: a
 * {@link io.multimapttl.test.InMemoryMultiMapWithTTL} that needs no Redis, and a
 * {@link io.multimapttl.test.MutableClock} to make its values expire.
 */
@NullMarked
package io.multimapttl.test;

import org.jspecify.annotations.NullMarked;
