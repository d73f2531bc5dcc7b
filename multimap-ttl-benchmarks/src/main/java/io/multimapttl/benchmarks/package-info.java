/**
 * Runs this library side by side with its alternatives.
 */
@NullMarked
package io.multimapttl.benchmarks;

import org.jspecify.annotations.NullMarked;
