package io.multimapttl.sample.board;

/**
 * Event: a courier has left a zone, by saying so. There is none when a courier's time is
 * up, as Redis tells nobody.
 *
 * @param zone the zone
 * @param courier the courier
 */
public record CourierLeft(String zone, String courier) {

}
