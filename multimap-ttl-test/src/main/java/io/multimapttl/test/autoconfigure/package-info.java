/**
 * Multimaps in memory for tests that start an application context.
 */
@NullMarked
package io.multimapttl.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
