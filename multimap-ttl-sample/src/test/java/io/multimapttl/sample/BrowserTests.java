package io.multimapttl.sample;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

import io.multimapttl.sample.board.Simulator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser, on a real Redis, as somebody uses it.
 */
@HastyBoardTest
class BrowserTests extends BoardInBrowser {

	private static final String HIDDEN_NUMBERS = """
			return ['keys', 'live', 'expired', 'ghosts'].filter((id) => {
				const number = document.getElementById(id);
				const { x, y, width, height } = number.getBoundingClientRect();
				return document.elementFromPoint(x + width / 2, y + height / 2) !== number;
			});
			""";

	/** With what an import can make of them. */
	private static final String NUMBERS_THAT_DO_NOT_FIT = """
			const tiles = [...document.querySelectorAll('.tiles div')];
			tiles.forEach((tile, i) => { tile.querySelector('dd').textContent = ['27', '100,104', '99,978', '12'][i]; });
			return tiles.filter((tile) => tile.scrollWidth > tile.clientWidth).map((tile) => tile.className);
			""";

	private static final String HOLD_BACK_AN_ANSWER = """
			const fetch = window.fetch;
			window.fetch = async (path, options) => {
				const answer = await fetch(path, options);
				if (path === arguments[0] && window.release === undefined) {
					await new Promise((resume) => { window.release = resume; });
				}
				window.answers += path === arguments[0] ? 1 : 0;
				return answer;
			};
			""";

	private static final String LET_IT_ARRIVE = """
			window.answers = 0;
			window.fewest = 1;
			const count = () => document.querySelectorAll(arguments[0]).length;
			new MutationObserver(() => { window.fewest = Math.min(window.fewest, count()); })
				.observe(document.querySelector('main'), { childList: true, subtree: true });
			window.release();
			""";

	/** Of one column, the length of that. */
	private static final String LENGTHS_OF_ROWS = """
			const items = [...document.querySelectorAll(arguments[0])].map((item) => item.getBoundingClientRect());
			const lengths = (side) => Object.values(items.reduce((found, item) =>
				({ ...found, [Math.round(item[side])]: 1 + (found[Math.round(item[side])] ?? 0) }), {}));
			return lengths('left').length === 1 ? lengths('left') : lengths('top');
			""";

	private static final String NOTE_WHETHER_THE_BAR_IS_SEEN = """
			new MutationObserver(([{ target }]) => { window.barWasSeen ||= !target.hidden; })
				.observe(document.getElementById('import-progress'), { attributeFilter: ['hidden'] });
			""";

	private static final String IS_IN_SIGHT = """
			const element = document.getElementById(arguments[0]);
			const { left, top, bottom } = element.getBoundingClientRect();
			return [top, bottom - 1].every((y) => document.elementFromPoint(left + 1, y) === element);
			""";

	private static final String ZONE = """
			const zone = [...document.querySelectorAll('.zone')]
				.find((zone) => zone.getAttribute('aria-label') === arguments[0]);
			""";

	private static final String COURIER = """
			const courier = [...zone?.querySelectorAll('.courier') ?? []]
				.find((courier) => courier.querySelector('.name').textContent === arguments[1]);
			""";

	private static final String WATCH_FOR_RENEWAL = """
			const remaining = document.querySelector('.login .remaining');
			let seconds = parseInt(remaining.textContent, 10);
			window.renewed = false;
			new MutationObserver(() => {
				const before = seconds;
				seconds = parseInt(remaining.textContent, 10);
				window.renewed ||= seconds > before;
			}).observe(remaining, { childList: true });
			""";

	private static final String BROKEN_WORDS = """
			const broken = [];
			const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			while (texts.nextNode()) {
				const text = texts.currentNode;
				for (const { 0: word, index } of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
					const range = document.createRange();
					range.setStart(text, index);
					range.setEnd(text, index + word.length);
					if (text.parentElement.checkVisibility() && range.getClientRects().length > 1) {
						broken.push(word);
					}
				}
			}
			return broken;
			""";

