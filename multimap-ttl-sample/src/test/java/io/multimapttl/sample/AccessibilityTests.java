package io.multimapttl.sample;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.multimapttl.sample.board.Simulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import static io.multimapttl.sample.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What axe says of each view of the page and of what opens in it, in light and dark, on a
 * phone and on a wide screen.
 */
@HastyBoardTest
class AccessibilityTests extends BoardInBrowser {

	/** From then on nothing changes any more, however long it is looked at. */
	private static final String STOP = """
			if (!arguments[0].every((selector) => document.querySelector(selector))) {
				return false;
			}
			window.requestAnimationFrame = () => 0;
			window.fetch = () => new Promise(() => {});
			return true;
			""";

	private static final String LOSE_REDIS = """
			window.fetch = async () => new Response('{"detail":"Redis has ended","staysSo":true}', { status: 503 });
			document.dispatchEvent(new Event('visibilitychange'));
			""";

	@BeforeEach
	void openPage() {
		this.plainSets.clear();
		chromium.look(1440, 1080, 1, "light");
		chromium.driver().get("about:blank");
		chromium.driver().get("http://localhost:" + this.port + "/");
		await().until(() -> isDisplayed("#nobody"));
	}

	@AfterEach
	void clear() {
		this.simulator.set(new Simulator.Settings(false, 15, 1));
		await().until(() -> this.simulator.riding().isEmpty());
		this.board.openZoneNames().forEach(this.board::close);
		this.devices.logOutEverywhere("sam");
	}

	@Test
	void emptyBoardHasNoViolation() {
		assertNoViolation();
	}

	@Test
	void boardWithAllThatItCanShowHasNoViolation() {
		IntStream.range(0, 9).forEach((i) -> this.board.ping("Pier", "Courier " + i, Duration.ofMinutes(5)));
		this.board.ping("Station", "Bob", Duration.ofSeconds(1));
		this.simulator.set(new Simulator.Settings(true, 8, 10));
		find("#ping button").click();
		await().until(() -> {
			this.board.ping("Harbour", "Eve", Duration.ofSeconds(2));
			return stop(".courier.soon:not(.gone)", ".courier.riding", ".haunted:not([hidden])", ".rest:not([hidden])",
					".done", "#message code:not(:empty)", ".some.n-ghosts");
		});
		assertNoViolation();
		script("document.querySelector('.courier .move').scrollIntoView({ block: 'center' })");
		find(".courier .move").sendKeys(Keys.ENTER);
		assertThat(isDisplayed("#move-menu")).isTrue();
		assertNoViolation();
		chromium.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
		find("[data-zone=Pier] .close").click();
		assertThat(isDisplayed("#ask")).isTrue();
		assertNoViolation();
		find("#ask [value=no]").click();
		loseRedis();
		assertNoViolation();
	}

	@Test
	void devicesHaveNoViolation() {
		find("#tab-devices").click();
		await().until(() -> isDisplayed("#nowhere"));
		assertNoViolation();
		find("#log-in-phone").click();
		find("#log-in-browser").click();
		await().until(() -> stop(".login.here", ".login:not(.here)", "#device-message code:not(:empty)"));
		assertNoViolation();
		loseRedis();
		assertNoViolation();
	}

	@Test
	void violationIsFound() {
		script("document.querySelector('#ping label').outerHTML = '<input>'");
		assertThat(chromium.violations()).singleElement().asString().startsWith("label: ");
	}

	private void loseRedis() {
		script(LOSE_REDIS);
		await().until(() -> isDisplayed("#trouble"));
	}

	private boolean stop(String... selectors) {
		return (Boolean) script(STOP, List.of(selectors));
	}

	private void assertNoViolation() {
		for (String colorScheme : List.of("light", "dark")) {
			assertNoViolation(1440, 1080, colorScheme);
			chromium.touch(true);
			try {
				assertNoViolation(390, 844, colorScheme);
			}
			finally {
				chromium.touch(false);
			}
		}
		chromium.look(1440, 1080, 1, "light");
	}

	private void assertNoViolation(int width, int height, String colorScheme) {
		chromium.look(width, height, 1, colorScheme);
		assertThat(chromium.violations()).as(width + " pixels wide, " + colorScheme).isEmpty();
	}

	private Object script(String script, Object... arguments) {
		return chromium.driver().executeScript(script, arguments);
	}

	private WebElement find(String selector) {
		return chromium.driver().findElement(By.cssSelector(selector));
	}

	private boolean isDisplayed(String selector) {
		return find(selector).isDisplayed();
	}

}
