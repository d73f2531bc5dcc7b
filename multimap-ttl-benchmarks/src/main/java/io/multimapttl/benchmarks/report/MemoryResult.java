package io.multimapttl.benchmarks.report;

/**
 * The memory that a value takes in Redis.
 *
 * @param keeper who stores it
 * @param valuesPerName how many values each name has
 * @param bytesPerValue what Redis uses more than without the names, per value
 * @param reckonedBytesPerValue what {@code MEMORY USAGE} reckons for the keys, per value
 */
public record MemoryResult(String keeper, int valuesPerName, double bytesPerValue, double reckonedBytesPerValue) {
}
