package io.multimapttl.sample.board;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * Event: couriers have pinged.
 *
 * @param couriersByZone the couriers by zone
 * @param time how long they stay on the board from now on
 */
public record CouriersSeen(Map<String, ? extends Collection<String>> couriersByZone, Duration time) {

}
