package io.multimapttl.benchmarks.jmh;

import org.openjdk.jmh.annotations.Threads;

/**
 * Sixty-four threads call.
 */
@Threads(64)
public class SixtyFourThreads extends SingleOperations {

}
