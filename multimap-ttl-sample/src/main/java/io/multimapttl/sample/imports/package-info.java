/**
 * The import of couriers from a CSV file of any size.
 */
@NullMarked
package io.multimapttl.sample.imports;

import org.jspecify.annotations.NullMarked;
