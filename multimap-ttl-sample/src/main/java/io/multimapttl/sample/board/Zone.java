package io.multimapttl.sample.board;

import java.util.List;

/**
 * A zone and the couriers in it.
 *
 * @param zone the zone
 * @param couriers the couriers; the one who drops off next comes first
 */
record Zone(String zone, List<Presence> couriers) {

}
