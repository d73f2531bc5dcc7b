package io.multimapttl.sample;

import java.util.List;
import java.util.NoSuchElementException;

import io.multimapttl.sample.board.CourierBoard;
import io.multimapttl.sample.board.Simulator;
import io.multimapttl.sample.devices.Devices;
import io.multimapttl.sample.inside.PlainSets;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser, on a real Redis, as somebody uses it.
 */
@HastyBoardTest
class BrowserTests {

	private static Chromium chromium;

	@LocalServerPort
	private int port;

	@Autowired
	private CourierBoard board;

	@Autowired
	private Devices devices;

	@Autowired
	private Simulator simulator;

	@Autowired
	private PlainSets plainSets;

	private WebDriver driver;

	@BeforeAll
	static void startBrowser() {
		chromium = Chromium.start();
	}

	@AfterAll
	static void closeBrowser() {
		if (chromium != null) {
			chromium.close();
		}
	}

	@BeforeEach
	void openPage() {
		this.simulator.set(new Simulator.Settings(false, 15, 1));
		await().until(() -> this.simulator.riding().isEmpty());
		this.board.openZoneNames().forEach(this.board::close);
		this.plainSets.clear();
		this.devices.logOutEverywhere("sam");
		this.driver = chromium.driver();
		chromium.look(1280, 1000, 1, "light");
		this.driver.manage().logs().get(LogType.BROWSER);
		this.driver.get("about:blank");
		open();
	}

	@AfterEach
	void pageHadNoTrouble() {
		assertThat(find("#trouble").isDisplayed()).isFalse();
	}

	@Test
	void courierWhoPingsDrainsAndVanishes() {
		assertThat(find("#message .said").getText()).isEmpty();
		ping("Ada", "Harbour");
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
		assertThat(find("#message .said").getText()).isEqualTo("Ada is new in Harbour, for 8 s.");
		assertThat(find("#message code").getText()).isEqualTo("couriers.add(\"Harbour\", \"Ada\") → true");
		double before = remaining("Harbour", "Ada");
		await().until(() -> remaining("Harbour", "Ada") < before - 1_000);
		await().until(() -> couriers("Harbour").isEmpty());
		await().until(() -> number("keys") == 0);
		assertThat(find("#no-keys").isDisplayed()).isTrue();
		assertThat(number("ghosts")).isEqualTo(1);
		assertThat(zone("Harbour").findElement(By.className("haunted")).getText()).isEqualTo("plain set: 1 ghost");
		assertThat(done("ping") && done("vanish")).isTrue();
		assertThat(done("start") || done("zero")).isFalse();
		find("#clear-plain").click();
		await().until(() -> number("ghosts") == 0);
	}

	@Test
	void courierIsPingedMovedAndGivenALongShift() {
		ping("Ada", "Harbour");
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
		await().until(() -> remaining("Harbour", "Ada") < 4_000);
		courier("Harbour", "Ada").findElement(By.className("again")).click();
		await().until(() -> remaining("Harbour", "Ada") > 4_000);
		courier("Harbour", "Ada").findElement(By.className("move")).click();
		await().until(() -> find("#move-menu").isDisplayed());
		assertThat(find("#move-menu").getText()).doesNotContain("Harbour").contains("Market", "Station");
		find("#move-menu button").click();
		await().until(() -> couriers("Market"), List.of("Ada")::equals);
		assertThat(couriers("Harbour")).isEmpty();
		courier("Market", "Ada").findElement(By.className("long")).click();
		await().until(() -> remaining("Market", "Ada") > 100_000);
		assertThat(courier("Market", "Ada").findElement(By.className("silent")).isEnabled()).isFalse();
		zone("Market").findElement(By.className("close")).click();
		await().until(() -> couriers("Market").isEmpty());
	}

