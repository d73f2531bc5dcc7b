package io.multimapttl.sample.board;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * Event: couriers have pinged.
 *
 * @param couriersByZone the couriers by zone
 * @param time for how long they are on the board now
 */
public record CouriersSeen(Map<String, ? extends Collection<String>> couriersByZone, Duration time) {

}
