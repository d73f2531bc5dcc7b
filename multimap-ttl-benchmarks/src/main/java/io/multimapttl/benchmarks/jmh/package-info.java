/**
 * Single operations under JMH.
 */
@NullMarked
package io.multimapttl.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
