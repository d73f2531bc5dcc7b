package io.multimapttl.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of multimaps, and their keys.
 */
public enum MultiMapObservationDocumentation implements ObservationDocumentation {

	/**
	 * A call on a multimap, from the beginning of the method to its end. If the method
	 * returns a stream, the observation ends when the stream is exhausted, fails or is
	 * closed.
	 */
	OPERATION {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultMultiMapObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

	};

	/**
	 * The keys of {@link #OPERATION}. There are no others: no key contains names or
	 * values.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/**
		 * Id of the multimap.
		 */
		MULTIMAP {

			@Override
			public String asString() {
				return "multimap";
			}

		},

		/**
		 * Operation, which is the name of the method: {@code add}, {@code getMany}.
		 */
		OPERATION {

			@Override
			public String asString() {
				return "operation";
			}

		},

		/**
		 * Outcome: {@code success}, also if all that went wrong is that a name was full,
		 * or {@code error}; {@code unknown} while the call is running.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		}

	}

}
