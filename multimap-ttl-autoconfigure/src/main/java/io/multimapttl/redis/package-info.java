/**
 * How a multimap is kept in Redis, on Spring Data Redis: one sorted set per name, whose
 * scores are the moments of expiry.
 */
@NullMarked
package io.multimapttl.redis;

import org.jspecify.annotations.NullMarked;
