/**
 * How values become bytes, and bytes become values.
 */
@NullMarked
package io.multimapttl.serializer;

import org.jspecify.annotations.NullMarked;