	/** Of the border of the active tab with what is around it. */
	private static final String CONTRAST = """
			const luminance = (color) => {
				const [red, green, blue] = color.match(/[0-9.]+/g).map((part) => {
					const share = part / 255;
					return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
				});
				return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
			};
			const border = luminance(getComputedStyle(document.getElementById('tab-board')).borderTopColor);
			const around = luminance(getComputedStyle(document.querySelector('.tabs')).backgroundColor);
			return Math.max(border, around) / Math.min(border, around) + 0.0001;
			""";

	@BeforeEach
	void openBoard() {
		clearBoard();
		chromium.look(1280, 1000, 1, "light");
		complaints();
		open();
	}

	@AfterEach
	void pageHadNoTrouble() {
		chromium.motion(false);
		assertThat(isDisplayed("#trouble")).isFalse();
	}

	@Test
	void courierWhoPingsDrainsAndVanishes() {
		chromium.motion(true);
		chromium.look(1280, 1000, 1, "light");
		assertThat(find("#message .said").getText()).isEmpty();
		ping("Ada", "Harbour");
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
		assertThat(isDisplayed("#nobody")).isFalse();
		assertThat(find("#message .said").getText()).isEqualTo("Ada is new in Harbour, for 4 s.");
		assertThat(find("#message code").getText()).isEqualTo("couriers.add(\"Harbour\", \"Ada\") → true");
		double before = remaining("Harbour", "Ada");
		await().until(() -> remaining("Harbour", "Ada") < before - 500);
		await().until(() -> couriers("Harbour").isEmpty());
		await().until(() -> number("keys") == 0);
		assertThat(isDisplayed("#no-keys") && isDisplayed("#nobody")).isTrue();
		assertThat(number("ghosts")).isEqualTo(1);
		assertThat(zone("Harbour").findElement(By.className("haunted")).getText()).isEqualTo("1 ghost in a plain set");
		assertThat(find("#steps").getText())
			.contains("Plain sets, without this library, keep ghosts: couriers who are long gone.");
		assertThat(done("ping") && done("vanish")).isTrue();
		assertThat(done("start") || done("zero")).isFalse();
		find("#clear-plain").click();
		await().until(() -> number("ghosts") == 0);
	}

	@Test
	void courierIsGivenALongShiftMovedAndPinged() {
		ping("Ada", "Harbour");
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
		courier("Harbour", "Ada").findElement(By.className("long")).click();
		await().until(() -> remaining("Harbour", "Ada") > 100_000);
		assertThat(courier("Harbour", "Ada").findElement(By.className("silent")).getAttribute("aria-disabled"))
			.isEqualTo("true");
		courier("Harbour", "Ada").findElement(By.className("move")).click();
		await().until(() -> isDisplayed("#move-menu"));
		assertThat(find("#move-menu").getText()).doesNotContain("Harbour").contains("Market", "Station");
		find("#move-menu button").click();
		await().until(() -> couriers("Market"), List.of("Ada")::equals);
		assertThat(couriers("Harbour")).isEmpty();
		assertThat(remaining("Market", "Ada")).isGreaterThan(80_000);
		courier("Market", "Ada").findElement(By.className("again")).click();
		await().until(() -> find("#message .said").getText(), "Ada is still in Market, for 4 s from now on."::equals);
	}

	@Test
	void zoneIsClosedAfterAQuestionAndTheFocusStaysNear() {
		type("ttl", "60");
		ping("Ada", "Harbour");
		ping("Bob", "Pier");
		await().until(() -> couriers("Pier"), List.of("Bob")::equals);
		zone("Harbour").findElement(By.className("close")).click();
		assertThat(find("#question").getText()).isEqualTo("Close Harbour? 1 courier will be off the board.");
		assertThat(focused().getText()).isEqualTo("Keep it");
		assertThat(chromium.controls()).containsExactly("button Keep it", "button Close it");
		focused().click();
		assertThat(focused().getAttribute("aria-label")).isEqualTo("Close Harbour");
		assertThat(this.board.openZoneNames()).contains("Harbour");
		focused().sendKeys(Keys.ENTER);
		find("#ask [value=yes]").click();
		await().until(() -> couriers("Harbour").isEmpty());
		assertThat(focused().getAttribute("aria-label")).isEqualTo("Close Harbour");
		assertThat(focused().isDisplayed()).isTrue();
		zone("Pier").findElement(By.className("close")).click();
		find("#ask [value=yes]").click();
		await().until(() -> findAll("[data-zone=Pier]").isEmpty());
		assertThat(focused().getAttribute("id")).isEqualTo("zones");
	}

