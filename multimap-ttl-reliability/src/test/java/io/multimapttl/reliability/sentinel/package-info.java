/**
 * A group of Sentinels, while masters go.
 */
@NullMarked
package io.multimapttl.reliability.sentinel;

import org.jspecify.annotations.NullMarked;
