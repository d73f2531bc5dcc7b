/**
 * The page of devices: where an account is logged in.
 */
@NullMarked
package io.multimapttl.sample.devices;

import org.jspecify.annotations.NullMarked;
