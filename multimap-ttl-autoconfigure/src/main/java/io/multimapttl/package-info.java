/**
 * A multimap, name to set of values, in which every value has its own expiry: the
 * contract, free of Spring Boot and of Redis types.
 */
@NullMarked
package io.multimapttl;

import org.jspecify.annotations.NullMarked;
