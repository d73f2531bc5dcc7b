package io.multimapttl.benchmarks.jmh;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.multimapttl.benchmarks.contestant.Contestant;
import io.multimapttl.benchmarks.contestant.Entrant;
import io.multimapttl.benchmarks.server.Control;
import io.multimapttl.benchmarks.server.RedisUnderTest;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A Redis in which a contestant has stored a thousand names of ten values. Values have 13
 * bytes, names 12.
 */
@State(Scope.Benchmark)
public abstract class Storing {

	static final int NAMES = 1000;

	static final int VALUES = 10;

	/**
	 * Where Redis is: {@code embedded}, {@code embedded-cluster} or a URL.
	 */
	@Param("embedded")
	@SuppressWarnings("NullAway.Init")
	public String redis;

	@SuppressWarnings("NullAway.Init")
	private RedisUnderTest redisUnderTest;

	@SuppressWarnings("NullAway.Init")
	private Contestant contestant;

	abstract String contestantId();

	/**
	 * Starts Redis and stores the values.
	 */
	@Setup
	public void fill() {
		this.redisUnderTest = switch (this.redis) {
			case "embedded" -> RedisUnderTest.embedded(false);
			case "embedded-cluster" -> RedisUnderTest.embedded(true);
			default -> RedisUnderTest.running(this.redis, false);
		};
		this.contestant = Entrant.of(contestantId()).connect(this.redisUnderTest.address());
		this.contestant.addMany(valuesByName());
	}

	private static Map<String, Set<String>> valuesByName() {
		Set<String> values = new LinkedHashSet<>();
		for (int i = 0; i < VALUES; i++) {
			values.add(value(i));
		}
		Map<String, Set<String>> valuesByName = new LinkedHashMap<>();
		for (int i = 0; i < NAMES; i++) {
			valuesByName.put(name(i), values);
		}
		return valuesByName;
	}

	static String name(int number) {
		return "zone-%07d".formatted(number);
	}

	static String value(int number) {
		return "courier%06d".formatted(number);
	}

	final Contestant contestant() {
		return this.contestant;
	}

	/**
	 * Removes the values and stops Redis.
	 */
	@TearDown
	public void clear() {
		try (Control control = new Control(this.redisUnderTest.address())) {
			control.remove(valuesByName().keySet().stream().map(this.contestant::key).toList());
		}
		this.contestant.close();
		this.redisUnderTest.close();
	}

}
