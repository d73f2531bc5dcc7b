package io.multimapttl.reliability;

import java.time.Duration;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long scenarios run: shortened in every build, in full with the Maven profile
 * {@code soak}. A system property {@code multimap.ttl.soak.<name>} sets one by hand.
 */
public final class Soak {

	private static final String PROPERTY = "multimap.ttl.soak";

	private Soak() {
	}

	/**
	 * Returns whether scenarios run in full.
	 * @return whether the profile is on
	 */
	public static boolean isOn() {
		return Boolean.getBoolean(PROPERTY);
	}

	/**
	 * Demands that something was quick. That is demanded with the profile only, on a
	 * machine that does nothing else: any other build waits until it has happened,
	 * however long that takes.
	 * @param what what it was
	 * @param took how long it took
	 * @param limit how long it may take
	 */
	public static void assertWithin(String what, Duration took, Duration limit) {
		if (isOn()) {
			assertThat(took).as(what).isLessThan(limit);
		}
	}

	/**
	 * Returns a timeout that calls must not meet: that of the scenario with the profile,
	 * otherwise one that is out of reach.
	 * @param full the timeout of the scenario
	 * @return the timeout, as a property has it
	 */
	public static String outOfReach(String full) {
		return isOn() ? full : "40s";
	}

	/**
	 * Returns how long to go on.
	 * @param name what for
	 * @param shortened in a normal build
	 * @param full with the profile
	 * @return one of them, or what the system property says
	 */
	public static Duration duration(String name, Duration shortened, Duration full) {
		String byHand = System.getProperty(PROPERTY + "." + name, "");
		return byHand.isEmpty() ? (isOn() ? full : shortened) : DurationStyle.detectAndParse(byHand);
	}

	/**
	 * Returns how often to do something.
	 * @param name what for
	 * @param shortened in a normal build
	 * @param full with the profile
	 * @return one of them, or what the system property says
	 */
	public static int times(String name, int shortened, int full) {
		return Integer.getInteger(PROPERTY + "." + name, isOn() ? full : shortened);
	}

}
