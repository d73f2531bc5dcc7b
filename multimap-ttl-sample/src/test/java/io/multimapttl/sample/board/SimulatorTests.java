package io.multimapttl.sample.board;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.sample.HastyBoardTest;
import io.multimapttl.sample.Http;
import io.multimapttl.sample.inside.Keyspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static io.multimapttl.sample.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The simulator, and what Redis holds while it runs and afterwards: the whole story of
 * the page over HTTP.
 */
@HastyBoardTest
class SimulatorTests {

	@Autowired
	private RestTestClient client;

	@Autowired
	private CourierBoard board;

	@Autowired
	private MultiMapWithTTL<String> couriers;

	@BeforeEach
	@AfterEach
	void stop() {
		set(false, 1, 1);
		await().until(() -> riding().isEmpty());
		this.board.openZoneNames().forEach(this.board::close);
		Http.expectNoContent(this.client.delete().uri("/redis/plain-sets"));
	}

	@Test
	void simulatorIsOffUntilItIsSwitchedOn() {
		this.client.get().uri("/simulator").exchangeSuccessfully().expectBody().jsonPath("$.running").isEqualTo(false);
		assertThat(riding()).isEmpty();
		set(true, 12, 5);
		await().untilAsserted(() -> assertThat(riding()).hasSize(12));
		await().untilAsserted(() -> assertThat(onTheBoard()).containsAll(riding()));
	}

	@Test
	void numberOfCouriersFollowsTheSetting() {
		set(true, 20, 1);
		await().untilAsserted(() -> assertThat(riding()).hasSize(20));
		set(true, 5, 1);
		await().untilAsserted(() -> assertThat(riding()).hasSize(5));
	}

	@Test
	void keysGoAwayWhenTheSimulatorStopsAndGhostsStayInPlainSets() {
		set(true, 15, 10);
		await().untilAsserted(() -> assertThat(onTheBoard()).hasSizeGreaterThanOrEqualTo(15));
		Keyspace busy = redis();
		assertThat(busy.keys()).isPositive();
		assertThat(busy.live()).isPositive();
		assertThat(busy.sortedSets()).anySatisfy((set) -> {
			assertThat(set.key()).startsWith("courier-board.couriers:");
			assertThat(set.live()).isPositive();
			assertThat(set.ttlMillis()).isBetween(1L, 4_000L);
		});
		assertThat(busy.plainSets().members()).isGreaterThanOrEqualTo(15);
		set(false, 15, 10);
		await().untilAsserted(() -> assertThat(redis().keys()).isZero());
		Keyspace quiet = redis();
		assertThat(quiet.sortedSets()).isEmpty();
		assertThat(quiet.live()).isZero();
		assertThat(quiet.plainSets().ghosts()).isEqualTo(quiet.plainSets().members()).isGreaterThanOrEqualTo(15);
		Http.expectNoContent(this.client.delete().uri("/redis/plain-sets"));
		assertThat(redis().plainSets().members()).isZero();
	}

	@Test
	void expiredValuesAreCountedUntilTheNextWriteDropsThem() {
		this.couriers.add("Harbour", "ada");
		this.couriers.add("Harbour", "bob", Duration.ofMillis(50));
		await().untilAsserted(() -> assertThat(harbour()).isEqualTo(List.of(1L, 1L)));
		this.couriers.add("Harbour", "ada");
		assertThat(harbour()).isEqualTo(List.of(1L, 0L));
	}

	@Test
	void courierWhoFallsSilentIsNotPingedForAnyMore() {
		set(true, 10, 10);
		String silent = await().until(this::silenceOne, Optional::isPresent).orElseThrow();
		assertThat(riding()).doesNotContain(silent);
		await().untilAsserted(() -> assertThat(onTheBoard()).doesNotContain(silent));
		Http.problem(this.client.delete().uri("/simulator/couriers/{courier}", silent), 404);
	}