	@Test
	void keysFallToZeroWhenTheSimulatorStops() {
		set("couriers", 8);
		set("speed", 10);
		find("#run").click();
		await().until(() -> this.driver.findElements(By.cssSelector(".courier.riding")).size() >= 8);
		assertThat(find("#run").getAttribute("aria-checked")).isEqualTo("true");
		await().until(() -> number("keys") > 2 && number("live") > 8);
		await().untilAsserted(() -> assertThat(find("#sorted-sets").getText()).contains("couriers:", "zones:open",
				"pings:everywhere"));
		String silent = await().ignoreExceptions().until(this::silenceOne, (name) -> !name.isEmpty());
		assertThat(this.simulator.riding()).doesNotContain(silent);
		find("#run").click();
		await().until(() -> number("keys") == 0);
		assertThat(this.driver.findElements(By.className("courier"))).isEmpty();
		assertThat(number("live")).isZero();
		assertThat(number("ghosts")).isGreaterThanOrEqualTo(8);
		assertThat(done("start") && done("zero")).isTrue();
	}

	@Test
	void devicesAreRefreshedAndLoggedOutOneByOneAndEverywhere() {
		find("#tab-board").sendKeys(Keys.ARROW_RIGHT);
		assertThat(this.driver.switchTo().activeElement().getAttribute("id")).isEqualTo("tab-devices");
		assertThat(find("#devices").isDisplayed()).isTrue();
		await().until(() -> find("#nowhere").isDisplayed());
		find("#log-in-browser").click();
		await().until(() -> logins().size() == 1);
		assertThat(logins().get(0).getText()).contains("This browser");
		assertThat(seconds(logins().get(0))).isBetween(20, 30);
		find("#log-in-phone").click();
		await().until(() -> logins().size() == 2);
		find("#log-in-phone").click();
		await().until(() -> logins().size() == 3);
		await().until(() -> seconds(logins().get(0)) < 25);
		logins().get(0).findElement(By.className("use")).click();
		await().until(() -> seconds(logins().get(0)) > 25);
		logins().get(2).findElement(By.className("out")).click();
		await().until(() -> logins().size() == 2);

		// Elsewhere, and this page comes to know
		assertThat(this.devices.logOutEverywhere("sam")).isTrue();
		await().until(() -> find("#nowhere").isDisplayed());
		find("#log-in-browser").click();
		await().until(() -> logins().size() == 1);
		find("#log-out-everywhere").click();
		await().until(() -> logins().isEmpty());
		assertThat(find("#device-message code").getText()).isEqualTo("logins.delete(\"sam\") → 1");
		assertThat(this.devices.logins("sam")).isEmpty();
	}

	@Test
	void whatHappensInOneTabIsSeenInTheOther() {
		String first = this.driver.getWindowHandle();
		this.driver.switchTo().newWindow(WindowType.TAB);
		open();
		ping("Ada", "Harbour");
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
		this.driver.close();
		this.driver.switchTo().window(first);
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
	}

	@Test
	void pageGoesOnByItselfAfterTheServerWasAway() {
		ping("Ada", "Harbour");
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
		chromium.offline(true);
		try {
			await().until(() -> find("#trouble").isDisplayed());
			assertThat(find("#trouble").getText()).startsWith("The board does not answer.");
			this.board.close("Harbour");
			this.board.ping("Market", "Bob", null);
		}
		finally {
			chromium.offline(false);
		}
		await().until(() -> couriers("Market"), List.of("Bob")::equals);
		assertThat(couriers("Harbour")).isEmpty();
	}

	@Test
	void importShowsHowManyThereWere() {
		find("#import-example").click();
		await().until(() -> find("#import-result").getText(), (text) -> text.startsWith("100,000 lines in "));
		await()
			// All 4,976, unless the import takes so long that the first expire meanwhile
			.until(() -> zone("Depot 1").getText().matches("(?s).*and [1-4],[0-9]{3} more.*"));
	}

	@Test
	void namesAreShownAsTextWhateverTheyAre() {
		String name = "<img src=x onerror=\"document.title='owned'\">";
		ping(name, name);
		await().until(() -> couriers(name), List.of(name)::equals);
		assertThat(this.driver.findElements(By.cssSelector("img[src=x]"))).isEmpty();
		assertThat(this.driver.getTitle()).isEqualTo("Courier board");
	}

