package io.multimapttl.sample;

import java.util.List;
import java.util.NoSuchElementException;

import io.multimapttl.sample.board.CourierBoard;
import io.multimapttl.sample.board.Simulator;
import io.multimapttl.sample.devices.Devices;
import io.multimapttl.sample.inside.PlainSets;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The browser, and what the board consists of.
 */
abstract class BoardInBrowser {

	static final String LOSE_REDIS = """
			window.fetch = async () => new Response('{"detail":"Redis has ended","staysSo":true}', { status: 503 });
			document.dispatchEvent(new Event('visibilitychange'));
			""";

	static final String LOSE_EVENTS = """
			window.EventSource = class extends EventTarget {
				constructor() {
					super();
					setTimeout(() => this.dispatchEvent(new Event('error')));
				}
				close() {}
			};
			document.dispatchEvent(new Event('visibilitychange'));
			""";

	static Chromium chromium;

	@LocalServerPort
	int port;

	@Autowired
	CourierBoard board;

	@Autowired
	Devices devices;

	@Autowired
	Simulator simulator;

	@Autowired
	PlainSets plainSets;

	@BeforeAll
	static void startBrowser() {
		chromium = Chromium.shared();
	}

	/** What is looked at may not be drawn yet, or be drawn anew in that moment. */
	static ConditionFactory await() {
		return Patience.await()
			.ignoreExceptionsMatching(
					(ex) -> ex instanceof StaleElementReferenceException || ex instanceof NoSuchElementException);
	}

	void openPage(String path) {
		chromium.driver().get("about:blank");
		chromium.driver().get("http://localhost:" + this.port + path);
	}

	static WebElement find(String selector) {
		return chromium.driver().findElement(By.cssSelector(selector));
	}

	static List<WebElement> findAll(String selector) {
		return chromium.driver().findElements(By.cssSelector(selector));
	}

	static boolean isDisplayed(String selector) {
		return find(selector).isDisplayed();
	}

	static Object script(String script, Object... arguments) {
		return chromium.driver().executeScript(script, arguments);
	}

	/**
	 * Returns how wide the page is, which is more than the screen if something does not
	 * fit.
	 */
	static long width() {
		return (Long) script("return document.documentElement.scrollWidth");
	}

	/**
	 * Returns what Chromium complained of since it was asked last.
	 */
	static List<String> complaints() {
		return chromium.driver()
			.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.map(LogEntry::getMessage)
			.toList();
	}

	/**
	 * Makes the board as empty as it is in the beginning.
	 */
	void clearBoard() {
		this.simulator.set(new Simulator.Settings(false, 15, 1));
		await().until(() -> this.simulator.riding().isEmpty());
		this.board.openZoneNames().forEach(this.board::close);
		this.plainSets.clear();
		this.devices.logOutEverywhere("sam");
	}

}