	@Test
	void courierIsMovedWithTheKeyboard() {
		seenElsewhere("Harbour", "Ada");
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
		WebElement move = courier("Harbour", "Ada").findElement(By.className("move"));
		move.sendKeys(Keys.ENTER);
		assertThat(chromium.controls()).contains("menuitem Market", "menuitem Old Town", "menuitem Station",
				"menuitem University");
		assertThat(press(Keys.ARROW_DOWN)).isEqualTo("Old Town");
		assertThat(press(Keys.ARROW_UP)).isEqualTo("Market");
		assertThat(press(Keys.ARROW_UP)).isEqualTo("University");
		assertThat(press(Keys.HOME)).isEqualTo("Market");
		assertThat(press(Keys.END)).isEqualTo("University");
		assertThat(move.getAttribute("aria-expanded")).isEqualTo("true");
		focused().sendKeys(Keys.ESCAPE);
		await().until(() -> "false".equals(move.getAttribute("aria-expanded")));
		assertThat(focused()).isEqualTo(move);
		move.sendKeys(Keys.ENTER);
		focused().sendKeys(Keys.ENTER);
		await().until(() -> couriers("Market"), List.of("Ada")::equals);
		await().until(() -> focused().equals(courier("Market", "Ada").findElement(By.className("move"))));
	}

	private WebElement focused() {
		return chromium.driver().switchTo().activeElement();
	}

	private String press(Keys key) {
		focused().sendKeys(key);
		return focused().getText();
	}

	@Test
	void everyControlHasANameAndAValue() {
		seenElsewhere("Harbour", "Ada");
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
		List<String> controls = chromium.controls();
		assertThat(controls).filteredOn((control) -> !control.startsWith("progressbar"))
			.containsExactlyInAnyOrder("tab Board", "tab My devices", "textbox Courier: Ada", "combobox Zone: Harbour",
					"spinbutton Seconds", "button Ping", "switch Simulator", "slider Couriers: 15", "slider Speed: 1",
					"button Import 100,000 made-up couriers", "button or a file of yours: No file chosen",
					"button Close Harbour", "button Ping Ada", "button Move Ada to another zone",
					"button Long shift for Ada, 2 minutes", "button Let Ada go silent, silent already",
					"button Drive the ghosts out (DEL)");
		assertThat(controls).filteredOn((control) -> control.startsWith("progressbar"))
			.singleElement()
			.asString()
			.matches("progressbar Time left for Ada: [0-9.]+");
		find("#tab-devices").click();
		find("#log-in-phone").click();
		await().until(() -> logins().size() == 1);
		String phone = "Phone " + logins().get(0).findElement(By.tagName("small")).getText();
		assertThat(chromium.controls()).containsExactlyInAnyOrder("tab Board", "tab My devices", "textbox Account: sam",
				"button Log in here", "button Log in a phone", "button Log out everywhere", "button Use " + phone,
				"button Log out " + phone);
	}

