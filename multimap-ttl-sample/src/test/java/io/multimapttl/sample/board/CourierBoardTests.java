package io.multimapttl.sample.board;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.multimapttl.sample.BoardTest;
import io.multimapttl.sample.Http;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;

import static io.multimapttl.sample.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The board from end to end: over HTTP, down to a real Redis. Each test has a zone of its
 * own.
 */
@BoardTest
class CourierBoardTests {

	private final String zone = UUID.randomUUID().toString();

	@Autowired
	private RestTestClient client;

	@Autowired
	private StringRedisTemplate redis;

	@LocalServerPort
	private int port;

	@Test
	void courierWhoPingsIsOnTheBoardForTheConfiguredTime() {
		Ping ping = ping(this.zone, "ada");
		assertThat(ping).isEqualTo(new Ping(this.zone, "ada", true, ping.remainingMillis()));
		assertThat(ping.remainingMillis()).isBetween(10_000L, 20_000L);
		assertThat(couriers()).singleElement().satisfies((presence) -> {
			assertThat(presence.courier()).isEqualTo("ada");
			assertThat(presence.remainingMillis()).isBetween(10_000L, 20_000L);
			assertThat(presence.expiresAt()).isCloseTo(Instant.now().plusMillis(presence.remainingMillis()),
					within(Duration.ofSeconds(5)));
		});
	}

	@Test
	void courierWhoPingsAgainIsNotNewAndHasTheWholeTimeAgain() {
		ping(this.zone, "ada", "10s");
		Ping again = ping(this.zone, "ada", "100s");
		assertThat(again.newInZone()).isFalse();
		assertThat(again.remainingMillis()).isBetween(90_000L, 100_000L);
		assertThat(couriers()).singleElement()
			.satisfies((presence) -> assertThat(presence.remainingMillis()).isBetween(90_000L, 100_000L));
	}

	@ParameterizedTest
	@ValueSource(strings = { "45", "45s", "PT45S", "45000ms" })
	void timeMayBeWrittenInAnyNotation(String ttl) {
		assertThat(ping(this.zone, "ada", ttl).remainingMillis()).isBetween(35_000L, 45_000L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "86400", "24h" })
	void shortestAndLongestTimeAreAllowed(String ttl) {
		assertThat(ping(this.zone, "ada", ttl).newInZone()).isTrue();
	}

	@Test
	void courierWhoseTimeIsUpIsGoneAndTheOthersStay() {
		ping(this.zone, "ada", "60s");
		ping(this.zone, "bob", "5s");
		assertThat(couriers()).extracting(Presence::courier).containsExactly("bob", "ada");
		await().untilAsserted(() -> assertThat(couriers()).extracting(Presence::courier).containsExactly("ada"));
		assertThat(ping(this.zone, "bob", "60s").newInZone()).isTrue();
	}

	@Test
	void whoDropsOffNextComesFirst() {
		ping(this.zone, "ada", "300s");
		ping(this.zone, "bob", "100s");
		ping(this.zone, "eve", "200s");
		assertThat(couriers()).extracting(Presence::courier).containsExactly("bob", "eve", "ada");
	}

	@Test
	void severalZonesAreReadAtOnceInTheOrderAskedFor() {
		String other = this.zone + ", with a comma";
		ping(this.zone, "ada");
		ping(other, "bob");
		List<Zone> zones = Http.list(
				this.client.get().uri("/zones?zone={other}&zone={nowhere}&zone={zone}", other, "nowhere", this.zone),
				Zone.class);
		assertThat(zones).extracting(Zone::zone).containsExactly(other, "nowhere", this.zone);
		assertThat(zones.get(0).couriers()).extracting(Presence::courier).containsExactly("bob");
		assertThat(zones.get(1).couriers()).isEmpty();
		assertThat(zones.get(2).couriers()).extracting(Presence::courier).containsExactly("ada");
	}

	@Test
	void zoneWhoseNameHasACommaIsOneZone() {
		String nordOst = this.zone + ",east";
		ping(nordOst, "ada");
		List<Zone> zones = Http.list(this.client.get().uri("/zones?zone={zone}", nordOst), Zone.class);
		assertThat(zones).extracting(Zone::zone).containsExactly(nordOst);
	}

