/**
 * The ways to keep values that expire one by one: each as its users would do it.
 */
@NullMarked
package io.multimapttl.benchmarks.contestant;

import org.jspecify.annotations.NullMarked;