	@Test
	void answerThatComesLateTakesBackNothing() {
		script("""
				window.seen = [];
				new MutationObserver(() => window.seen.push(document.getElementById('number').textContent))
					.observe(document.getElementById('number'), { childList: true });
				const fetch = window.fetch;
				let answers = 0;
				window.boards = 0;
				window.fetch = async (path, options) => {
					const answer = await fetch(path, options);
					if (path === 'simulator' && answers++ === 0) {
						await new Promise((resume) => { window.release = resume; });
					}
					window.boards += path === 'board' ? 1 : 0;
					return answer;
				};
				""");
		slide("couriers", 30);
		await().until(() -> (Boolean) script("return window.release !== undefined"));
		slide("couriers", 45);
		find("#run").click();
		script("window.boards = 0");
		await().until(() -> (Long) script("return window.boards") > 1);
		script("window.release()");
		await().until(() -> this.simulator.settings().equals(new Simulator.Settings(true, 45, 1)));
		await().until(() -> !find("#latest").getText().isEmpty());
		assertThat((List<?>) script("return window.seen")).isEqualTo(List.of("30", "45"));
		assertThat(find("#run").getAttribute("aria-checked")).isEqualTo("true");
	}

	@ParameterizedTest
	@CsvSource({ "board, .courier", "devices/sam, .login" })
	void olderAnswerTakesNothingAway(String path, String shown) {
		boolean board = path.equals("board");
		find(board ? "#tab-board" : "#tab-devices").click();
		script(HOLD_BACK_AN_ANSWER, path);
		await().until(() -> (Boolean) script("return window.release !== undefined"));
		if (board) {
			type("ttl", "60");
			ping("Ada", "Harbour");
		}
		else {
			find("#log-in-phone").click();
		}
		await().until(() -> findAll(shown).size() == 1);
		script(LET_IT_ARRIVE, shown);
		await().until(() -> {
			askNow();
			return (Long) script("return window.answers") > 2;
		});
		assertThat(script("return window.fewest")).isEqualTo(1L);
	}

	@ParameterizedTest
	@CsvSource({ "390, 844", "820, 1180" })
	void numbersOfRedisAreInSightWhenTheSimulatorIsStopped(int width, int height) {
		this.board.ping("Harbour", "Ada", Duration.ofMinutes(1));
		chromium.look(width, height, 1, "light");
		open();
		assertThat(find("#keys").getText()).isNotEqualTo("0");
		script("document.getElementById('run').scrollIntoView({ block: 'center' })");
		assertThat((List<?>) script(HIDDEN_NUMBERS)).isEmpty();
		script("document.getElementById('plain-sets').scrollIntoView()");
		assertThat((List<?>) script(HIDDEN_NUMBERS)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "390, 844", "820, 1180", "1440, 1080" })
	void layoutLeavesNothingAloneAndBreaksNoWord(int width, int height) {
		chromium.touch(width < 1000);
		try {
			chromium.look(width, height, 1, "light");
			open();
			await().until(() -> isDisplayed("#nobody"));
			assertThat(find("#zones").getRect().getHeight()).isLessThan(height / 3);
			this.board.ping("Harbour", "Ada", Duration.ofMinutes(1));
			this.board.ping("University", "Courier 10000", Duration.ofSeconds(119));
			askNow();
			await().until(() -> couriers("University"), List.of("Courier 10000")::equals);
			assertThat(find("[data-key='Courier 10000'] .remaining").getText()).startsWith("1 min ");
			assertThat((Boolean) script("""
					const { scrollWidth, clientWidth, scrollHeight, clientHeight } = arguments[0];
					return scrollWidth <= clientWidth && scrollHeight <= clientHeight;
					""", find("[data-key='Courier 10000'] .name"))).isTrue();
			assertThat((List<?>) script(NUMBERS_THAT_DO_NOT_FIT)).isEmpty();
			assertThat(courier("Harbour", "Ada").findElement(By.cssSelector(".silent .word")).isDisplayed())
				.isEqualTo(width < 1000);
			assertNothingStandsAlone("#steps li", "#zones .zone", ".tiles div", ".inside > div");
			assertThat((List<?>) script(BROKEN_WORDS)).isEmpty();
			assertThat(width()).isEqualTo(width);
			find("#tab-devices").click();
			for (int phones = 1; phones <= 3; phones++) {
				find("#log-in-phone").click();
				int expected = phones;
				await().until(() -> logins().size() == expected);
			}
			assertNothingStandsAlone(".login", ".calls div");
			assertThat((List<?>) script(BROKEN_WORDS)).isEmpty();
			assertThat(width()).isEqualTo(width);
		}
		finally {
			chromium.touch(false);
		}
	}

