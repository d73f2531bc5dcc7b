package io.multimapttl.redis;

import java.util.List;

/**
 * One command to Redis, ready to be sent.
 */
sealed interface RedisCall {

	/**
	 * Returns the first of the keys that this is about.
	 * @return the key
	 */
	byte[] key();

	/**
	 * Returns whether this only reads.
	 * @return whether a replica could answer it
	 */
	default boolean isRead() {
		return true;
	}

	/**
	 * Returns what to send where nobody asks the server for its moment first, and how
	 * large names are.
	 * @return this, or a script call that tells both
	 */
	default RedisCall withMoment() {
		return this;
	}

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
	 * Returns how many bytes the reply may have, where that can be many.
	 * @return the size, 0 for few bytes, and for a plain read of which nobody knows yet
	 */
	default int replyBytes() {
		return 0;
	}

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
			int bytes = 0;
			for (byte[] sent : keyAndArgs) {
				bytes += sent.length;
			}
			return new ScriptCall(script, List.of(name), keyAndArgs, 1, bytes);
		}

		@Override
		public byte[] key() {
			return this.keysAndArgs[0];
		}

		@Override
		public boolean isRead() {
			return this.script.isRead();
		}

		@Override
		public int replyBytes() {
			return this.script.isBounded() ? Ascii.toInt(this.keysAndArgs[this.names.size() + 2]) : 0;
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
	 * A plain read of the values of one name that expire after a moment.
	 *
	 * @param name the name
	 * @param key its key
	 * @param range which values to read
	 * @param replyBytes about how many bytes these are, 0 if nobody knows
	 */
	record RangeCall(String name, byte[] key, Range range, int replyBytes) implements RedisCall {

		/** What a name may cost the server, as nobody knows how many values it has. */
		static final int COST = 4;

		@Override
		public int cost() {
			return COST;
		}

		@Override
		public int bytes() {
			return this.key.length;
		}

		@Override
		public RedisCall withMoment() {
			return (this.replyBytes > 0) ? this : byScript(CallPacker.MAX_BYTES);
		}

		/**
		 * Returns the script call for the same values, which judges by the clock of the
		 * server that runs it and replies the moment first.
		 * @param mostBytes how many bytes the values may have if nobody knows how many
		 * they have
		 * @return the call
		 */
		ScriptCall byScript(int mostBytes) {
			return byScript(List.of(this),
					(this.replyBytes > 0) ? CallPacker.MAX_BYTES + 2 * this.replyBytes : mostBytes);
		}

		/**
		 * Returns the script call for the same values of several names.
		 * @param calls reads of the same range
		 * @param mostBytes how many bytes all values may have
		 * @return the call
		 */
		static ScriptCall byScript(List<RangeCall> calls, int mostBytes) {
			Range range = calls.get(0).range();
			byte[][] keysAndArgs = new byte[calls.size() + 4][];
			for (int i = 0; i < calls.size(); i++) {
				keysAndArgs[i] = calls.get(i).key();
			}
			byte[][] args = range.scriptArgs(mostBytes);
			System.arraycopy(args, 0, keysAndArgs, calls.size(), args.length);
			return new ScriptCall(Script.LIVE, calls.stream().map(RangeCall::name).toList(), keysAndArgs,
					COST * calls.size(), calls.stream().mapToInt(RangeCall::bytes).sum());
		}

	}

	/**
	 * Which values to read. Without a moment in seconds it is the server's to tell:
	 * whoever sends this asks the server first.
	 *
	 * @param now the moment as scripts take it, empty for that of the server's clock
	 * @param after the same moment in seconds, empty as long as it is not known
	 * @param limit how many values a name may have to be read
	 * @param withScores whether to read the scores as well
	 */
	record Range(byte[] now, byte[] after, int limit, boolean withScores) {

		static final int NO_LIMIT = Integer.MAX_VALUE;

		static final byte[] WITH_SCORES = Ascii.bytes("WITHSCORES");

		/**
		 * Returns the arguments of a script that reads this.
		 * @param mostBytes how many bytes the values may have
		 * @return the arguments, the moment first
		 */
		byte[][] scriptArgs(int mostBytes) {
			return new byte[][] { this.now, Ascii.number(this.limit), Ascii.number(mostBytes),
					this.withScores ? WITH_SCORES : Ascii.NOTHING };
		}

		/**
		 * Returns whether there are more values than may be read: one more is asked for.
		 * @param elements how many elements the reply has
		 * @return whether it has more than it may have
		 */
		boolean isCutOff(int elements) {
			return elements / (this.withScores ? 2 : 1) > this.limit;
		}

		/**
		 * Returns this range with a moment.
		 * @param moment the moment in seconds, as a script replied it
		 * @return a range that can be read
		 */
		Range boundedBy(byte[] moment) {
			return new Range(this.now, moment, this.limit, this.withScores);
		}

		/**
		 * Returns this range with another limit.
		 * @param limit how many values to read at the most
		 * @return a range that is bounded by the same moment
		 */
		Range limitedTo(int limit) {
			return new Range(this.now, this.after, limit, this.withScores);
		}

	}

	/**
	 * A plain read of the values of one name that expire last.
	 *
	 * @param key the name's key
	 * @param after the moment, in seconds, that they expire after
	 * @param limit how many to read at the most
	 * @param replyBytes about how many bytes these are
	 */
	record LatestCall(byte[] key, byte[] after, int limit, int replyBytes) implements RedisCall {

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
		public byte[] key() {
			return this.keys[0];
		}

		@Override
		public boolean isRead() {
			return false;
		}

		@Override
		public int cost() {
			return this.keys.length;
		}

		@Override
		public int bytes() {
			return 0;
		}

	}

	/**
	 * Reads some of the keys of a master.
	 *
	 * @param master the id of the master, empty if there is only one
	 * @param cursor where the scan is
	 * @param pattern what the keys match
	 */
	record ScanCall(String master, byte[] cursor, byte[] pattern) implements RedisCall {

		/** So many keys are looked at by one call. */
		static final int COUNT = 1000;

		/** The cursor that a scan starts with, and that Redis ends it with. */
		static final byte[] END = Ascii.number(0);

		/**
		 * Returns no key of Redis's: which server is asked does not depend on one.
		 */
		@Override
		public byte[] key() {
			return this.pattern;
		}

		@Override
		public int cost() {
			return COUNT;
		}

		@Override
		public int bytes() {
			return this.pattern.length;
		}

	}

}
