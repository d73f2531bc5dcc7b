package io.multimapttl.testsupport;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of many names, for batches.
 */
public final class ManyNames {

	private ManyNames() {
	}

	/**
	 * Returns names that end in numbers from 0, each with the same values.
	 * @param start what the names start with
	 * @param names how many
	 * @param values the values of each
	 * @return the values by name, modifiable
	 */
	public static Map<String, List<String>> of(String start, int names, String... values) {
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		for (int i = 0; i < names; i++) {
			valuesByName.put(start + i, List.of(values));
		}
		return valuesByName;
	}

}
