package io.multimapttl.redis;

/**
 * What a script call does with one name: all of it is done atomically.
 *
 * @param name the name
 * @param key its key
 * @param args the arguments for this name
 * @param values how many values are among them
 * @param bytes how many bytes the key and the arguments have
 */
record Slice(String name, byte[] key, byte[][] args, int values, int bytes) {

	private static final byte[][] NO_ARGS = new byte[0][];

	/**
	 * Returns a slice of a name alone.
	 * @param name the name
	 * @param key its key
	 * @return a slice without values
	 */
	static Slice of(String name, byte[] key) {
		return new Slice(name, key, NO_ARGS, 0, key.length);
	}

}
