/**
 * What was measured, as tables, as JSON and as a picture.
 */
@NullMarked
package io.multimapttl.benchmarks.report;

import org.jspecify.annotations.NullMarked;
