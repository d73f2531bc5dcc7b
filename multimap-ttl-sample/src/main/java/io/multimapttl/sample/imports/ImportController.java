package io.multimapttl.sample.imports;

import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Makes the import available over HTTP.
 *
 * <pre>
 * curl -H 'Content-Type: text/csv' --data-binary @couriers.csv 'http://localhost:8080/import?ttl=60s'
 * </pre>
 */
@RestController
@RequestMapping("/import")
class ImportController {

	private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

	private static final int DEPOTS = 20;

	private final CourierImport couriers;

	ImportController(CourierImport couriers) {
		this.couriers = couriers;
	}

	/**
	 * Imports the body, and answers when everything is imported.
	 */
	@PostMapping(consumes = "text/csv")
	CourierImport.Progress importAll(InputStream csv,
			@RequestParam(defaultValue = "60s") @DurationMin(seconds = 1) @DurationMax(hours = 24) Duration ttl) {
		return this.couriers.importAll(csv, ttl);
	}

	/**
	 * Returns the progress of the import.
	 */
	@GetMapping
	CourierImport.Progress progress() {
		return this.couriers.progress();
	}

	/**
	 * Returns an example file to try the import with.
	 */
	@GetMapping("/example")
	ResponseEntity<StreamingResponseBody> example(
			@RequestParam(defaultValue = "100000") @Min(1) @Max(1_000_000) int lines) {
		return ResponseEntity.ok()
			.contentType(CSV)
			.header(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment().filename("couriers.csv").build().toString())
			.body((out) -> {
				Writer csv = new OutputStreamWriter(out, StandardCharsets.UTF_8);
				csv.write(CourierCsv.HEADING + "\n");
				for (int i = 0; i < lines; i++) {
					csv.write("Depot %d,Courier %d\n".formatted(1 + i % DEPOTS, 1 + i));
				}
				csv.flush();
			});
	}

}
