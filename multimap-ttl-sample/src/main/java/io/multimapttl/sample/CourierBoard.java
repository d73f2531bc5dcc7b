package io.multimapttl.sample;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapWithTTL;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;

/**
 * Who is in which zone. A courier who stops pinging drops off the board by itself; nobody
 * has to clean up.
 */
@Service
class CourierBoard {

	/**
	 * The one name of the second multimap, whose values are the zones.
	 */
	private static final String OPEN = "open";

	private final MultiMapWithTTL<String> couriers;

	private final MultiMapWithTTL<String> zones;

	/**
	 * Creates the board on the two multimaps that {@code application.yml} configures.
	 * Both are a {@code MultiMapWithTTL<String>}, so the names of the parameters say
	 * which is which; {@code @Qualifier("couriers")} would do the same.
	 * @param couriers the couriers by zone
	 * @param zones the zones that have, or had, couriers
	 */
	@Autowired
	CourierBoard(MultiMapWithTTL<String> couriers, MultiMapWithTTL<String> zones) {
		this.couriers = couriers;
		this.zones = zones;
	}

	Ping ping(String zone, String courier, @Nullable Duration ttl) {
		boolean newInZone = (ttl != null) ? this.couriers.add(zone, courier, ttl) : this.couriers.add(zone, courier);
		Duration remaining = this.couriers.getTimeToLive(zone, courier).orElse(Duration.ZERO);
		keepOpen(zone, remaining);
		return new Ping(zone, courier, newInZone, remaining.toMillis());
	}

	/**
	 * Lists the zone for as long as its longest-staying courier. Asking
	 * {@link MultiMapWithTTL#names()} for the zones would spare this map, but it walks
	 * all keys of the database, which is no work for a request.
	 * <p>
	 * Look and write are two calls. Of two pings at the same moment the shorter may write
	 * last; the next ping of the longer one lists the zone for its time again.
	 */
	private void keepOpen(String zone, Duration time) {
		Duration listed = this.zones.getTimeToLive(OPEN, zone).orElse(Duration.ZERO);
		if (time.compareTo(listed) > 0) {
			this.zones.add(OPEN, zone, time);
		}
	}

	List<Zone> openZones() {
		return zones(this.zones.get(OPEN).stream().sorted().toList());
	}

	/**
	 * Reads several zones in one call, one round trip for the few zones of a board.
	 */
	List<Zone> zones(Collection<String> zones) {
		return this.couriers.getManyWithExpiry(zones)
			.entrySet()
			.stream()
			.map((entry) -> zone(entry.getKey(), entry.getValue()))
			.toList();
	}

	Zone zone(String zone) {
		return zone(zone, this.couriers.getWithExpiry(zone));
	}

	private Zone zone(String zone, List<ExpiringValue<String>> couriers) {
		return new Zone(zone, couriers.stream().map(Presence::of).toList());
	}

	boolean leave(String zone, String courier) {
		return this.couriers.remove(zone, courier);
	}

	/**
	 * Closes a zone. It is taken off the list before its couriers go, the reverse of
	 * {@link #ping}: so a courier who pings meanwhile is never in a zone that is not
	 * listed.
	 */
	boolean close(String zone) {
		boolean listed = this.zones.remove(OPEN, zone);
		return (this.couriers.delete(zone) > 0) || listed;
	}

}
