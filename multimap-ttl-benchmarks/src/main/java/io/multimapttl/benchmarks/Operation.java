package io.multimapttl.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.multimapttl.benchmarks.contestant.Contestant;
import io.multimapttl.benchmarks.contestant.ReactiveContestant;
import reactor.core.publisher.Mono;

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
	 * Runs the operation without waiting for it.
	 * @param contestant who does it
	 * @param sequence which name and value it is about
	 * @return completes when it is done
	 */
	default Mono<?> start(ReactiveContestant contestant, int sequence) {
		throw new UnsupportedOperationException();
	}

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

			@Override
			Mono<?> start(ReactiveContestant contestant, String name, String value, long values) {
				return contestant.addLater(name, value);
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

			@Override
			Mono<?> start(ReactiveContestant contestant, String name, String value, long values) {
				return contestant.getLater(name).single().doOnNext((reply) -> expect(values, reply));
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

		Mono<?> start(ReactiveContestant contestant, String name, String value, long values) {
			throw new UnsupportedOperationException();
		}

		/**
		 * Returns the operation on one name after the other.
		 * @param dataset the names with their values
		 * @return the operation
		 */
		Operation over(Dataset dataset) {
			List<String> names = dataset.names();
			List<String> values = dataset.values();
			return new Operation() {

				@Override
				public void run(Contestant contestant, int sequence) {
					Single.this.run(contestant, name(sequence), value(sequence), values.size());
				}

				@Override
				public Mono<?> start(ReactiveContestant contestant, int sequence) {
					return Single.this.start(contestant, name(sequence), value(sequence), values.size());
				}

				private String name(int sequence) {
					return names.get(sequence % names.size());
				}

				private String value(int sequence) {
					return values.get(sequence / names.size() % values.size());
				}

			};
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
