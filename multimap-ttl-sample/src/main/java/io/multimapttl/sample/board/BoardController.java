package io.multimapttl.sample.board;

import java.util.List;
import java.util.stream.Stream;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import io.multimapttl.sample.BoardProperties;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Returns everything that the page shows of the board in one answer.
 * <p>
 * The page asks for it every second. The server could also send events, as it does for a
 * single zone, but each answer contains the whole state, so the page is right again after
 * any interruption. Besides, browsers allow only six streams of events, so few tabs could
 * be open. And there is no event when a courier's time is over. Between two answers the
 * page counts down by itself.
 */
@RestController
class BoardController {

	private static final int MOST_ZONES = 40;

	private static final int MOST_COURIERS = 24;

	private static final int LATEST = 6;

	private final CourierBoard board;

	private final LatestPings latestPings;

	private final Simulator simulator;

	private final List<String> zones;

	BoardController(CourierBoard board, LatestPings latestPings, Simulator simulator, BoardProperties properties) {
		this.board = board;
		this.latestPings = latestPings;
		this.simulator = simulator;
		this.zones = properties.zones();
	}

	@GetMapping("/board")
	Board board() {
		List<String> names = Stream.concat(this.zones.stream(), this.board.openZoneNames().stream())
			.distinct()
			.toList();
		List<Column> columns = this.board.zones(names.stream().limit(MOST_ZONES).toList())
			.stream()
			.map(Column::of)
			.toList();
		return new Board(this.board.usualTime().toMillis(), columns, names.size() - columns.size(),
				this.latestPings.latest(LATEST), this.simulator.settings(), this.simulator.riding());
	}

	@GetMapping("/latest")
	List<String> latest(@RequestParam(defaultValue = "10") @Min(1) @Max(100) int limit) {
		return this.latestPings.latest(limit);
	}

	/**
	 * The board at one moment.
	 *
	 * @param usualMillis for how long a ping keeps a courier on the board
	 * @param zones the zones
	 * @param moreZones how many other zones are listed
	 * @param latest the couriers who pinged last, the latest first
	 * @param simulator the settings of the simulator
	 * @param riding the couriers who ping on their own
	 */
	record Board(long usualMillis, List<Column> zones, int moreZones, List<String> latest, Simulator.Settings simulator,
			List<String> riding) {

	}

	/**
	 * A zone with as many couriers as the page has room for.
	 *
	 * @param zone the zone
	 * @param size how many couriers are there
	 * @param couriers the first of them; the one who drops off next comes first
	 */
	record Column(String zone, int size, List<Presence> couriers) {

		static Column of(Zone zone) {
			List<Presence> couriers = zone.couriers();
			return new Column(zone.zone(), couriers.size(), couriers.stream().limit(MOST_COURIERS).toList());
		}

	}

}
