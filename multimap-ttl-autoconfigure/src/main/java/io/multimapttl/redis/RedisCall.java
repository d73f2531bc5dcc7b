package io.multimapttl.redis;

import java.util.List;

/**
 * One command to Redis, ready to be sent.
 */
sealed interface RedisCall {

	/**
	 * Returns how much work this is for the server, in names and values: what is in
	 * flight at once is bounded by it.
	 * @return the cost
	 */
	int cost();

	/**
	 * Returns roughly how many bytes are sent.
	 * @return the size
	 */
	int bytes();

	/**
	 * A script call.
	 *
	 * @param script the script
	 * @param names the names that it is about, in the order of the keys
	 * @param keysAndArgs the keys, then the arguments
	 * @param cost how much work it is
	 * @param bytes roughly how many bytes are sent
	 */
	record ScriptCall(Script script, List<String> names, byte[][] keysAndArgs, int cost,
			int bytes) implements RedisCall {

		/**
		 * Returns a call about one name.
		 * @param script the script
		 * @param name the name
		 * @param keyAndArgs its key, then the arguments, the first of them the moment to
		 * judge by
		 * @return the call
		 */
		static ScriptCall of(Script script, String name, byte[]... keyAndArgs) {
			return new ScriptCall(script, List.of(name), keyAndArgs, 1, keyAndArgs[0].length);
		}

		/**
		 * Returns the moment to judge by.
		 * @return the moment, empty for that of the server's clock
		 */
		byte[] now() {
			return this.keysAndArgs[this.names.size()];
		}

	}

	/**
	 * A plain read of all values of one name that expire after a moment.
	 *
	 * @param name the name
	 * @param key its key
	 * @param after the moment, in seconds, as a script replied it
	 * @param withScores whether to read the scores as well
	 */
	record RangeCall(String name, byte[] key, byte[] after, boolean withScores) implements RedisCall {

		/** A name that needs this call has many values, one cannot know how many. */
		private static final int COST = 1000;

		@Override
		public int cost() {
			return COST;
		}

		@Override
		public int bytes() {
			return this.key.length;
		}

	}

	/**
	 * A plain read of the values of one name that expire last.
	 *
	 * @param key the name's key
	 * @param after the moment, in seconds, that they expire after
	 * @param limit how many to read at the most
	 */
	record LatestCall(byte[] key, byte[] after, int limit) implements RedisCall {

		@Override
		public int cost() {
			return this.limit;
		}

		@Override
		public int bytes() {
			return this.key.length;
		}

	}

	/**
	 * Unlinks keys.
	 *
	 * @param keys the keys
	 */
	record UnlinkCall(byte[][] keys) implements RedisCall {

		@Override
		public int cost() {
			return this.keys.length;
		}

		@Override
		public int bytes() {
			return 0;
		}

	}

}
