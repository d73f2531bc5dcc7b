/**
 * What multimaps do, counted with Micrometer.
 */
@NullMarked
package io.multimapttl.metrics;

import org.jspecify.annotations.NullMarked;
