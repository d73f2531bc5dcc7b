/**
 * The courier board, a sample application that shows which couriers are in which zone,
 * and for how much longer.
 */
@NullMarked
package io.multimapttl.sample;

import org.jspecify.annotations.NullMarked;
