package io.multimapttl.sample.board;

/**
 * Event: a courier has left a zone on purpose. There is no event when a courier's time is
 * over, because Redis does not send one.
 *
 * @param zone the zone
 * @param courier the courier
 */
public record CourierLeft(String zone, String courier) {

}
