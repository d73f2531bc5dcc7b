package io.multimapttl.sample.board;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import io.multimapttl.sample.BoardProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Service;

/**
 * Simulates couriers who ride and ping, each with a different rhythm, until they fall
 * silent. All pings of a round are one call of the board.
 * <p>
 * This is the sample's only scheduled task, and it only writes. Couriers whose time is
 * over drop off the board without it.
 */
@Service
public class Simulator implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(Simulator.class);

	private static final Duration ROUND = Duration.ofMillis(200);

	private static final double CHANCE_TO_FALL_SILENT = 0.04;

	private static final double CHANCE_TO_MOVE = 0.1;

	private static final List<String> NAMES = List.of("Ada", "Alan", "Anita", "Barbara", "Blaise", "Bob", "Carol",
			"Claude", "Dana", "Dennis", "Donald", "Edsger", "Emmy", "Erin", "Eve", "Frances", "Gene", "Grace", "Hedy",
			"Ida", "Jean", "Joan", "John", "Karen", "Ken", "Kim", "Leslie", "Linus", "Lotfi", "Lynn", "Maria", "Max",
			"Niklaus", "Olga", "Radia", "Rosa", "Shafi", "Sophie", "Tim", "Tony");

	/**
	 * After so many couriers the names are used again, so that the plain sets do not grow
	 * for ever.
	 */
	private static final int DIFFERENT_COURIERS = NAMES.size() * 25;

	private final CourierBoard board;

	private final List<String> zones;

	private final Map<String, Rider> riders = new ConcurrentHashMap<>();

	private final ScheduledExecutorService rounds = Executors
		.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("simulator-"));

	private volatile Settings settings = new Settings(false, 15, 1);

	private int recruited;

	Simulator(CourierBoard board, BoardProperties properties) {
		this.board = board;
		this.zones = properties.zones();
		this.rounds.scheduleWithFixedDelay(this::round, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
	}

	public Settings settings() {
		return this.settings;
	}

	public void set(Settings settings) {
		this.settings = settings;
	}

	public List<String> riding() {
		return this.riders.keySet().stream().sorted().toList();
	}

	/**
	 * Stops the pings of a courier. Nothing else is done, the rest is left to Redis.
	 * @return whether the courier was riding
	 */
	boolean silence(String courier) {
		return this.riders.remove(courier) != null;
	}

	/**
	 * Makes a rider ping from the zone where it was last seen, and not during a long
	 * shift. The last write wins, so a ping would shorten that shift.
	 */
	@EventListener
	void follow(CouriersSeen seen) {
		Duration rest = seen.time().minus(this.board.usualTime());
		seen.couriersByZone()
			.forEach((zone, couriers) -> couriers.forEach((courier) -> this.riders.computeIfPresent(courier, (name,
					rider) -> (rest.compareTo(Duration.ZERO) > 0) ? rider.in(zone).after(rest) : rider.in(zone))));
	}

	@EventListener
	void forget(CourierLeft left) {
		this.riders.computeIfPresent(left.courier(), (name, rider) -> rider.zone().equals(left.zone()) ? null : rider);
	}

	@EventListener
	void rideOn(ZoneClosed closed) {
		this.riders.replaceAll(
				(name, rider) -> rider.zone().equals(closed.zone()) ? rider.in(otherZone(closed.zone())) : rider);
	}

	private void round() {
		try {
			recruit();
			ride();
		}
		catch (DataAccessException ex) {
			logger.warn("The simulator could not ping: {}", String.valueOf(ex.getMostSpecificCause()));
		}
		catch (RuntimeException ex) {
			// If it were thrown, the executor would not start any more rounds
			logger.error("The simulator stumbled", ex);
		}
	}

	/**
	 * Replaces riders who fell silent. If there are too many riders, some of them just
	 * stop.
	 */
	private void recruit() {
		Settings settings = this.settings;
		int wanted = settings.running() ? settings.couriers() : 0;
		this.riders.keySet().stream().skip(wanted).toList().forEach(this.riders::remove);
		while (this.riders.size() < wanted) {
			String name = NAMES.get(this.recruited % NAMES.size());
			int namesakes = this.recruited / NAMES.size();
			this.recruited = (this.recruited + 1) % DIFFERENT_COURIERS;
			this.riders.putIfAbsent((namesakes == 0) ? name : name + " " + (namesakes + 1),
					Rider.in(anyOf(this.zones), random()));
		}
	}

	private void ride() {
		Map<String, List<String>> pings = new HashMap<>();
		long now = System.nanoTime();
		this.riders.forEach((name, rider) -> {
			if (rider.isDue(now)) {
				this.riders.computeIfPresent(name,
						(same, due) -> due.after(due.pause(random(), this.settings.speed())));
				double chance = random().nextDouble();
				if (chance < CHANCE_TO_FALL_SILENT) {
					silence(name);
				}
				else if (chance < 1 - CHANCE_TO_MOVE || !moves(name, rider.zone())) {
					pings.computeIfAbsent(rider.zone(), (zone) -> new ArrayList<>()).add(name);
				}
			}
		});
		if (!pings.isEmpty()) {
			this.board.pingAll(pings);
		}
	}

	private boolean moves(String courier, String from) {
		String to = otherZone(from);
		return !to.equals(from) && this.board.move(from, courier, to).isPresent();
	}

	private String otherZone(String zone) {
		List<String> others = this.zones.stream().filter((other) -> !other.equals(zone)).toList();
		return others.isEmpty() ? zone : anyOf(others);
	}

	private static String anyOf(List<String> zones) {
		return zones.get(random().nextInt(zones.size()));
	}

	private static RandomGenerator random() {
		return ThreadLocalRandom.current();
	}

	@Override
	public void destroy() {
		this.rounds.shutdownNow();
	}

	/**
	 * Settings of the simulator.
	 *
	 * @param running whether couriers ride
	 * @param couriers how many ride at a time
	 * @param speed how many times faster than usual they ping
	 */
	public record Settings(boolean running, @Min(1) @Max(200) int couriers, @Min(1) @Max(10) int speed) {

	}

	/**
	 * A courier who rides.
	 *
	 * @param zone the zone
	 * @param rhythm the usual time between two pings
	 * @param nextPing when the next ping is due, in nanoseconds
	 */
	private record Rider(String zone, Duration rhythm, long nextPing) {

		static Rider in(String zone, RandomGenerator random) {
			return new Rider(zone, Duration.ofMillis(random.nextLong(3_000, 13_000)),
					System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextLong(2_000)));
		}

		Rider in(String zone) {
			return new Rider(zone, this.rhythm, this.nextPing);
		}

		Rider after(Duration pause) {
			return new Rider(this.zone, this.rhythm, System.nanoTime() + pause.toNanos());
		}

		Duration pause(RandomGenerator random, int speed) {
			return Duration.ofMillis((long) (this.rhythm.toMillis() * random.nextDouble(0.7, 1.3) / speed));
		}

		boolean isDue(long now) {
			return this.nextPing - now <= 0;
		}

	}

}
