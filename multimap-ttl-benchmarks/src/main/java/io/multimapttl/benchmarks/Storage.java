package io.multimapttl.benchmarks;

import java.util.List;

import io.multimapttl.benchmarks.contestant.Contestant;
import io.multimapttl.benchmarks.server.Control;

/**
 * What one contestant stores of a dataset.
 *
 * @param contestant the contestant
 * @param control looks after it
 * @param dataset the dataset
 */
record Storage(Contestant contestant, Control control, Dataset dataset) {

	void fill() {
		remove();
		this.dataset.batches().forEach(this.contestant::addMany);
		check(this.dataset);
		rest();
	}

	/**
	 * Checks that a part of the dataset is stored, and that its keys expire where the
	 * contestant promises that.
	 * @param part the part
	 */
	void check(Dataset part) {
		List<String> keys = keys(part);
		long stored = this.control.countValues(keys);
		if (stored != part.size()) {
			throw new IllegalStateException(stored + " values are stored instead of " + part.size());
		}
		if (this.contestant.keysExpire() && this.control.countExpiring(keys) != keys.size()) {
			throw new IllegalStateException("There are keys that do not expire");
		}
	}

	void rest() {
		this.contestant.rest(this.dataset.names());
	}

	void remove() {
		remove(this.dataset);
	}

	void remove(Dataset part) {
		this.control.remove(keys(part));
	}

	List<String> keys() {
		return keys(this.dataset);
	}

	private List<String> keys(Dataset part) {
		return part.names().stream().map(this.contestant::key).toList();
	}

}
