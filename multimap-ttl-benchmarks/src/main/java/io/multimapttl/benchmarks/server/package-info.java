/**
 * The Redis that is measured, and what it tells about itself.
 */
@NullMarked
package io.multimapttl.benchmarks.server;

import org.jspecify.annotations.NullMarked;
