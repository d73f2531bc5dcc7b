package io.multimapttl.sample;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * The board from end to end: over HTTP, down to a real Redis. Each test has a zone of its
 * own.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class CourierBoardTests {

	private final String zone = UUID.randomUUID().toString();

	@Autowired
	private RestTestClient client;

	@Autowired
	private StringRedisTemplate redis;

	@Test
	void courierWhoPingsIsOnTheBoardForTheConfiguredTime() {
		Ping ping = ping(this.zone, "ada");
		assertThat(ping).isEqualTo(new Ping(this.zone, "ada", true, ping.remainingMillis()));
		assertThat(ping.remainingMillis()).isBetween(50_000L, 60_000L);
		assertThat(couriers()).singleElement().satisfies((presence) -> {
			assertThat(presence.courier()).isEqualTo("ada");
			assertThat(presence.remainingMillis()).isBetween(50_000L, 60_000L);
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
		ping(this.zone, "bob", "2s");
		assertThat(couriers()).extracting(Presence::courier).containsExactly("bob", "ada");
		await().atMost(10, TimeUnit.SECONDS)
			.untilAsserted(() -> assertThat(couriers()).extracting(Presence::courier).containsExactly("ada"));
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
		List<Zone> zones = this.client.get()
			.uri("/zones?zone={other}&zone={nowhere}&zone={zone}", other, "nowhere", this.zone)
			.exchangeSuccessfully()
			.expectBody(new ParameterizedTypeReference<List<Zone>>() {
			})
			.returnResult()
			.getResponseBody();
		assertThat(zones).extracting(Zone::zone).containsExactly(other, "nowhere", this.zone);
		assertThat(zones.get(0).couriers()).extracting(Presence::courier).containsExactly("bob");
		assertThat(zones.get(1).couriers()).isEmpty();
		assertThat(zones.get(2).couriers()).extracting(Presence::courier).containsExactly("ada");
	}

	@Test
	void zoneWhoseNameHasACommaIsOneZone() {
		String nordOst = this.zone + ",east";
		ping(nordOst, "ada");
		List<Zone> zones = this.client.get()
			.uri("/zones?zone={zone}", nordOst)
			.exchangeSuccessfully()
			.expectBody(new ParameterizedTypeReference<List<Zone>>() {
			})
			.returnResult()
			.getResponseBody();
		assertThat(zones).extracting(Zone::zone).containsExactly(nordOst);
	}

	@Test
	void zoneIsListedForAsLongAsTheCourierWhoStaysLongest() {
		ping(this.zone, "ada", "6s");
		ping(this.zone, "bob", "1s");
		assertThat(openZones()).contains(this.zone);
		await().atMost(5, TimeUnit.SECONDS)
			.untilAsserted(() -> assertThat(couriers()).extracting(Presence::courier).containsExactly("ada"));
		assertThat(openZones()).contains(this.zone);
		await().atMost(15, TimeUnit.SECONDS).untilAsserted(() -> assertThat(openZones()).doesNotContain(this.zone));
		assertThat(couriers()).isEmpty();
	}

	@Test
	void openZonesComeInTheOrderOfTheirNames() {
		ping(this.zone + "b", "ada", "50s");
		ping(this.zone + "a", "ada", "60s");
		assertThat(openZones()).isSorted().contains(this.zone + "a", this.zone + "b");
	}

	@Test
	void courierLeaves() {
		ping(this.zone, "ada");
		ping(this.zone, "bob");
		this.client.delete().uri("/zones/{zone}/couriers/ada", this.zone).exchange().expectStatus().isNoContent();
		assertThat(couriers()).extracting(Presence::courier).containsExactly("bob");
		expectNotFound(this.client.delete().uri("/zones/{zone}/couriers/ada", this.zone));
	}

	@Test
	void zoneIsClosed() {
		ping(this.zone, "ada");
		ping(this.zone, "bob");
		this.client.delete().uri("/zones/{zone}", this.zone).exchange().expectStatus().isNoContent();
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
		this.client.delete().uri("/zones/{zone}/couriers/{name}", zone, name).exchange().expectStatus().isNoContent();
		this.client.delete().uri("/zones/{zone}", zone).exchange().expectStatus().isNoContent();
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
		this.client.put()
			.uri("/zones/{zone}", this.zone)
			.exchange()
			.expectStatus()
			.isEqualTo(405)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void foreignDataIsAProblemOfTheServer() {
		this.redis.opsForValue().set("courier-board.couriers:" + this.zone, "foreign", Duration.ofMinutes(1));
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
	}

	@Test
	void keyLivesAsLongAsTheCourierWhoStaysLongest() {
		ping(this.zone, "ada", "600s");
		ping(this.zone, "bob", "60s");
		expectKeyToLiveAsLongAs("ada");
		ping(this.zone, "ada", "30s");
		expectKeyToLiveAsLongAs("bob");
		this.client.delete().uri("/zones/{zone}/couriers/bob", this.zone).exchange().expectStatus().isNoContent();
		expectKeyToLiveAsLongAs("ada");
	}

	@Test
	void keyGoesAwayByItself() {
		ping(this.zone, "ada", "2s");
		String key = "courier-board.couriers:" + this.zone;
		assertThat(this.redis.hasKey(key)).isTrue();
		await().atMost(10, TimeUnit.SECONDS).until(() -> !this.redis.hasKey(key));
	}

	@Test
	void keysAreCountedByRedis() {
		ping(this.zone, "ada");
		await().untilAsserted(() -> {
			Long keys = this.redis.execute((RedisCallback<Long>) (connection) -> connection.serverCommands().dbSize());
			assertThat(keys).isPositive();
			this.client.get().uri("/redis").exchangeSuccessfully().expectBody().jsonPath("$.keys").isEqualTo(keys);
		});
	}

	@Test
	void pageIsServedAndNeedsNothingFromElsewhere() {
		assertThat(file("/", MediaType.TEXT_HTML)).contains("<title>Courier board</title>", "board.css", "board.js")
			.doesNotContain("//");
		assertThat(file("/board.css", MediaType.parseMediaType("text/css"))).doesNotContain("//", "@import");
		assertThat(file("/board.js", MediaType.parseMediaType("text/javascript"))).doesNotContain("//", "innerHTML");
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

	private List<Presence> couriers() {
		return zone(this.zone).couriers();
	}

	private Zone zone(String zone) {
		return this.client.get()
			.uri("/zones/{zone}", zone)
			.exchangeSuccessfully()
			.expectBody(Zone.class)
			.returnResult()
			.getResponseBody();
	}

	private List<String> openZones() {
		return this.client.get()
			.uri("/zones")
			.exchangeSuccessfully()
			.expectBody(new ParameterizedTypeReference<List<Zone>>() {
			})
			.returnResult()
			.getResponseBody()
			.stream()
			.map(Zone::zone)
			.toList();
	}

	private void expectKeyToLiveAsLongAs(String courier) {
		List<Presence> couriers = couriers();
		Presence last = couriers.get(couriers.size() - 1);
		assertThat(last.courier()).isEqualTo(courier);
		assertThat(this.redis.getExpire("courier-board.couriers:" + this.zone, TimeUnit.MILLISECONDS))
			.isCloseTo(last.remainingMillis(), within(1000L));
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
		return request.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(status);
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
