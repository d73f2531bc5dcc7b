package io.multimapttl.sample.board;

/**
 * The answer to a courier's ping.
 *
 * @param zone the zone
 * @param courier the courier
 * @param newInZone whether the courier was not in the zone before
 * @param remainingMillis for how long the courier is on the board unless there is another
 * ping, in milliseconds
 */
public record Ping(String zone, String courier, boolean newInZone, long remainingMillis) {

}
