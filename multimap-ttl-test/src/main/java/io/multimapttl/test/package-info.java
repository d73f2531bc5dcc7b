/**
 * Support for tests of applications that use multimaps: an
 * {@link io.multimapttl.test.InMemoryMultiMapWithTTL} that needs no Redis, and a
 * {@link io.multimapttl.test.MutableClock} to let its values expire.
 */
@NullMarked
package io.multimapttl.test;

import org.jspecify.annotations.NullMarked;
