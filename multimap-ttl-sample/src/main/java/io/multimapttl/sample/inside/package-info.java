/**
 * The view into Redis: how the multimaps are stored, beside the same couriers in plain
 * sets.
 */
@NullMarked
package io.multimapttl.sample.inside;

import org.jspecify.annotations.NullMarked;
