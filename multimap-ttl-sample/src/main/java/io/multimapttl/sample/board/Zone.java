package io.multimapttl.sample.board;

import java.util.List;

/**
 * A zone and who is there.
 *
 * @param zone the zone
 * @param couriers the couriers, the one who drops off next first
 */
record Zone(String zone, List<Presence> couriers) {

}
