/**
 * The courier board, a sample application: who is in which zone, and for how long still.
 */
@NullMarked
package io.multimapttl.sample;

import org.jspecify.annotations.NullMarked;
