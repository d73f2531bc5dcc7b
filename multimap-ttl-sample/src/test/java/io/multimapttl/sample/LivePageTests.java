package io.multimapttl.sample;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.WebElement;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of one zone in a real browser, which shows what the server's events tell.
 */
@HastyBoardTest
class LivePageTests extends BoardInBrowser {

	private static final String REQUESTS = """
			return performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => !/[.]\\w+$/.test(name));
			""";

	private static final String GET_ANOTHER_ANSWER = """
			window.RealEventSource = EventSource;
			window.EventSource = function () { return new RealEventSource('zones/' + 'x'.repeat(65) + '/live'); };
			document.dispatchEvent(new Event('visibilitychange'));
			""";

	private static final String GET_NO_EVENTS_AND_HURRY = """
			window.RealEventSource = EventSource;
			window.EventSource = class extends EventTarget { close() {} };
			const setTimeout = window.setTimeout;
			window.setTimeout = (action, millis) => setTimeout(action, millis / 10);
			document.dispatchEvent(new Event('visibilitychange'));
			""";

	@Autowired
	private StringRedisTemplate redis;

	@BeforeEach
	void openZone() {
		clearBoard();
		chromium.look(1280, 1000, 1, "light");
		complaints();
		openPage("/live.html?zone=Old%20Town");
		await().until(() -> state().equals("Live"));
	}

	@Test
	void courierAppearsAndDisappearsWithoutThePageAsking() {
		assertThat(find("h1").getText()).isEqualTo("Old Town");
		assertThat(chromium.driver().getTitle()).isEqualTo("Old Town, live");
		assertThat(isDisplayed("#nobody")).isTrue();
		this.board.ping("Old Town", "Ada", Duration.ofSeconds(3));
		await().until(LivePageTests::couriers, List.of("Ada")::equals);
		assertThat(isDisplayed("#nobody")).isFalse();
		assertThat(chromium.controls()).singleElement().asString().startsWith("progressbar Time left for Ada: ");
		await().until(() -> couriers().isEmpty());
		assertThat(isDisplayed("#nobody")).isTrue();
		assertThat((List<?>) script(REQUESTS)).isEmpty();
		assertThat(complaints()).isEmpty();
	}

	@Test
	void streamThatEndsIsToldAndComesBack() {
		this.board.ping("Old Town", "Ada", Duration.ofMinutes(1));
		await().until(LivePageTests::couriers, List.of("Ada")::equals);
		this.board.close("Old Town");
		this.redis.opsForValue().set("courier-board.couriers:Old Town", "what the board cannot read");
		try {
			await().until(() -> state().startsWith("Connection lost, trying again."));
			assertThat(find("#state").getAttribute("role")).isEqualTo("status");
			assertThat(couriers()).containsExactly("Ada");
		}
		finally {
			this.redis.delete("courier-board.couriers:Old Town");
		}
		this.board.ping("Old Town", "Bob", Duration.ofMinutes(1));
		await().until(() -> state().equals("Live"));
		assertThat(couriers()).containsExactly("Bob");
	}

	/** After which a browser would not try again. */
	@Test
	void answerThatIsNoStreamIsToldAndTheStreamComesBack() {
		script(GET_ANOTHER_ANSWER);
		await().until(() -> state().startsWith("Connection lost"));
		script("window.EventSource = RealEventSource");
		await().until(() -> state().equals("Live"));
	}

	@Test
	void silenceIsToldAndTheStreamComesBack() {
		script(GET_NO_EVENTS_AND_HURRY);
		await().until(() -> state().startsWith("Connection lost"));
		script("window.EventSource = RealEventSource");
		await().until(() -> state().equals("Live"));
	}

	@Test
	void boardLeadsToItAndItLeadsBack() {
		String name = "<img src=x> & a name of many words, with/a slash";
		this.board.ping(name, name, Duration.ofMinutes(1));
		openPage("/");
		await().until(() -> findAll(".zone h3 a").size() == 6);
		find("[data-zone^='<img'] h3 a").click();
		await().until(LivePageTests::couriers, List.of(name)::equals);
		assertThat(find("h1").getText()).isEqualTo(name);
		find(".back").click();
		await().until(() -> findAll(".zone").size() == 6);
		assertThat(complaints()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 360, 820, 1440 })
	void longNamesFit(int width) {
		chromium.look(width, 800, 1, "dark");
		String name = "x".repeat(64);
		this.board.ping(name, name, Duration.ofMinutes(1));
		openPage("/live.html?zone=" + name);
		await().until(LivePageTests::couriers, List.of(name)::equals);
		assertThat(width()).isEqualTo(width);
		assertThat(find(".courier .remaining").getRect().getX()).isLessThan(width);
	}

	private static String state() {
		return find("#state").getText();
	}

	private static List<String> couriers() {
		return findAll(".courier .name").stream().map(WebElement::getText).toList();
	}

}
