/**
 * What an attacker, or a reader of logs, could learn or do: secrets in texts, TLS, and
 * least privileges.
 */
@NullMarked
package io.multimapttl.reliability.security;

import org.jspecify.annotations.NullMarked;
