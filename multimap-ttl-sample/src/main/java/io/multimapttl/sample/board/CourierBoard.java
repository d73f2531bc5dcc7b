package io.multimapttl.sample.board;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapException;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	private static final Logger logger = LoggerFactory.getLogger(CourierBoard.class);

	/**
	 * The only name in the second multimap, whose values are the zones.
	 */
	private static final String OPEN = "open";

	/**
	 * At most so many zones are listed, so that the board stays quick whatever is
	 * imported. The couriers of further zones are found by the name of their zone.
	 */
	private static final int MOST_LISTED = 1000;

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
		if (time.compareTo(Duration.ZERO) <= 0) {
			return;
		}
		Map<String, Duration> listed = listed().stream()
			.collect(Collectors.toMap(ExpiringValue::value, ExpiringValue::timeToLive));
		Stream<String> renewed = zones.stream()
			.filter((zone) -> listed.containsKey(zone) && listed.get(zone).compareTo(time) < 0);
		Stream<String> added = zones.stream()
			.filter((zone) -> !listed.containsKey(zone))
			.limit(Math.max(0, MOST_LISTED - listed.size()));
		this.zones.addAll(OPEN, Stream.concat(renewed, added).toList(), time);
	}

	public List<String> openZoneNames() {
		return listed().stream().map(ExpiringValue::value).sorted().toList();
	}

	/**
	 * Returns no zone if somebody else wrote something there that cannot be read. The
	 * board then goes on with the zones that are configured.
	 */
	private List<ExpiringValue<String>> listed() {
		try {
			return this.zones.getWithExpiry(OPEN);
		}
		catch (MultiMapException ex) {
			logger.warn("The open zones cannot be listed: {}", ex.getMessage());
			return List.of();
		}
	}

	List<Zone> openZones() {
		return zones(openZoneNames());
	}

	/**
	 * Returns several zones with one call, which is one round trip for the few zones of a
	 * board. If one of them cannot be read, the others can.
	 */
	List<Zone> zones(Collection<String> zones) {
		try {
			return this.couriers.getManyWithExpiry(zones)
				.entrySet()
				.stream()
				.map((entry) -> zone(entry.getKey(), entry.getValue()))
				.toList();
		}
		catch (MultiMapException ex) {
			logger.warn("Not all zones can be read: {}", ex.getMessage());
			return zones.stream().distinct().map(this::zoneOrNobody).toList();
		}
	}

	private Zone zoneOrNobody(String zone) {
		try {
			return zone(zone);
		}
		catch (MultiMapException ex) {
			return new Zone(zone, List.of());
		}
	}

	Zone zone(String zone) {
		return zone(zone, this.couriers.getWithExpiry(zone));
	}

	private Zone zone(String zone, List<ExpiringValue<String>> couriers) {
		return new Zone(zone, couriers.stream().map(Presence::of).toList());
	}

}
