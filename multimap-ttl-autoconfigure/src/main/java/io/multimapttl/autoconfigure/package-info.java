/**
 * Multimaps in Spring Boot: properties, auto-configuration and failure pages.
 */
@NullMarked
package io.multimapttl.autoconfigure;

import org.jspecify.annotations.NullMarked;