	@Test
	void simulatorDoesNotCutALongShiftShort() throws InterruptedException {
		set(true, 5, 10);
		String courier = await().until(this::riderOnTheBoard, (rider) -> zoneOf(rider).isPresent());
		String zone = zoneOf(courier).orElse("Harbour");
		this.board.ping(zone, courier, Duration.ofMinutes(5));
		// Longer than its rhythm at that speed
		Thread.sleep(2_000);
		assertThat(this.couriers.getTimeToLive(zone, courier))
			.hasValueSatisfying((remaining) -> assertThat(remaining).isGreaterThan(Duration.ofMinutes(4)));
	}

	@Test
	void courierGoesOnRidingWhereItWasSeenLast() {
		set(true, 1, 10);
		String courier = riderOnTheBoard();
		this.board.ping("Nowhere", courier, null);
		Instant first = expiryNowhere();
		await().until(() -> expiryNowhere().isAfter(first) || !riding().contains(courier));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			0,   1,  couriers
			201, 1,  couriers
			10,  0,  speed
			10,  11, speed
			""")
	void settingsOutOfRangeAreRefused(int couriers, int speed, String field) {
		String problem = expectRefused(Map.of("running", true, "couriers", couriers, "speed", speed));
		assertThat(problem).contains("\"detail\":\"" + field + " must be ");
		assertThat(riding()).isEmpty();
	}

	@Test
	void bodyThatIsNoSettingsIsRefused() {
		assertThat(expectRefused(Map.of("running", true))).contains("body must be JSON such as");
		assertThat(expectRefused(List.of())).contains("body must be JSON such as");
	}

	private Instant expiryNowhere() {
		return this.couriers.getWithExpiry("Nowhere")
			.stream()
			.map(ExpiringValue::expiresAt)
			.findFirst()
			.orElse(Instant.MIN);
	}

	private String expectRefused(Object settings) {
		return Http.problemText(
				this.client.put().uri("/simulator").contentType(MediaType.APPLICATION_JSON).body(settings), 400);
	}

	private void set(boolean running, int couriers, int speed) {
		this.client.put()
			.uri("/simulator")
			.contentType(MediaType.APPLICATION_JSON)
			.body(new Simulator.Settings(running, couriers, speed))
			.exchangeSuccessfully();
	}

	private List<String> riding() {
		return Http.body(this.client.get().uri("/board"), BoardController.Board.class).riding();
	}

	private String riderOnTheBoard() {
		return await().until(() -> riding().stream().filter(onTheBoard()::contains).findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	private Set<String> onTheBoard() {
		return this.board.openZones()
			.stream()
			.map(Zone::couriers)
			.flatMap(Collection::stream)
			.map(Presence::courier)
			.collect(Collectors.toSet());
	}

	/**
	 * Returns the courier who is pinged for no more; nobody if that one had fallen silent
	 * before.
	 */
	private Optional<String> silenceOne() {
		String rider = riderOnTheBoard();
		HttpStatusCode status = this.client.delete()
			.uri("/simulator/couriers/{courier}", rider)
			.exchange()
			.returnResult(Void.class)
			.getStatus();
		return Optional.of(rider).filter((silent) -> status.isSameCodeAs(HttpStatus.NO_CONTENT));
	}

	private Optional<String> zoneOf(String courier) {
		return this.board.openZones()
			.stream()
			.filter((zone) -> zone.couriers().stream().anyMatch((presence) -> presence.courier().equals(courier)))
			.map(Zone::zone)
			.findFirst();
	}

	private Keyspace redis() {
		return Http.body(this.client.get().uri("/redis"), Keyspace.class);
	}

	private List<Long> harbour() {
		return redis().sortedSets()
			.stream()
			.filter((set) -> set.key().equals("courier-board.couriers:Harbour"))
			.findFirst()
			.map((set) -> List.of(set.live(), set.expired()))
			.orElse(List.of());
	}

}
