package io.multimapttl.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.multimapttl.sample.board.Simulator;
import io.multimapttl.sample.devices.Device;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebDriver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes the pictures of the page, in light and dark, wide and narrow. They land in
 * {@code target/screenshots}; with {@code -Dscreenshots=true} in {@code docs/images},
 * after so much time that there is something to see on them.
 */
@BoardTest
class ScreenshotTests extends BoardInBrowser {

	private static final boolean FOR_DOCS = Boolean.getBoolean("screenshots");

	private static final Path FOLDER = Path.of(FOR_DOCS ? "../docs/images" : "target/screenshots");

	@AfterEach
	void clear() {
		this.simulator.set(new Simulator.Settings(false, 15, 1));
		this.board.openZoneNames().forEach(this.board::close);
		this.devices.logOutEverywhere("sam");
	}

	@Test
	void picturesShowTheBoardAndTheDevices() throws IOException {
		this.board.openZoneNames().forEach(this.board::close);
		this.plainSets.clear();
		chromium.look(1440, 1080, 1, "light");
		open("/");
		this.simulator.set(new Simulator.Settings(true, 15, FOR_DOCS ? 2 : 10));
		await().atMost(Duration.ofMinutes(5)).until(this::hasSomethingToShow);
		driver().findElement(By.cssSelector("#ping button")).click();
		await().until(() -> !driver().findElement(By.cssSelector("#message code")).getText().isEmpty());
		picture("board-light");
		chromium.look(1440, 1080, 1, "dark");
		picture("board-dark");
		chromium.touch(true);
		if (!FOR_DOCS) {
			chromium.look(820, 1180, 1, "light");
			picture("tablet-light");
			chromium.look(820, 1180, 1, "dark");
			picture("tablet-dark");
		}
		chromium.look(390, 844, 1.5, "light");
		picture("phone-light");
		chromium.look(390, 844, 1.5, "dark");
		((JavascriptExecutor) driver()).executeScript("document.querySelector('.where').scrollIntoView()");
		picture("phone-dark");
		chromium.touch(false);

		this.devices.logIn("sam", Device.Kind.PHONE);
		chromium.look(1440, 780, 1, "light");
		open("/#my-devices");
		driver().findElement(By.id("log-in-browser")).click();
		await().until(() -> driver().findElements(By.className("login")).size() == 2);
		picture("devices-light");
		chromium.look(1440, 780, 1, "dark");
		picture("devices-dark");
	}

	private boolean hasSomethingToShow() {
		String ghosts = driver().findElement(By.id("ghosts")).getText();
		return driver().findElements(By.cssSelector(".courier.riding")).size() >= 10
				&& (!FOR_DOCS || ghosts.matches("[1-9][0-9]|[7-9]"));
	}

	private void open(String path) {
		driver().get("about:blank");
		driver().get("http://localhost:" + this.port + path);
		await().until(() -> driver().findElements(By.className("zone")).size() >= 5
				|| driver().findElements(By.className("login")).size() >= 1);
	}

	private WebDriver driver() {
		return chromium.driver();
	}

	private void picture(String name) throws IOException {
		// So long, at the most, until what comes in has come in
		await().during(Duration.ofMillis(400)).until(() -> true);
		Path file = FOLDER.resolve(name + ".png");
		chromium.screenshot(file);
		assertThat(Files.size(file)).isBetween(10_000L, 300_000L);
	}

}
