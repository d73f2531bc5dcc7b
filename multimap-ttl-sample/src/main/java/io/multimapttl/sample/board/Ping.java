package io.multimapttl.sample.board;

/**
 * The answer to a courier's ping.
 *
 * @param zone the zone
 * @param courier the courier
 * @param newInZone whether the courier was not in the zone before
 * @param remainingMillis how long the courier stays on the board without another ping, in
 * milliseconds
 */
public record Ping(String zone, String courier, boolean newInZone, long remainingMillis) {

}
