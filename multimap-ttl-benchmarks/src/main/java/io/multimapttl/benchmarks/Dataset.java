package io.multimapttl.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names with their values, in batches: the same strings for all contestants. Values have
 * 13 bytes, names 12.
 *
 * @param batches the batches, each names with their values; no name is in two of them
 */
record Dataset(List<Map<String, Set<String>>> batches) {

	/**
	 * Makes a dataset.
	 * @param batches how many batches
	 * @param namesPerBatch how many names in each
	 * @param valuesPerName how many values each name has
	 * @return the dataset
	 */
	static Dataset of(int batches, int namesPerBatch, int valuesPerName) {
		return startingAt(0, batches, namesPerBatch, valuesPerName);
	}

	/**
	 * Makes a dataset with other names than those of another.
	 * @param firstName the number of the first name
	 * @param batches how many batches
	 * @param namesPerBatch how many names in each
	 * @param valuesPerName how many values each name has
	 * @return the dataset
	 */
	static Dataset startingAt(int firstName, int batches, int namesPerBatch, int valuesPerName) {
		Set<String> values = values(valuesPerName);
		List<Map<String, Set<String>>> all = new ArrayList<>(batches);
		for (int batch = 0; batch < batches; batch++) {
			Map<String, Set<String>> valuesByName = new LinkedHashMap<>(2 * namesPerBatch);
			for (int name = 0; name < namesPerBatch; name++) {
				valuesByName.put("zone-%07d".formatted(firstName + batch * namesPerBatch + name), values);
			}
			all.add(Collections.unmodifiableMap(valuesByName));
		}
		return new Dataset(List.copyOf(all));
	}

	private static Set<String> values(int count) {
		Set<String> values = new LinkedHashSet<>(2 * count);
		for (int i = 0; i < count; i++) {
			values.add("courier%06d".formatted(i));
		}
		return Collections.unmodifiableSet(values);
	}

	int namesPerBatch() {
		return this.batches.get(0).size();
	}

	List<String> names() {
		return this.batches.stream().map(Map::keySet).flatMap(Collection::stream).toList();
	}

	/**
	 * Returns the values, which all names have.
	 * @return the values
	 */
	List<String> values() {
		return List.copyOf(this.batches.get(0).values().iterator().next());
	}

	/**
	 * Counts the values of all names.
	 * @return the sum
	 */
	long size() {
		return this.batches.stream().map(Map::values).flatMap(Collection::stream).mapToLong(Set::size).sum();
	}

	/**
	 * Returns the first batches.
	 * @param count how many
	 * @return what is in them
	 */
	Dataset first(int count) {
		return new Dataset(this.batches.subList(0, Math.min(count, this.batches.size())));
	}

}