	@Test
	void refusalIsShownInWords() {
		((JavascriptExecutor) this.driver).executeScript("document.getElementById('ping').noValidate = true");
		type("ttl", "90000");
		ping("Ada", "Harbour");
		await().until(() -> find("#message .said").getText(),
				(text) -> text.startsWith("That did not work: ttl must be shorter than or equal to 24 hours"));
		assertThat(couriers("Harbour")).isEmpty();
	}

	@Test
	void pageFitsANarrowScreenAndNothingIsWrongInTheConsole() {
		this.board.ping("A zone with a rather long name of many words", "A courier with a rather long name", null);
		chromium.look(360, 800, 1, "dark");
		open();
		await().until(() -> !this.driver.findElements(By.className("courier")).isEmpty());
		assertThat(width()).isEqualTo(360);
		find("#tab-devices").click();
		await().until(() -> find("#devices").isDisplayed());
		assertThat(width()).isEqualTo(360);
		assertThat(this.driver.manage().logs().get(LogType.BROWSER).getAll()).extracting(LogEntry::getMessage)
			.isEmpty();
	}

	/**
	 * Returns the name of the courier who pings no more; empty if that one went home
	 * before.
	 */
	private String silenceOne() {
		WebElement courier = find(".courier.riding");
		String name = courier.findElement(By.className("name")).getText();
		courier.findElement(By.className("silent")).click();
		await().until(() -> find("#message .said").getText(), (text) -> text.contains("No courier of that name")
				|| text.equals(name + " pings no more. Nothing else was done: watch the time run out."));
		return find("#message .said").getText().startsWith(name) ? name : "";
	}

	/** What is looked at may not be drawn yet, or be drawn anew in that moment. */
	private static ConditionFactory await() {
		return Patience.await()
			.ignoreExceptionsMatching(
					(ex) -> ex instanceof StaleElementReferenceException || ex instanceof NoSuchElementException);
	}

	private long width() {
		return (Long) ((JavascriptExecutor) this.driver).executeScript("return document.documentElement.scrollWidth");
	}

	private void open() {
		this.driver.get("http://localhost:" + this.port + "/");
		await().until(() -> this.driver.findElements(By.className("zone")).size() >= 5);
	}

	private void ping(String courier, String zone) {
		type("courier", courier);
		type("zone", zone);
		find("#ping button").click();
	}

	private void type(String field, String text) {
		WebElement input = find("#ping [name=" + field + "]");
		input.clear();
		input.sendKeys(text);
	}

	private void set(String knob, int value) {
		((JavascriptExecutor) this.driver).executeScript("""
				arguments[0].value = arguments[1];
				arguments[0].dispatchEvent(new Event('input'));
				arguments[0].dispatchEvent(new Event('change'));
				""", find("#" + knob), value);
		await().until(() -> value == ((knob.equals("speed")) ? this.simulator.settings().speed()
				: this.simulator.settings().couriers()));
	}

	private WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	private long number(String id) {
		String text = find("#" + id).getText();
		return text.matches("[0-9,]+") ? Long.parseLong(text.replace(",", "")) : -1;
	}

	private boolean done(String step) {
		return !this.driver.findElements(By.cssSelector("[data-step=" + step + "].done")).isEmpty();
	}

	private WebElement zone(String name) {
		return this.driver.findElements(By.className("zone"))
			.stream()
			.filter((zone) -> name.equals(zone.getAttribute("aria-label")))
			.findFirst()
			.orElseThrow();
	}

	private List<String> couriers(String zone) {
		try {
			return zone(zone).findElements(By.cssSelector(".courier .name")).stream().map(WebElement::getText).toList();
		}
		catch (NoSuchElementException | StaleElementReferenceException ex) {
			return List.of("not drawn yet");
		}
	}

	private WebElement courier(String zone, String name) {
		return zone(zone).findElements(By.className("courier"))
			.stream()
			.filter((courier) -> courier.findElement(By.className("name")).getText().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private double remaining(String zone, String name) {
		return Double.parseDouble(courier(zone, name).findElement(By.tagName("progress")).getDomProperty("value"));
	}

	private static int seconds(WebElement login) {
		return Integer.parseInt(login.getText().replaceFirst("(?s).*?(\\d+) s\\b.*", "$1"));
	}

	private List<WebElement> logins() {
		return this.driver.findElements(By.className("login"));
	}

}
