/**
 * A Redis cluster with replicas, while slots move and masters go.
 */
@NullMarked
package io.multimapttl.reliability.cluster;

import org.jspecify.annotations.NullMarked;