	@Test
	void noZoneStandsAloneHoweverManyThereAre() {
		for (int zones = 5; zones <= 13; zones++) {
			int expected = zones;
			await().until(() -> findAll(".zone").size() == expected);
			for (int width : List.of(820, 1024, 1440, 1920)) {
				chromium.look(width, 1180, 1, "light");
				assertNothingStandsAlone("#zones .zone");
			}
			seenElsewhere("Zone " + zones, "Ada");
		}
	}

	private void assertNothingStandsAlone(String... lists) {
		chromium.settle();
		for (String items : lists) {
			assertThat((List<?>) script(LENGTHS_OF_ROWS, items)).as(items)
				.isNotEmpty()
				.noneMatch(Long.valueOf(1)::equals);
		}
	}

	@Test
	void manyCouriersOfAZoneAreFolded() {
		IntStream.range(0, 11).forEach((i) -> this.board.ping("Harbour", "Courier " + i, Duration.ofMinutes(1)));
		askNow();
		await().until(() -> couriers("Harbour").size() == 8);
		WebElement rest = zone("Harbour").findElement(By.className("rest"));
		assertThat(rest.getText()).isEqualTo("and 3 more\nShow more");
		rest.findElement(By.className("fold")).click();
		assertThat(couriers("Harbour")).hasSize(11).last().isEqualTo("Courier 10");
		assertThat(rest.getText()).isEqualTo("Show fewer");
		assertThat(chromium.controls()).contains("button Show fewer couriers in Harbour");
		rest.findElement(By.className("fold")).click();
		assertThat(couriers("Harbour")).hasSize(8);
	}

	@Test
	void pageSaysWhetherWaitingHelps() {
		script("""
				window.fetch = async () => new Response(JSON.stringify({ detail: 'It has ended', staysSo: true }),
					{ status: 503 });
				""");
		askNow();
		await().until(() -> find("#trouble").getText(), "It has ended. What you see is from before."::equals);
		open();
	}

	@Test
	void activeTabIsClearInTheDark() {
		chromium.look(1440, 1080, 1, "dark");
		open();
		assertThat((Double) script(CONTRAST)).isGreaterThan(3);
	}

	@Test
	void keysFallToZeroWhenTheSimulatorStops() {
		set("couriers", 8);
		set("speed", 10);
		find("#run").click();
		await().until(() -> findAll(".courier.riding").size() >= 8);
		assertThat(find("#run").getAttribute("aria-checked")).isEqualTo("true");
		assertThat(done("start") && !done("zero")).isTrue();
		await().until(() -> number("keys") > 2 && number("live") > 8);
		await().untilAsserted(() -> assertThat(find("#sorted-sets").getText()).contains("couriers:",
				"zones:open\nwhich zones have couriers", "pings:everywhere\nwho pinged last"));
		String silent = await().ignoreExceptions().until(this::silenceOne, (name) -> !name.isEmpty());
		assertThat(this.simulator.riding()).doesNotContain(silent);
		find("#run").click();
		await().until(() -> number("keys") == 0);
		assertThat(findAll(".courier")).isEmpty();
		assertThat(number("live")).isZero();
		assertThat(number("ghosts")).isGreaterThanOrEqualTo(8);
		assertThat(done("start") && done("zero")).isTrue();
	}

