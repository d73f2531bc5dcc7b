package io.multimapttl.sample.board;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * Who is in which zone. A courier who stops pinging drops off the board by itself; nobody
 * has to clean up.
 * <p>
 * Shows a multimap in its first use, a name (the zone) with values (the couriers) that
 * each have an expiry: {@code add} with the configured ttl and with one of its own,
 * {@code addMany}, {@code getManyWithExpiry}, {@code getTimeToLive}, {@code remove} and
 * {@code delete}.
 */
@Service
public class CourierBoard {

	/**
	 * The one name of the second multimap, whose values are the zones.
	 */
	private static final String OPEN = "open";

	private final RedisMultiMapWithTTL<String> couriers;

	private final MultiMapWithTTL<String> zones;

	private final ApplicationEventPublisher events;

	/**
	 * Creates the board on two of the multimaps that {@code application.yml} configures.
	 * Both hold strings, so the names of the parameters say which is which;
	 * {@code @Qualifier("couriers")} would do the same. {@link MultiMapWithTTL} is all
	 * that one usually needs; {@link RedisMultiMapWithTTL} tells its settings, too.
	 * @param couriers the couriers by zone
	 * @param zones the zones that have, or had, couriers
	 * @param events tells the rest of the sample what happens on the board
	 */
	CourierBoard(RedisMultiMapWithTTL<String> couriers, MultiMapWithTTL<String> zones,
			ApplicationEventPublisher events) {
		this.couriers = couriers;
		this.zones = zones;
		this.events = events;
	}

	/**
	 * Returns for how long a ping keeps a courier on the board, as configured.
	 */
	Duration usualTime() {
		return this.couriers.getDefaultTtl();
	}

	/**
	 * Puts a courier on the board, or gives one who is there the whole time again. The
	 * last write wins, also if it is the shorter one: a ping in the usual way ends a long
	 * shift with the usual time.
	 */
	public Ping ping(String zone, String courier, @Nullable Duration ttl) {
		boolean newInZone = (ttl != null) ? this.couriers.add(zone, courier, ttl) : this.couriers.add(zone, courier);
		Duration remaining = this.couriers.getTimeToLive(zone, courier).orElse(Duration.ZERO);
		keepOpen(Set.of(zone), remaining);
		this.events.publishEvent(new CouriersSeen(Map.of(zone, List.of(courier)), remaining));
		return new Ping(zone, courier, newInZone, remaining.toMillis());
	}

	/**
	 * The pings of many couriers in many zones, in one call.
	 */
	void pingAll(Map<String, ? extends Collection<String>> couriersByZone) {
		this.couriers.addMany(couriersByZone);
		keepOpen(couriersByZone.keySet(), usualTime());
		this.events.publishEvent(new CouriersSeen(couriersByZone, usualTime()));
	}

	/**
	 * Moves a courier to another zone, with the time that remains or the usual one,
	 * whichever is longer. A multimap has no move, as names may lie on different servers
	 * of a cluster; so the courier arrives first and then leaves: better twice on the
	 * board for a moment than not at all.
	 * @return the arrival, empty if the courier's time in the first zone was up
	 */
	Optional<Ping> move(String from, String courier, String to) {
		return this.couriers.getTimeToLive(from, courier).map((remaining) -> {
			Duration time = (remaining.compareTo(usualTime()) > 0) ? remaining : usualTime();
			Ping arrival = ping(to, courier, time);
			leave(from, courier);
			return arrival;
		});
	}

	boolean leave(String zone, String courier) {
		boolean left = this.couriers.remove(zone, courier);
		if (left) {
			this.events.publishEvent(new CourierLeft(zone, courier));
		}
		return left;
	}

	/**
	 * Closes a zone. It is taken off the list before its couriers go, the reverse of
	 * {@link #ping}: so a courier who pings meanwhile is never in a zone that is not
	 * listed.
	 */
	public boolean close(String zone) {
		boolean listed = this.zones.remove(OPEN, zone);
		boolean inhabited = this.couriers.delete(zone) > 0;
		this.events.publishEvent(new ZoneClosed(zone));
		return inhabited || listed;
	}

	/**
	 * Lists zones for as long as a courier stays there who came just now. Asking
	 * {@link MultiMapWithTTL#names()} for the zones would spare this multimap, but it
	 * walks all keys of the database, which is no work for a request.
	 * <p>
	 * Look and write are two calls. Of two pings at the same moment the shorter may write
	 * last; the next ping of the longer one lists the zone for its time again.
	 */
	public void keepOpen(Set<String> zones, Duration time) {
		Set<String> listedForLonger = this.zones.getWithExpiry(OPEN)
			.stream()
			.filter((zone) -> zone.timeToLive().compareTo(time) >= 0)
			.map(ExpiringValue::value)
			.collect(Collectors.toSet());
		List<String> others = zones.stream().filter((zone) -> !listedForLonger.contains(zone)).toList();
		if (!others.isEmpty() && time.compareTo(Duration.ZERO) > 0) {
			this.zones.addAll(OPEN, others, time);
		}
	}

	public List<String> openZoneNames() {
		return this.zones.get(OPEN).stream().sorted().toList();
	}

	List<Zone> openZones() {
		return zones(openZoneNames());
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

}
