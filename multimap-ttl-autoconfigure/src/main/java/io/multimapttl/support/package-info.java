/**
 * What all implementations of the contract share.
 */
@NullMarked
package io.multimapttl.support;

import org.jspecify.annotations.NullMarked;
