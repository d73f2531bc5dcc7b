package io.multimapttl.benchmarks;

/**
 * One of those who are compared in a case.
 *
 * @param label what it is called in tables
 * @param load what it does
 */
record Participant(String label, Load load) {
}
