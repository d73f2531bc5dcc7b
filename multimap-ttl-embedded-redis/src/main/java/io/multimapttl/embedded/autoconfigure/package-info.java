/**
 * Auto-configuration that starts an embedded Redis if the application configures none.
 */
@NullMarked
package io.multimapttl.embedded.autoconfigure;

import org.jspecify.annotations.NullMarked;
