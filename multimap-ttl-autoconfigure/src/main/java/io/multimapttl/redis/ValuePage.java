package io.multimapttl.redis;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What {@code scan.lua} replies: some of the values of a name, expired ones too.
 *
 * @param cursor where the next page begins
 * @param elements the values, each with its score behind it
 */
record ValuePage(byte[] cursor, List<?> elements) implements Iterable<ValuePage.Member> {

	/** Where the first page begins. */
	static final byte[] START = Ascii.number(0);

	static ValuePage of(List<?> reply) {
		return new ValuePage((byte[]) reply.get(1), reply.subList(2, reply.size()));
	}

	boolean isLast() {
		return Arrays.equals(this.cursor, START);
	}

	@Override
	public Iterator<Member> iterator() {
		Iterator<?> elements = this.elements.iterator();
		return new Iterator<>() {

			@Override
			public boolean hasNext() {
				return elements.hasNext();
			}

			@Override
			public Member next() {
				return new Member((byte[]) elements.next(), ExpiryScore.of(elements.next()));
			}

		};
	}

	/**
	 * A value as it is stored.
	 *
	 * @param value the value
	 * @param score when it expires, in seconds
	 */
	record Member(byte[] value, double score) {
	}

}
