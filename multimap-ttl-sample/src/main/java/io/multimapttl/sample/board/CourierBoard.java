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
 * Knows which couriers are in which zone. A courier who stops pinging drops off the board
 * without any clean-up.
 * <p>
 * Shows the typical use of a multimap: a name (the zone) with values (the couriers) that
 * each have an expiry. It uses {@code add} with the configured ttl and with another one,
 * {@code addMany}, {@code getManyWithExpiry}, {@code getTimeToLive}, {@code remove} and
 * {@code delete}.
 */
@Service
public class CourierBoard {

	/**
	 * The only name in the second multimap, whose values are the zones.
	 */
	private static final String OPEN = "open";

	private final RedisMultiMapWithTTL<String> couriers;

	private final MultiMapWithTTL<String> zones;

	private final ApplicationEventPublisher events;

	/**
	 * Creates the board on two of the multimaps that {@code application.yml} configures.
	 * Both hold strings, so the names of the parameters decide which one is injected;
	 * {@code @Qualifier("couriers")} would do the same. Usually {@link MultiMapWithTTL}
	 * is enough; {@link RedisMultiMapWithTTL} also has methods that return the settings.
	 * @param couriers the couriers by zone
	 * @param zones the zones that have, or had, couriers
	 * @param events publishes to the rest of the sample what happens on the board
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
	 * Puts a courier on the board, or gives a courier who is there already the full time
	 * again. The last write wins, even if its time is shorter: a ping with the usual time
	 * shortens a long shift to that time.
	 */
	public Ping ping(String zone, String courier, @Nullable Duration ttl) {
		boolean newInZone = (ttl != null) ? this.couriers.add(zone, courier, ttl) : this.couriers.add(zone, courier);
		Duration remaining = this.couriers.getTimeToLive(zone, courier).orElse(Duration.ZERO);
		keepOpen(Set.of(zone), remaining);
		this.events.publishEvent(new CouriersSeen(Map.of(zone, List.of(courier)), remaining));
		return new Ping(zone, courier, newInZone, remaining.toMillis());
	}

	/**
	 * Takes the pings of many couriers in many zones, in one call.
	 */
	void pingAll(Map<String, ? extends Collection<String>> couriersByZone) {
		this.couriers.addMany(couriersByZone);
		keepOpen(couriersByZone.keySet(), usualTime());
		this.events.publishEvent(new CouriersSeen(couriersByZone, usualTime()));
	}

	/**
	 * Moves a courier to another zone, with the remaining time or the usual time,
	 * whichever is longer. A multimap has no operation for this, because names can be on
	 * different servers of a cluster. So the courier is first added to the new zone and
	 * then removed from the old one: to be on the board twice for a moment is better than
	 * not at all.
	 * @return the ping in the new zone, empty if the courier's time in the old zone was
	 * over
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
	 * Closes a zone. It is first removed from the list of zones, and then its couriers
	 * are deleted. {@link #ping} does this in the reverse order, so a courier who pings
	 * meanwhile is never in a zone that is not listed.
	 * @return whether the zone was listed or had couriers
	 */
	public boolean close(String zone) {
		boolean listed = this.zones.remove(OPEN, zone);
		boolean inhabited = this.couriers.delete(zone) > 0;
		this.events.publishEvent(new ZoneClosed(zone));
		return inhabited || listed;
	}

	/**
	 * Keeps zones in the list of zones for as long as a courier stays there who came just
	 * now. With {@link MultiMapWithTTL#names()} this second multimap would not be needed.
	 * But that walks through all keys of the database, which is too much work for a
	 * request.
	 * <p>
	 * Reading and writing are two calls. If two couriers ping at the same moment, the one
	 * with the shorter time may write last. The next ping of the other one corrects that.
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
	 * Returns several zones with one call, which is one round trip for the few zones of a
	 * board.
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