	@Test
	void devicesAreRefreshedAndLoggedOutOneByOneAndEverywhere() {
		find("#tab-board").sendKeys(Keys.ARROW_RIGHT);
		assertThat(chromium.driver().switchTo().activeElement().getAttribute("id")).isEqualTo("tab-devices");
		assertThat(isDisplayed("#devices")).isTrue();
		await().until(() -> isDisplayed("#nowhere"));
		find("#log-in-browser").click();
		await().until(() -> logins().size() == 1);
		assertThat(logins().get(0).getText()).contains("This browser");
		assertThat(seconds(logins().get(0))).isBetween(20, 30);
		find("#log-in-phone").click();
		await().until(() -> logins().size() == 2);
		find("#log-in-phone").click();
		await().until(() -> logins().size() == 3);
		await().until(() -> seconds(logins().get(0)) < 30);
		script(WATCH_FOR_RENEWAL);
		logins().get(0).findElement(By.className("use")).click();
		await().until(() -> (Boolean) script("return window.renewed"));
		logins().get(2).findElement(By.className("out")).click();
		await().until(() -> logins().size() == 2);

		// Elsewhere, and this page comes to know
		assertThat(this.devices.logOutEverywhere("sam")).isTrue();
		await().until(() -> isDisplayed("#nowhere"));
		find("#log-in-browser").click();
		await().until(() -> logins().size() == 1);
		find("#log-out-everywhere").click();
		await().until(() -> logins().isEmpty());
		assertThat(find("#device-message code").getText()).isEqualTo("logins.delete(\"sam\") → 1");
		assertThat(this.devices.logins("sam")).isEmpty();
	}

	@Test
	void fourthDeviceSaysWhoHadToLeave() {
		find("#tab-devices").click();
		find("#log-in-browser").click();
		await().until(() -> logins().size() == 1);
		String browser = logins().get(0).findElement(By.tagName("small")).getText();
		find("#log-in-phone").click();
		await().until(() -> logins().size() == 2);
		find("#log-in-phone").click();
		await().until(() -> logins().size() == 3);
		await().until(() -> find("#device-message code").getText(), (code) -> code.endsWith("evicted() → []"));
		find("#log-in-phone").click();
		await().until(() -> find("#device-message .said").getText(),
				(text) -> text.endsWith(" is logged in. This browser had to leave: its login would have ended first."));
		assertThat(find("#device-message code").getText())
			.endsWith("evicted() → [new Device(BROWSER, \"" + browser + "\")]");
		assertThat(find("#device-message").getAttribute("role")).isEqualTo("status");
		await().until(() -> logins().stream().map(WebElement::getText).noneMatch((text) -> text.contains("browser")));
		assertThat(logins()).hasSize(3);
	}

	@Test
	void whatHappensInOneTabIsSeenInTheOther() {
		String first = chromium.driver().getWindowHandle();
		chromium.driver().switchTo().newWindow(WindowType.TAB);
		open();
		type("ttl", "60");
		ping("Ada", "Harbour");
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
		chromium.driver().close();
		chromium.driver().switchTo().window(first);
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
	}

	@Test
	void pageGoesOnByItselfAfterTheServerWasAway() {
		ping("Ada", "Harbour");
		await().until(() -> couriers("Harbour"), List.of("Ada")::equals);
		chromium.offline(true);
		try {
			askNow();
			await().until(() -> isDisplayed("#trouble"));
			assertThat(find("#trouble").getText()).startsWith("The board does not answer.");
			this.board.close("Harbour");
			this.board.ping("Market", "Bob", Duration.ofMinutes(1));
		}
		finally {
			chromium.offline(false);
		}
		await().until(() -> couriers("Market"), List.of("Bob")::equals);
		assertThat(couriers("Harbour")).isEmpty();
	}

	@Test
	void importShowsHowManyThereWere() {
		chromium.look(390, 844, 1, "light");
		script(NOTE_WHETHER_THE_BAR_IS_SEEN);
		find("#import-example").click();
		await().until(() -> find("#import-result").getText(), (text) -> text.startsWith("100,000 lines in "));
		assertThat((Boolean) script("return window.barWasSeen")).isTrue();
		assertThat(isDisplayed("#import-progress")).isFalse();
		assertThat((Boolean) script(IS_IN_SIGHT, "import-result")).isTrue();
		await()
			// All 4,992, unless the import takes so long that the first expire meanwhile
			.until(() -> zone("Depot 1").getText().matches("(?s).*and [1-4],[0-9]{3} more.*"));
		for (int width : List.of(390, 820, 1440)) {
			chromium.look(width, 1180, 1, "light");
			script("document.getElementById('import-progress').hidden = false");
			for (String shown : List.of("#import-progress", "#import-result")) {
				assertThat(find(shown).getRect().getY() - find("#import-example").getRect().getY()).isBetween(0, 150);
			}
		}
	}

