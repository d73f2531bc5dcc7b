/**
 * Load that goes on for long.
 */
@NullMarked
package io.multimapttl.reliability.load;

import org.jspecify.annotations.NullMarked;
