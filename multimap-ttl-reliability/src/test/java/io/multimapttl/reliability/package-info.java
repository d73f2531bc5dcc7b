/**
 * Multimaps while Redis or the network fails: a bench on which faults are made, and what
 * happens in them. Everything runs against real {@code redis-server} processes on the
 * loopback interface.
 */
@NullMarked
package io.multimapttl.reliability;

import org.jspecify.annotations.NullMarked;