	@Test
	void zoneIsListedForAsLongAsTheCourierWhoStaysLongest() {
		ping(this.zone, "ada", "12s");
		ping(this.zone, "bob", "1s");
		assertThat(openZones()).contains(this.zone);
		await().untilAsserted(() -> assertThat(couriers()).extracting(Presence::courier).containsExactly("ada"));
		assertThat(openZones()).contains(this.zone);
		await().untilAsserted(() -> assertThat(openZones()).doesNotContain(this.zone));
		assertThat(couriers()).isEmpty();
	}

	@Test
	void openZonesComeInTheOrderOfTheirNames() {
		ping(this.zone + "b", "ada", "50s");
		ping(this.zone + "a", "ada", "60s");
		assertThat(openZones()).isSorted().contains(this.zone + "a", this.zone + "b");
	}

	@Test
	void courierMovesToAnotherZoneWithTheUsualTime() {
		String other = this.zone + "-2";
		ping(this.zone, "ada", "9s");
		Ping arrival = move("ada", other).exchangeSuccessfully()
			.expectBody(Ping.class)
			.returnResult()
			.getResponseBody();
		assertThat(arrival).isEqualTo(new Ping(other, "ada", true, arrival.remainingMillis()));
		assertThat(arrival.remainingMillis()).isBetween(10_000L, 20_000L);
		assertThat(couriers()).isEmpty();
		assertThat(zone(other).couriers()).extracting(Presence::courier).containsExactly("ada");
	}

	@Test
	void courierOnALongShiftMovesWithTheTimeThatRemains() {
		ping(this.zone, "ada", "10m");
		move("ada", this.zone + "-2").exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.remainingMillis")
			.value(Integer.class, (millis) -> assertThat(millis).isBetween(500_000, 600_000));
	}

	@Test
	void courierWhoIsNotThereCannotMove() {
		expectNotFound(move("ada", this.zone + "-2"));
		assertThat(zone(this.zone + "-2").couriers()).isEmpty();
	}

	@Test
	void courierMustMoveToAnotherZone() {
		ping(this.zone, "ada");
		expectRefused(move("ada", this.zone), "to");
		expectRefused(move("ada", " "), "to");
		expectRefused(this.client.post().uri("/zones/{zone}/couriers/ada/move", this.zone), "to");
		assertThat(couriers()).hasSize(1);
	}

	@Test
	void whoPingedLastComesFirstAmongTheLatest() {
		ping(this.zone, "ada-" + this.zone);
		ping(this.zone + "-2", "bob-" + this.zone, "1h");
		ping(this.zone, "eve-" + this.zone);
		assertThat(latest(2)).containsExactly("eve-" + this.zone, "bob-" + this.zone);
		ping(this.zone, "ada-" + this.zone, "1s");
		assertThat(latest(3)).startsWith("ada-" + this.zone, "eve-" + this.zone);
		expectRefused(this.client.get().uri("/latest?limit=0"), "limit");
		expectRefused(this.client.get().uri("/latest?limit=many"), "limit");
	}

	@Test
	void boardShowsTheConfiguredZonesAndThoseThatAreOpen() {
		ping(this.zone, "ada");
		this.client.get()
			.uri("/board")
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.usualMillis")
			.isEqualTo(20_000)
			.jsonPath("$.zones[0:5].zone")
			.isEqualTo(List.of("Harbour", "Market", "Old Town", "Station", "University"))
			.jsonPath("$.zones[?(@.zone == '" + this.zone + "')].couriers[*].courier")
			.isEqualTo(List.of("ada"));
	}

	@Test
	void boardShowsSoManyCouriersOfAZoneAsThereIsRoomFor() {
		IntStream.range(0, 30).forEach((i) -> ping(this.zone, "courier " + i));
		this.client.get()
			.uri("/board")
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.zones[?(@.zone == '" + this.zone + "')].size")
			.isEqualTo(30)
			.jsonPath("$.zones[?(@.zone == '" + this.zone + "')].couriers.length()")
			.isEqualTo(24);
	}

	@Test
	void courierLeaves() {
		ping(this.zone, "ada");
		ping(this.zone, "bob");
		Http.expectNoContent(this.client.delete().uri("/zones/{zone}/couriers/ada", this.zone));
		assertThat(couriers()).extracting(Presence::courier).containsExactly("bob");
		expectNotFound(this.client.delete().uri("/zones/{zone}/couriers/ada", this.zone));
	}

