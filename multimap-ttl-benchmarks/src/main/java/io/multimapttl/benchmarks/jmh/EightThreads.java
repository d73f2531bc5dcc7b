package io.multimapttl.benchmarks.jmh;

import org.openjdk.jmh.annotations.Threads;

/**
 * Eight threads call.
 */
@Threads(8)
public class EightThreads extends SingleOperations {

}
