/**
 * Auto-configuration that starts an embedded Redis where an application configures none.
 */
@NullMarked
package io.multimapttl.embedded.autoconfigure;

import org.jspecify.annotations.NullMarked;
