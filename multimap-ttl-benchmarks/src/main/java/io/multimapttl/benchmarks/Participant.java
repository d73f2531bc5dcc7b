package io.multimapttl.benchmarks;

import io.multimapttl.benchmarks.server.Control;

/**
 * One of those who are compared in a case.
 *
 * @param label what it is called in tables
 * @param control looks after its Redis
 * @param load what it does
 */
record Participant(String label, Control control, Load load) {
}
