package io.multimapttl.sample.imports;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.sample.BoardTest;
import io.multimapttl.sample.Http;
import io.multimapttl.sample.board.CourierBoard;
import io.multimapttl.sample.inside.PlainSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static io.multimapttl.sample.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The import over HTTP, down to a real Redis.
 */
@BoardTest
class ImportTests {

	private static final MediaType CSV = MediaType.parseMediaType("text/csv");

	private final String zone = UUID.randomUUID().toString();

	@Autowired
	private RestTestClient client;

	@Autowired
	private MultiMapWithTTL<String> couriers;

	@Autowired
	private MultiMapWithTTL<String> zones;

	@Autowired
	private CourierBoard board;

	@Autowired
	private PlainSets plainSets;

	@LocalServerPort
	private int port;

	@Test
	void couriersOfACsvAreOnTheBoard() {
		CourierImport.Progress done = importAll(
				"zone,courier\n%1$s,ada\n\"%1$s, east\",\"bob \"\"b\"\"\"\r\n%1$s,ada".formatted(this.zone));
		assertThat(done.lines()).isEqualTo(3);
		assertThat(done.added()).isEqualTo(2);
		assertThat(this.couriers.get(this.zone)).containsExactly("ada");
		assertThat(this.couriers.get(this.zone + ", east")).containsExactly("bob \"b\"");
		assertThat(this.couriers.getTimeToLive(this.zone, "ada")).hasValueSatisfying(
				(remaining) -> assertThat(remaining).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30)));
		assertThat(this.board.openZoneNames()).contains(this.zone, this.zone + ", east");
	}

	@Test
	void hundredThousandLinesTakeSecondsAndProgressIsTold() throws Exception {
		byte[] csv = this.client.get()
			.uri("/import/example?lines=100000")
			.exchangeSuccessfully()
			.expectHeader()
			.contentTypeCompatibleWith(CSV)
			.expectBody()
			.returnResult()
			.getResponseBodyContent();
		Thread sender = new Thread(() -> importAll(new String(csv, StandardCharsets.UTF_8), "1h"));
		sender.start();
		await().pollInterval(Duration.ofMillis(10))
			.until(() -> progress().running() && progress().lines() > 0 && progress().lines() < 100_000);
		sender.join();
		CourierImport.Progress done = progress();
		assertThat(done.running()).isFalse();
		assertThat(done.lines()).isEqualTo(100_000);
		assertThat(done.added()).isEqualTo(100_000);
		assertThat(done.millis()).isPositive();
		assertThat(this.couriers.size("Depot 1")).isEqualTo(5_000);
		this.couriers.clear();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			zone,courier\\n\\nx         | Line 3 must be a zone and a courier
			zone,courier\\n\\nx\\n      | Line 3 must be a zone and a courier
			a,b,c                       | Line 1 must be a zone and a courier
			north,                      | Line 1 has a name that is blank or longer than 64
			north,ada\\n  ,ada          | Line 2 has a name that is blank or longer than 64
			north,"ada                  | Line 1 is no CSV
			""")
	void badLineIsRefusedNamingIt(String csv, String detail) {
		String problem = Http.problemText(post(csv.replace("\\n", "\n"), "30s"), 400);
		assertThat(problem).contains("\"detail\":\"" + detail);
		assertThat(progress().running()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a,      | a,   | must be a zone and a courier
			a       | a    | has a name that is blank or longer than 64
			a,      | a    | has a name that is blank or longer than 64
			a,"     | a\\n | has a name that is blank or longer than 64
			""")
	void endlessLineIsRefusedAfterALittleOfIt(String start, String part, String problem) {
		RepeatedInput csv = new RepeatedInput(start, part.replace("\\n", "\n"), 13_000_000);
		assertThatExceptionOfType(BadCsvException.class).isThrownBy(() -> new CourierCsv(csv))
			.withMessageContaining(problem);
		assertThat(csv.taken).isLessThan(100_000);
	}

	@Test
	void clientWhoSendsAByteNowAndThenDoesNotHoldTheImport() {
		CourierImport impatient = new CourierImport(this.couriers, this.board, this.plainSets, Duration.ofMillis(200));
		RepeatedInput drops = new RepeatedInput("", this.zone + ",ada\n", 2000) {

			@Override
			public int read(byte[] bytes, int offset, int length) throws IOException {
				await().pollDelay(Duration.ofMillis(2)).until(() -> true);
				return super.read(bytes, offset, 1);
			}

		};
		assertThatExceptionOfType(ImportTooSlowException.class)
			.isThrownBy(() -> impatient.importAll(drops, Duration.ofMinutes(1)));
		assertThat(impatient.importAll(InputStream.nullInputStream(), Duration.ofMinutes(1)).running()).isFalse();
	}

	@Test
	void importEndsWhenItsClientLeaves() throws IOException {
		try (Socket client = new Socket("127.0.0.1", this.port)) {
			client.getOutputStream()
				.write(("POST /import HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
						+ "Content-Length: 1000000\r\n\r\n" + (this.zone + ",ada\n").repeat(1000))
					.getBytes(StandardCharsets.US_ASCII));
			await().until(() -> progress().running());
		}
		await().until(() -> !progress().running());
	}

	@Test
	void thousandsOfZonesDoNotMakeTheBoardSlow() {
		try {
			importAll(
					IntStream.range(0, 3000).mapToObj((i) -> this.zone + i + ",ada").collect(Collectors.joining("\n")));
			assertThat(this.board.openZoneNames()).hasSizeBetween(900, 1000);
			assertThat(this.couriers.get(this.zone + 2999)).containsExactly("ada");
			this.client.get()
				.uri("/board")
				.exchangeSuccessfully()
				.expectBody()
				.jsonPath("$.zones.length()")
				.isEqualTo(40);
			this.couriers.clear();
			this.client.get()
				.uri("/redis")
				.exchangeSuccessfully()
				.expectBody()
				.jsonPath("$.plainSets.sets.length()")
				.value(Integer.class, (sets) -> assertThat(sets).isBetween(900, 1000));
		}
		finally {
			this.zones.clear();
			this.plainSets.clear();
		}
	}

	@Test
	void nothingIsImportedFromAnEmptyFile() {
		assertThat(importAll("").lines()).isZero();
		assertThat(importAll("zone,courier\n").lines()).isZero();
	}

	@Test
	void badTtlIsRefused() {
		post(this.zone + ",ada", "soon").exchange().expectStatus().isBadRequest();
		post(this.zone + ",ada", "0s").exchange().expectStatus().isBadRequest();
		assertThat(this.couriers.get(this.zone)).isEmpty();
	}

	@Test
	void whatIsNoCsvIsRefused() {
		Http.problem(this.client.post().uri("/import").contentType(MediaType.APPLICATION_JSON).body("{}"), 415);
	}

	private CourierImport.Progress importAll(String csv) {
		return importAll(csv, "30s");
	}

	private CourierImport.Progress importAll(String csv, String ttl) {
		return Http.body(post(csv, ttl), CourierImport.Progress.class);
	}

	private RestTestClient.RequestHeadersSpec<?> post(String csv, String ttl) {
		return this.client.post()
			.uri("/import?ttl={ttl}", ttl)
			.contentType(CSV)
			.body(csv.getBytes(StandardCharsets.UTF_8));
	}

	private CourierImport.Progress progress() {
		return Http.body(this.client.get().uri("/import"), CourierImport.Progress.class);
	}

	/**
	 * The same over and over again.
	 */
	private static class RepeatedInput extends InputStream {

		private final String start;

		private final String part;

		private final int length;

		private int taken;

		RepeatedInput(String start, String part, int length) {
			this.start = start;
			this.part = part;
			this.length = length;
		}

		@Override
		public int read() {
			int position = this.taken++;
			if (position >= this.length) {
				return -1;
			}
			return (position < this.start.length()) ? this.start.charAt(position)
					: this.part.charAt((position - this.start.length()) % this.part.length());
		}

	}

}
