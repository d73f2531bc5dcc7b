/**
 * Calls on multimaps as observations of Micrometer, from which timers and spans come.
 */
@NullMarked
package io.multimapttl.observation;

import org.jspecify.annotations.NullMarked;
