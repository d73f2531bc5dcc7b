package io.multimapttl.reliability;

import java.time.Duration;

import org.springframework.boot.convert.DurationStyle;

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
