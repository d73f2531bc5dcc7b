package io.multimapttl.sample;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.multimapttl.sample.board.Simulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

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

	@BeforeEach
	void openBoard() {
		clearBoard();
		chromium.look(1440, 1080, 1, "light");
		openPage("/");
		await().until(() -> isDisplayed("#nobody"));
	}

	@AfterEach
	void useAMouseAgain() {
		chromium.touch(false);
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
		assertNoViolation("#move-menu");
		chromium.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
		find("[data-zone=Pier] .close").click();
		assertThat(isDisplayed("#ask")).isTrue();
		assertNoViolation("#ask");
		find("#ask [value=no]").click();
		loseRedis();
		assertNoViolation("#trouble");
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
		assertNoViolation("#trouble");
	}

	@Test
	void liveZoneHasNoViolation() {
		openPage("/live.html?zone=Pier");
		await().until(() -> isDisplayed("#nobody"));
		assertNoViolation();
		IntStream.range(0, 30).forEach((i) -> this.board.ping("Pier", "Courier " + i, Duration.ofMinutes(5)));
		await().until(() -> isDisplayed("#rest"));
		assertNoViolation();
		script(LOSE_EVENTS);
		await().until(() -> find("#state").getText().startsWith("Connection lost"));
		assertNoViolation("#state");
	}

	@Test
	void violationIsFound() {
		script("document.querySelector('#ping label').outerHTML = '<input>'");
		assertThat(chromium.violations("html")).singleElement().asString().startsWith("label: ");
	}

	@Test
	void violationOfColourIsFound() {
		script("document.querySelector('h1').style.color = 'silver'");
		assertThat(chromium.violationsOfColour("html")).singleElement().asString().startsWith("color-contrast: ");
	}

	private void loseRedis() {
		script(LOSE_REDIS);
		await().until(() -> isDisplayed("#trouble"));
	}

	private boolean stop(String... selectors) {
		return (Boolean) script(STOP, List.of(selectors));
	}

	private void assertNoViolation() {
		assertNoViolation("html");
	}

	/**
	 * Asks axe about a part of the page, on a wide screen and on a phone; in the dark
	 * only for what has to do with colours.
	 */
	private void assertNoViolation(String part) {
		assertNoViolation(part, 1440, 1080, false);
		assertNoViolation(part, 390, 844, true);
		chromium.touch(false);
		chromium.look(1440, 1080, 1, "light");
	}

	private void assertNoViolation(String part, int width, int height, boolean touch) {
		chromium.touch(touch);
		chromium.look(width, height, 1, "light");
		assertThat(chromium.violations(part)).as(width + " pixels wide").isEmpty();
		chromium.look(width, height, 1, "dark");
		assertThat(chromium.violationsOfColour(part)).as(width + " pixels wide, dark").isEmpty();
	}

}
