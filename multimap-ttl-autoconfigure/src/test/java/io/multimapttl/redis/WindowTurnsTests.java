package io.multimapttl.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.dao.QueryTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link WindowTurns} and of the windows that it lets through.
 */
class WindowTurnsTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private final WindowTurns turns = new WindowTurns(() -> TIMEOUT, 100, Schedulers::immediate);

	/** What is being sent, to be answered by the test. */
	private final List<Sinks.One<String>> sent = new ArrayList<>();

	private final List<String> received = new ArrayList<>();

	@Test
	void thousandCallersHaveAFewMegabytesInFlight() {
		for (int i = 0; i < 1000; i++) {
			send(Window.MAX_BYTES);
		}
		for (int answered = 0; answered < 1000; answered++) {
			assertThat(this.sent).hasSize(Math.min(1000, answered + Window.TOGETHER));
			this.sent.get(answered).tryEmitValue("answer");
		}
		assertThat(this.received).hasSize(1000);
	}

	@Test
	void smallWindowsDoNotWaitForEachOther() {
		for (int i = 0; i < 100; i++) {
			send(100);
		}
		assertThat(this.sent).hasSize(100);
	}

	@Test
	void windowThatIsLargerThanAllTravelsAlone() {
		send(10);
		send(10 * Window.MAX_BYTES);
		send(10);
		assertThat(this.sent).hasSize(1);
		this.sent.get(0).tryEmitValue("answer");
		assertThat(this.sent).hasSize(2);
		this.sent.get(1).tryEmitValue("answer");
		assertThat(this.sent).hasSize(3);
	}

	@Test
	void callerThatGivesUpBeforeItsTurnSendsNothing() {
		send(2 * Window.MAX_BYTES);
		Disposable waiting = send(Window.MAX_BYTES);
		send(10);
		waiting.dispose();
		this.sent.get(0).tryEmitValue("answer");
		assertThat(this.sent).hasSize(2);
		this.sent.get(1).tryEmitValue("answer");
		assertThat(this.received).hasSize(2);
	}

	@Test
	void turnLastsUntilTheAnswerAlsoWhereNobodyWaits() {
		Disposable first = send(2 * Window.MAX_BYTES);
		send(10);
		first.dispose();
		assertThat(this.sent).hasSize(1);
		this.sent.get(0).tryEmitValue("answer");
		assertThat(this.sent).hasSize(2);
	}

	@Test
	void windowsThatFailAtOnceLetOthersPass() {
		send(2 * Window.MAX_BYTES);
		for (int i = 0; i < 10_000; i++) {
			this.turns.<String>send(window(2 * Window.MAX_BYTES), () -> Mono.error(new IllegalStateException()))
				.subscribe(this.received::add, (ex) -> this.received.add("failure"));
		}
		this.sent.get(0).tryEmitValue("answer");
		assertThat(this.received).hasSize(10_001);
	}

	@Test
	void windowThatCannotBeSentEndsItsTurn() {
		List<Throwable> failures = new ArrayList<>();
		this.turns.send(window(2 * Window.MAX_BYTES), () -> {
			throw new IllegalStateException("Not sent");
		}).subscribe((answer) -> {
		}, failures::add);
		assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
		send(2 * Window.MAX_BYTES);
		assertThat(this.sent).hasSize(1);
	}

	@Test
	void windowWhoseTurnDoesNotComeFailsAndIsNotSent() {
		VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
		try {
			send(2 * Window.MAX_BYTES);
			List<Throwable> failures = new ArrayList<>();
			this.turns.send(window(Window.MAX_BYTES), () -> Mono.error(new IllegalStateException("Sent")))
				.subscribe((answer) -> {
				}, failures::add);
			time.advanceTimeBy(TIMEOUT);
			assertThat(failures).singleElement().isInstanceOf(QueryTimeoutException.class);
			send(2 * Window.MAX_BYTES);
			this.sent.get(0).tryEmitValue("answer");
			assertThat(this.sent).hasSize(2);
			this.sent.get(1).tryEmitValue("answer");
			assertThat(this.received).hasSize(2);
		}
		finally {
			VirtualTimeScheduler.reset();
		}
	}

	@Test
	void callersHaveNoMoreCallsInFlightThanTheDriverTakes() {
		for (int i = 0; i < 101; i++) {
			send(10);
		}
		assertThat(this.sent).hasSize(100);
		this.sent.get(0).tryEmitValue("answer");
		assertThat(this.sent).hasSize(101);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void errorThatReactorThrowsKeepsNoTurn(boolean atOnce) {
		List<Throwable> failures = new ArrayList<>();
		if (!atOnce) {
			send(2 * Window.MAX_BYTES);
		}
		this.turns.send(window(2 * Window.MAX_BYTES), () -> {
			throw new OutOfMemoryError("simulated");
		}).subscribe((answer) -> {
		}, failures::add);
		Disposable next = send(2 * Window.MAX_BYTES);
		if (!atOnce) {
			this.sent.get(0).tryEmitValue("answer");
		}
		assertThat(failures).singleElement().isInstanceOf(OutOfMemoryError.class);
		assertThat(this.sent).hasSize(atOnce ? 1 : 2);
		assertThat(next.isDisposed()).isFalse();
	}

	@Test
	void noNameIsWrittenTwiceInAWindow() {
		WindowCutter cutter = new WindowCutter(100, () -> Window.MAX_BYTES);
		assertThat(cutter.add(write("a", "b"))).isNull();
		assertThat(cutter.add(write("c"))).isNull();
		assertThat(calls(cutter.add(write("d", "b")))).isEqualTo(2);
		assertThat(cutter.add(write("a"))).isNull();
		assertThat(calls(cutter.rest())).isEqualTo(2);
		assertThat(cutter.rest()).isNull();
	}

	@Test
	void windowHasNoMoreCallsThanTheDriverTakes() {
		WindowCutter cutter = new WindowCutter(2, () -> Window.MAX_BYTES);
		assertThat(cutter.add(write("a"))).isNull();
		assertThat(calls(cutter.add(write("b")))).isEqualTo(2);
		assertThat(cutter.add(write("c"))).isNull();
	}

	@Test
	void windowsAreSmallerTheMoreCallersCutThem() {
		AtomicInteger maxBytes = new AtomicInteger(3);
		WindowCutter cutter = new WindowCutter(100, maxBytes::get);
		assertThat(cutter.add(write("a"))).isNull();
		assertThat(cutter.add(write("b"))).isNull();
		assertThat(calls(cutter.add(write("c")))).isEqualTo(3);
		maxBytes.set(1);
		assertThat(calls(cutter.add(write("d")))).isEqualTo(1);
		assertThat(cutter.rest()).isNull();
	}

	private static int calls(@Nullable Window window) {
		return (window != null) ? window.calls().size() : 0;
	}

	private static RedisCall write(String... names) {
		return new RedisCall.ScriptCall(Script.ADD, List.of(names), new byte[names.length + 4][], 1, 1);
	}

	private Disposable send(int bytes) {
		return this.turns.send(window(bytes), () -> {
			Sinks.One<String> answer = Sinks.one();
			this.sent.add(answer);
			return answer.asMono();
		}).subscribe(this.received::add);
	}

	private static Window window(int bytes) {
		Window window = new Window(1);
		window.add(new RedisCall.ScriptCall(Script.ADD, List.of("zone"), new byte[5][], 1, bytes));
		return window;
	}

}
