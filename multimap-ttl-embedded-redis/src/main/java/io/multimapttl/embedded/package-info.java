/**
 * Starts a real {@code redis-server} process for development and tests: one server or a
 * small cluster, on the loopback interface only.
 */
@NullMarked
package io.multimapttl.embedded;

import org.jspecify.annotations.NullMarked;
