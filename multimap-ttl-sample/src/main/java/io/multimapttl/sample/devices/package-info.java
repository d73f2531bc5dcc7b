/**
 * The page of devices: on which devices an account is logged in.
 */
@NullMarked
package io.multimapttl.sample.devices;

import org.jspecify.annotations.NullMarked;
