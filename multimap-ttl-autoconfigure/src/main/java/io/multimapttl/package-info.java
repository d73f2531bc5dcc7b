/**
 * The contract of a multimap that maps a name to a set of values, and in which every
 * value has its own expiry. It depends neither on Spring Boot nor on types of Redis.
 */
@NullMarked
package io.multimapttl;

import org.jspecify.annotations.NullMarked;
