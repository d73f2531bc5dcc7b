/**
 * The page of the board: which couriers are in which zone, and for how long.
 */
@NullMarked
package io.multimapttl.sample.board;

import org.jspecify.annotations.NullMarked;