	@Test
	void zoneIsClosed() {
		ping(this.zone, "ada");
		ping(this.zone, "bob");
		Http.expectNoContent(this.client.delete().uri("/zones/{zone}", this.zone));
		assertThat(couriers()).isEmpty();
		assertThat(openZones()).doesNotContain(this.zone);
		expectNotFound(this.client.delete().uri("/zones/{zone}", this.zone));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Nord Ost", "北区 🚲", "ад/а\\ß", "a;b=c", "100%+", "?#&", "*[a]{b}", "a:b", "\"<b>'" })
	void namesAreAnyText(String name) {
		String zone = this.zone + name;
		assertThat(ping(zone, name)).extracting(Ping::zone, Ping::courier).containsExactly(zone, name);
		assertThat(zone(zone).couriers()).extracting(Presence::courier).containsExactly(name);
		assertThat(this.redis.opsForZSet().range("courier-board.couriers:" + zone, 0, -1)).containsExactly(name);
		Http.expectNoContent(this.client.delete().uri("/zones/{zone}/couriers/{name}", zone, name));
		Http.expectNoContent(this.client.delete().uri("/zones/{zone}", zone));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			/zones/north/couriers/ada?ttl=soon,   ttl
			/zones/north/couriers/ada?ttl=,       ttl
			/zones/north/couriers/ada?ttl=0,      ttl
			/zones/north/couriers/ada?ttl=-5s,    ttl
			/zones/north/couriers/ada?ttl=999ms,  ttl
			/zones/north/couriers/ada?ttl=86401,  ttl
			/zones/north/couriers/ada?ttl=9223372036854775807d, ttl
			/zones/%20/couriers/ada,              zone
			/zones/north/couriers/%09,            courier
			""")
	void badPingIsRefusedNamingTheParameter(String uri, String field) {
		expectRefused(this.client.post().uri(URI.create(uri)), field);
		assertThat(this.redis.hasKey("courier-board.couriers:north")).isFalse();
	}

	@Test
	void namesThatAreTooLongAreRefused() {
		String longest = "x".repeat(64);
		expectRefused(this.client.post().uri("/zones/{zone}/couriers/ada", longest + "x"), "zone");
		expectRefused(this.client.post().uri("/zones/{zone}/couriers/{courier}", this.zone, longest + "x"), "courier");
		assertThat(ping(this.zone, longest).newInZone()).isTrue();
	}

	@Test
	void badZoneIsRefusedEverywhere() {
		expectRefused(this.client.get().uri(URI.create("/zones/%20")), "zone");
		expectRefused(this.client.get().uri(URI.create("/zones?zone=north&zone=%20")), "zone");
		expectRefused(this.client.get().uri(URI.create("/zones?zone=")), "zone");
		expectRefused(this.client.get().uri(URI.create("/zones?zone=north" + "&zone=north".repeat(100))), "zone");
		expectRefused(this.client.delete().uri(URI.create("/zones/%20")), "zone");
		expectRefused(this.client.delete().uri(URI.create("/zones/%20/couriers/ada")), "zone");
		expectRefused(this.client.delete().uri(URI.create("/zones/north/couriers/%20")), "courier");
	}

	@Test
	void everyParameterThatIsWrongIsNamed() {
		this.client.post()
			.uri(URI.create("/zones/%20/couriers/%20?ttl=0"))
			.exchange()
			.expectBody()
			.jsonPath("$.errors[*].field")
			.isEqualTo(List.of("zone", "courier", "ttl"));
	}

	@Test
	void whatTheBoardDoesNotKnowIsAProblemToo() {
		expectNotFound(this.client.get().uri("/nowhere"));
		Http.problem(this.client.put().uri("/zones/{zone}", this.zone), 405);
	}

	@Test
	void foreignDataIsAProblemOfTheServer() {
		String key = "courier-board.couriers:" + this.zone;
		this.redis.opsForValue().set(key, "foreign", Duration.ofMinutes(1));
		this.client.get()
			.uri("/zones/{zone}", this.zone)
			.exchange()
			.expectStatus()
			.is5xxServerError()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(500);
		// The view of all keys goes on
		this.client.get().uri("/redis").exchange().expectStatus().isOk();
		this.redis.delete(key);
	}

	/** One of its members, or values, was written by somebody else and is no text. */
	@ParameterizedTest
	@ValueSource(strings = { "zones:open", "pings:everywhere", "couriers:Harbour" })
	void boardIsThereAlthoughOneValueCannotBeRead(String key) {
		ping("Market", "ada-" + this.zone);
		byte[] rawKey = ("courier-board." + key).getBytes(StandardCharsets.UTF_8);
		byte[] noText = { (byte) 0xff };
		this.redis
			.execute((RedisCallback<Boolean>) (connection) -> connection.zSetCommands().zAdd(rawKey, 4e9, noText));
		try {
			ping("Market", "bob-" + this.zone);
			this.client.get()
				.uri("/board")
				.exchangeSuccessfully()
				.expectBody()
				.jsonPath("$.zones[?(@.zone == 'Market')].couriers[*].courier")
				.value(List.class,
						(couriers) -> assertThat(couriers.toString()).contains("ada-" + this.zone, "bob-" + this.zone));
		}
		finally {
			this.redis.execute((RedisCallback<Long>) (connection) -> connection.zSetCommands().zRem(rawKey, noText));
		}
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost, 200", "http://127.0.0.1, 200", "http://evil.example, 403" })
	void boardAnswersOnlyUnderTheNamesOfThisMachine(String site, int status) throws IOException {
		String host = site.replace("http://", "") + ":" + this.port;
		assertThat(statusOf("GET /board HTTP/1.1", "Host: " + host)).isEqualTo(status);
		assertThat(statusOf("GET /actuator/multimaps HTTP/1.1", "Host: " + host)).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost:PORT, 200", "http://localhost:1, 403", "http://evil.example, 403", "null, 403" })
	void pagesOfOtherSitesCanDoNothing(String origin, int status) throws IOException {
		assertThat(statusOf("POST /zones/" + this.zone + "/couriers/ada HTTP/1.1", "Host: localhost:" + this.port,
				"Content-Length: 0", "Origin: " + origin.replace("PORT", String.valueOf(this.port))))
			.isEqualTo(status);
		assertThat(couriers()).hasSize((status == 200) ? 1 : 0);
	}

	/** The JDK's clients do not let anybody choose the host. */
	private int statusOf(String... head) throws IOException {
		try (Socket client = new Socket("127.0.0.1", this.port)) {
			client.getOutputStream()
				.write((String.join("\r\n", head) + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
			String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return Integer.parseInt(answer.substring(9, 12));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/board", "/nowhere", "/actuator/health" })
	void browsersAreToldToShowTheBoardInNoFrameAndToRunNothingElse(String path) {
		this.client.get()
			.uri(path)
			.exchange()
			.expectHeader()
			.valueEquals("X-Frame-Options", "DENY")
			.expectHeader()
			.valueEquals("X-Content-Type-Options", "nosniff")
			.expectHeader()
			.value("Content-Security-Policy",
					(policy) -> assertThat(policy).contains("default-src 'self'", "frame-ancestors 'none'"));
	}

	@Test
	void boardIsServedOnThisMachineOnly(@Autowired Environment environment) {
		assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
	}

	@Test
	void endpointShowsAndDeletesNothing() {
		ping(this.zone, "ada");
		this.client.get()
			.uri("/actuator/multimaps/couriers?name={zone}", this.zone)
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.name.live")
			.isEqualTo(1)
			.jsonPath("$.name.values")
			.doesNotExist();
		this.client.delete()
			.uri("/actuator/multimaps/couriers?name={zone}", this.zone)
			.exchange()
			.expectStatus()
			.isEqualTo(405);
		assertThat(couriers()).hasSize(1);
	}

	@Test
	void keyLivesAsLongAsTheCourierWhoStaysLongest() {
		ping(this.zone, "ada", "600s");
		ping(this.zone, "bob", "60s");
		expectKeyToLiveAsLongAs("ada");
		ping(this.zone, "ada", "30s");
		expectKeyToLiveAsLongAs("bob");
		Http.expectNoContent(this.client.delete().uri("/zones/{zone}/couriers/bob", this.zone));
		expectKeyToLiveAsLongAs("ada");
	}

	@Test
	void keyGoesAwayByItself() {
		ping(this.zone, "ada", "5s");
		String key = "courier-board.couriers:" + this.zone;
		assertThat(this.redis.hasKey(key)).isTrue();
		await().until(() -> !this.redis.hasKey(key));
	}

	@Test
	void pageIsServedAndNeedsNothingFromElsewhere() throws IOException {
		assertThat(file("/", MediaType.TEXT_HTML))
			.contains("<title>Courier board</title>", "board.css", "js/main.js", "icon.svg")
			.doesNotContain("//");
		assertThat(file("/board.css", MediaType.parseMediaType("text/css"))).doesNotContain("//", "@import");
		Resource[] modules = new PathMatchingResourcePatternResolver().getResources("classpath:/static/js/*.js");
		assertThat(modules).hasSizeGreaterThan(5)
			.allSatisfy((module) -> assertThat(
					file("/js/" + module.getFilename(), MediaType.parseMediaType("text/javascript")))
				.doesNotContain("//", "innerHTML", "insertAdjacentHTML"));
	}

	@Test
	void addsAreMeasured() {
		ping(this.zone, "ada");
		this.client.get()
			.uri("/actuator/metrics/multimap.adds?tag=multimap:couriers")
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.measurements[0].value")
			.value(Double.class, (adds) -> assertThat(adds).isPositive());
	}

	@Test
	void metersAreThereForPrometheus() {
		ping(this.zone, "ada");
		assertThat(file("/actuator/prometheus", MediaType.TEXT_PLAIN))
			.containsPattern("multimap_adds\\w*\\{multimap=\"couriers\"} [1-9]");
	}

	@Test
	void boardIsHealthy() {
		this.client.get()
			.uri("/actuator/health")
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo("UP");
	}

	private Ping ping(String zone, String courier) {
		return ping(this.client.post().uri("/zones/{zone}/couriers/{courier}", zone, courier));
	}

	private Ping ping(String zone, String courier, String ttl) {
		return ping(this.client.post().uri("/zones/{zone}/couriers/{courier}?ttl={ttl}", zone, courier, ttl));
	}

	private Ping ping(RestTestClient.RequestHeadersSpec<?> request) {
		return request.exchangeSuccessfully().expectBody(Ping.class).returnResult().getResponseBody();
	}

	private RestTestClient.RequestHeadersSpec<?> move(String courier, String to) {
		return this.client.post().uri("/zones/{zone}/couriers/{courier}/move?to={to}", this.zone, courier, to);
	}

	private List<String> latest(int limit) {
		return Http.list(this.client.get().uri("/latest?limit={limit}", limit), String.class);
	}

	private List<Presence> couriers() {
		return zone(this.zone).couriers();
	}

	private Zone zone(String zone) {
		return Http.body(this.client.get().uri("/zones/{zone}", zone), Zone.class);
	}

	private List<String> openZones() {
		return Http.list(this.client.get().uri("/zones"), Zone.class).stream().map(Zone::zone).toList();
	}

	private void expectKeyToLiveAsLongAs(String courier) {
		List<Presence> couriers = couriers();
		Presence last = couriers.get(couriers.size() - 1);
		assertThat(last.courier()).isEqualTo(courier);
		assertThat(this.redis.getExpire("courier-board.couriers:" + this.zone, TimeUnit.MILLISECONDS))
			.isCloseTo(last.remainingMillis(), within(8000L));
	}

	private void expectRefused(RestTestClient.RequestHeadersSpec<?> request, String field) {
		expectProblem(request, 400).jsonPath("$.errors[0].field")
			.isEqualTo(field)
			.jsonPath("$.errors[0].message")
			.isNotEmpty()
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).startsWith(field + " must "));
	}

	private void expectNotFound(RestTestClient.RequestHeadersSpec<?> request) {
		expectProblem(request, 404);
	}

	private BodyContentSpec expectProblem(RestTestClient.RequestHeadersSpec<?> request, int status) {
		return Http.problem(request, status).expectBody().jsonPath("$.status").isEqualTo(status);
	}

	private String file(String path, MediaType type) {
		return this.client.get()
			.uri(path)
			.exchangeSuccessfully()
			.expectHeader()
			.contentTypeCompatibleWith(type)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

}
