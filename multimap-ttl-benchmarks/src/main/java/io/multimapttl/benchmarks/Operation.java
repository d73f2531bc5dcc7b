package io.multimapttl.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.multimapttl.benchmarks.contestant.Contestant;

/**
 * One operation on what is stored.
 */
interface Operation {

	/**
	 * Runs the operation.
	 * @param contestant who does it
	 * @param sequence which name and value it is about
	 */
	void run(Contestant contestant, int sequence);

	/**
	 * The operations on single names of a dataset.
	 */
	enum Single {

		/** Adds a value again. */
		ADD {
			@Override
			void run(Contestant contestant, String name, String value, long values) {
				contestant.add(name, value);
			}
		},

		/** Asks to add a value that is there. */
		ADD_IF_ABSENT {
			@Override
			void run(Contestant contestant, String name, String value, long values) {
				expect(false, contestant.addIfAbsent(name, value));
			}
		},

		/** Reads a name. */
		GET {
			@Override
			void run(Contestant contestant, String name, String value, long values) {
				expect(values, contestant.get(name));
			}
		},

		/** Reads a name with expiries. */
		GET_WITH_EXPIRY {
			@Override
			void run(Contestant contestant, String name, String value, long values) {
				expect(values, contestant.getWithExpiry(name));
			}
		},

		/** Asks for a value. */
		CONTAINS {
			@Override
			void run(Contestant contestant, String name, String value, long values) {
				expect(true, contestant.contains(name, value));
			}
		},

		/** Counts values. */
		SIZE {
			@Override
			void run(Contestant contestant, String name, String value, long values) {
				expect(values, contestant.size(name));
			}
		};

		abstract void run(Contestant contestant, String name, String value, long values);

		/**
		 * Returns the operation on one name after the other.
		 * @param dataset the names with their values
		 * @return the operation
		 */
		Operation over(Dataset dataset) {
			List<String> names = dataset.names();
			List<String> values = dataset.values();
			return (contestant, sequence) -> run(contestant, names.get(sequence % names.size()),
					values.get(sequence / names.size() % values.size()), values.size());
		}

	}

	/**
	 * Returns a load as caches have it.
	 * @param dataset the names with their values
	 * @return the operation, which adds in every fifth call and reads in all others
	 */
	static Operation fourGetsToOneAdd(Dataset dataset) {
		Operation get = Single.GET.over(dataset);
		Operation add = Single.ADD.over(dataset);
		return (contestant, sequence) -> ((sequence % 5 == 0) ? add : get).run(contestant, sequence);
	}

	/**
	 * Returns the operation that reads all names of a batch at once.
	 * @param dataset a dataset of one batch
	 * @return the operation
	 */
	static Operation getMany(Dataset dataset) {
		List<String> names = dataset.names();
		long values = dataset.size();
		return (contestant, sequence) -> expect(values, contestant.getMany(names));
	}

	/**
	 * Returns the operation that reads all names of a batch at once, with expiries.
	 * @param dataset a dataset of one batch
	 * @return the operation
	 */
	static Operation getManyWithExpiry(Dataset dataset) {
		List<String> names = dataset.names();
		long values = dataset.size();
		return (contestant, sequence) -> expect(values, contestant.getManyWithExpiry(names));
	}

	/**
	 * Returns the operation that adds a batch again.
	 * @param dataset a dataset of one batch
	 * @return the operation
	 */
	static Operation addMany(Dataset dataset) {
		Map<String, Set<String>> batch = dataset.batches().get(0);
		return (contestant, sequence) -> contestant.addMany(batch);
	}

	private static void expect(Object expected, Object actual) {
		if (!expected.equals(actual)) {
			throw new IllegalStateException("The answer was " + actual + " instead of " + expected);
		}
	}

}
