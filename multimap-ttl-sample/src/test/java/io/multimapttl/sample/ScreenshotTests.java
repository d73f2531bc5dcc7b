package io.multimapttl.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.multimapttl.sample.board.Simulator;
import io.multimapttl.sample.devices.Device;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes the pictures of the documents, in light and dark, wide and narrow, and one of
 * each view from top to bottom for those who look at them. They land in
 * {@code target/screenshots}. With {@code -Dscreenshots=true} those of the documents land
 * in {@code docs/images}, after so much time that there is something to see on them, and
 * of each view there is one for each size and for light and dark.
 */
@BoardTest
class ScreenshotTests extends BoardInBrowser {

	private static final boolean ALL = Boolean.getBoolean("screenshots");

	private static final Path FOLDER = Path.of("target/screenshots");

	private static final Path FOLDER_OF_DOCUMENTS = ALL ? Path.of("../docs/images") : FOLDER;

	private static final Map<Integer, Integer> SIZES = ALL ? Map.of(390, 844, 820, 1180, 1440, 1080)
			: Map.of(820, 1180);

	private static final List<String> COLOR_SCHEMES = ALL ? List.of("light", "dark") : List.of("dark");

	@BeforeEach
	@AfterEach
	void clear() {
		clearBoard();
		chromium.touch(false);
		chromium.look(1440, 1080, 1, "light");
	}

	@Test
	void picturesShowTheBoardAndTheDevices() throws IOException {
		openPage("/");
		simulate(ALL ? 2 : 10);
		find("#ping button").click();
		await().until(() -> !find("#message code").getText().isEmpty());
		picture("board-light");
		chromium.look(1440, 1080, 1, "dark");
		picture("board-dark");
		chromium.touch(true);
		chromium.look(390, 844, 1.5, "light");
		picture("phone-light");
		chromium.look(390, 844, 1.5, "dark");
		script("document.querySelector('.where').scrollIntoView()");
		picture("phone-dark");
		chromium.touch(false);

		this.devices.logIn("sam", Device.Kind.PHONE);
		chromium.look(1440, 780, 1, "light");
		openPage("/#my-devices");
		find("#log-in-browser").click();
		await().until(() -> findAll(".login").size() == 2);
		picture("devices-light");
		chromium.look(1440, 780, 1, "dark");
		picture("devices-dark");
	}

	@Test
	void everyViewIsPictured() throws IOException {
		openPage("/");
		await().until(() -> isDisplayed("#nobody"));
		view("board-empty");
		simulate(10);
		view("board");
		find("#run").click();
		await().until(() -> !this.simulator.settings().running());
		this.board.openZoneNames().forEach(this.board::close);
		await().until(() -> findAll(".done").size() >= 2);
		view("board-story-over");
		List.of("Airport", "Dock 7")
			.forEach((zone) -> IntStream.range(0, 11)
				.forEach((i) -> this.board.ping(zone, "Courier " + i, Duration.ofMinutes(5))));
		await().until(() -> findAll(".zone").size() == 7);
		view("board-menu", () -> {
			script("document.querySelector('.courier .move').scrollIntoView({ block: 'center' })");
			find(".courier .move").sendKeys(Keys.ENTER);
		});
		chromium.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
		find("[data-zone=Airport] .close").click();
		view("board-question", () -> {
		});
		find("#ask [value=no]").click();
		find("#import-example").click();
		await().until(() -> find("#import-result").getText().contains("100,000 lines"));
		view("board-import", () -> script("document.getElementById('import').scrollIntoView()"));
		view("board-inside", () -> script("document.querySelector('.inside').scrollIntoView()"));
		script(LOSE_REDIS);
		await().until(() -> isDisplayed("#trouble"));
		view("board-outage");

		openPage("/#my-devices");
		await().until(() -> isDisplayed("#nowhere"));
		view("devices-empty");
		find("#log-in-browser").click();
		await().until(() -> findAll(".login").size() == 1);
		this.devices.logIn("sam", Device.Kind.PHONE);
		this.devices.logIn("sam", Device.Kind.PHONE);
		await().until(() -> findAll(".login").size() == 3);
		view("devices");

		openPage("/live.html?zone=Pier");
		await().until(() -> isDisplayed("#nobody"));
		view("live-empty");
		this.board.ping("Pier", "Ada", Duration.ofMinutes(2));
		this.board.ping("Pier", "Bob", Duration.ofSeconds(15));
		IntStream.range(0, 30).forEach((i) -> this.board.ping("Pier", "Courier " + i, Duration.ofMinutes(9)));
		await().until(() -> isDisplayed("#rest"));
		view("live");
		script(LOSE_EVENTS);
		await().until(() -> find("#state").getText().startsWith("Connection lost"));
		view("live-lost");
	}

	private void simulate(int speed) {
		this.simulator.set(new Simulator.Settings(true, 15, speed));
		await().atMost(Duration.ofMinutes(5)).until(this::hasSomethingToShow);
	}

	private boolean hasSomethingToShow() {
		return findAll(".courier.riding").size() >= 10
				&& (!ALL || find("#ghosts").getText().matches("[1-9][0-9]|[7-9]"));
	}

	private void picture(String name) throws IOException {
		chromium.settle();
		Path file = FOLDER_OF_DOCUMENTS.resolve(name + ".png");
		chromium.screenshot(file);
		assertThat(Files.size(file)).isBetween(10_000L, 300_000L);
	}

	/**
	 * Takes pictures of the page from top to bottom.
	 */
	private void view(String name) throws IOException {
		view(name, chromium::longScreenshot, () -> {
		});
	}

	/**
	 * Takes pictures of what is in sight.
	 * @param prepare what is done before each of them
	 */
	private void view(String name, Runnable prepare) throws IOException {
		view(name, chromium::screenshot, prepare);
	}

	private void view(String name, Camera camera, Runnable prepare) throws IOException {
		for (Map.Entry<Integer, Integer> size : SIZES.entrySet()) {
			chromium.touch(size.getKey() < 1000);
			for (String colorScheme : COLOR_SCHEMES) {
				chromium.look(size.getKey(), size.getValue(), 1, colorScheme);
				prepare.run();
				chromium.settle();
				Path file = FOLDER.resolve(name + "-" + size.getKey() + "-" + colorScheme + ".png");
				camera.take(file);
				assertThat(Files.size(file)).isGreaterThan(5_000L);
			}
		}
		chromium.touch(false);
		chromium.look(1440, 1080, 1, "light");
	}

	@FunctionalInterface
	private interface Camera {

		void take(Path file) throws IOException;

	}

}
