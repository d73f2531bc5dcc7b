package io.multimapttl.benchmarks.jmh;

import org.openjdk.jmh.annotations.Threads;

/**
 * One thread calls.
 */
@Threads(1)
public class OneThread extends SingleOperations {

}
