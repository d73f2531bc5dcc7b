/**
 * Observations of calls on multimaps for Micrometer, which become timers and spans.
 */
@NullMarked
package io.multimapttl.observation;

import org.jspecify.annotations.NullMarked;