	@Test
	void namesAreShownAsTextWhateverTheyAre() {
		String name = "<img src=x onerror=\"document.title='owned'\">";
		ping(name, name);
		await().until(() -> couriers(name), List.of(name)::equals);
		assertThat(findAll("img[src=x]")).isEmpty();
		assertThat(chromium.driver().getTitle()).isEqualTo("Courier board");
	}

	@Test
	void refusalIsShownInWords() {
		script("document.getElementById('ping').noValidate = true");
		type("ttl", "90000");
		ping("Ada", "Harbour");
		await().until(() -> find("#message .said").getText(),
				(text) -> text.startsWith("That did not work: ttl must be shorter than or equal to 24 hours"));
		assertThat(couriers("Harbour")).isEmpty();
	}

	@Test
	void pageFitsANarrowScreenAndNothingIsWrongInTheConsole() {
		this.board.ping("A zone with a rather long name of many words", "A courier with a rather long name",
				Duration.ofMinutes(1));
		chromium.look(360, 800, 1, "dark");
		open();
		await().until(() -> !findAll(".courier").isEmpty());
		assertThat(width()).isEqualTo(360);
		find("#tab-devices").click();
		await().until(() -> isDisplayed("#devices"));
		assertThat(width()).isEqualTo(360);
		assertThat(complaints()).isEmpty();
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

	private void open() {
		openPage("/");
		await().until(() -> findAll(".zone").size() >= 5);
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

	/**
	 * Puts a courier on the board, elsewhere, and lets the page ask for that at once.
	 */
	private void seenElsewhere(String zone, String courier) {
		this.board.ping(zone, courier, Duration.ofMinutes(1));
		askNow();
	}

	private static void askNow() {
		script("document.dispatchEvent(new Event('visibilitychange'))");
	}

	private void slide(String knob, int value) {
		script("""
				arguments[0].value = arguments[1];
				arguments[0].dispatchEvent(new Event('input'));
				arguments[0].dispatchEvent(new Event('change'));
				""", find("#" + knob), value);
	}

	private void set(String knob, int value) {
		slide(knob, value);
		await().until(() -> value == ((knob.equals("speed")) ? this.simulator.settings().speed()
				: this.simulator.settings().couriers()));
	}

	private long number(String id) {
		String text = find("#" + id).getText();
		return text.matches("[0-9,]+") ? Long.parseLong(text.replace(",", "")) : -1;
	}

	private boolean done(String step) {
		return !findAll("[data-step=" + step + "].done").isEmpty();
	}

	private static WebElement zone(String name) {
		return found(script(ZONE + "return zone;", name));
	}

	private static List<?> couriers(String zone) {
		return (List<?>) script(ZONE + """
				return [...zone?.querySelectorAll('.courier .name') ?? [{ textContent: 'not drawn yet' }]]
					.map((name) => name.textContent);
				""", zone);
	}

	private static WebElement courier(String zone, String name) {
		return found(script(ZONE + COURIER + "return courier;", zone, name));
	}

	private static double remaining(String zone, String name) {
		return BrowserTests
			.<Number>found(script(ZONE + COURIER + "return courier?.querySelector('progress').value;", zone, name))
			.doubleValue();
	}

	@SuppressWarnings("unchecked")
	private static <T> T found(@Nullable Object found) {
		if (found == null) {
			throw new NoSuchElementException("Not drawn yet");
		}
		return (T) found;
	}

	private static int seconds(WebElement login) {
		return Integer.parseInt(login.getText().replaceFirst("(?s).*?(\\d+) s\\b.*", "$1"));
	}

	private List<WebElement> logins() {
		return findAll(".login");
	}

}
