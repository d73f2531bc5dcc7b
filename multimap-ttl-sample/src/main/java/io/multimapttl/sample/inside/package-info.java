/**
 * The view into Redis: what the multimaps are there, beside the same couriers in plain
 * sets.
 */
@NullMarked
package io.multimapttl.sample.inside;

import org.jspecify.annotations.NullMarked;
