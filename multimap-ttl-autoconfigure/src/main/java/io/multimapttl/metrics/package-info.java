/**
 * Meters of multimaps for Micrometer.
 */
@NullMarked
package io.multimapttl.metrics;

import org.jspecify.annotations.NullMarked;
