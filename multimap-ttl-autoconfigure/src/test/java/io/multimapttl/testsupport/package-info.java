/**
 * What tests share: a Redis, ways to look into it past the multimap, and lists of calls.
 * Tests of other modules use this package, too, as a jar.
 */
@NullMarked
package io.multimapttl.testsupport;

import org.jspecify.annotations.NullMarked;
