/**
 * The actuator endpoint that shows multimaps.
 */
@NullMarked
package io.multimapttl.actuate;

import org.jspecify.annotations.NullMarked;
