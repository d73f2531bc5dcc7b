/**
 * Spring Boot's door to multimaps: properties, auto-configuration, failure pages.
 */
@NullMarked
package io.multimapttl.autoconfigure;

import org.jspecify.annotations.NullMarked;
