package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code live.lua} replied of one name.
 *
 * @param moment the moment that values were judged by, in seconds
 * @param status how many elements there are, or why there are none
 * @param elements the values, each with its score behind it if those were asked for; for
 * a name that does not fit its weight
 */
record LiveReply(byte[] moment, long status, List<?> elements) {

	private static final int DOES_NOT_FIT = -1;

	private static final int WRONG_TYPE = -2;

	/**
	 * Takes a reply to pieces.
	 * @param reply the reply
	 * @param names how many names it is about
	 * @return what it says of each
	 */
	static List<LiveReply> of(List<?> reply, int names) {
		List<LiveReply> replies = new ArrayList<>(names);
		byte[] moment = (byte[]) reply.get(0);
		int next = 1;
		for (int i = 0; i < names; i++) {
			int status = ((Long) reply.get(next++)).intValue();
			int end = next + ((status == DOES_NOT_FIT) ? 2 : Math.max(0, status));
			replies.add(new LiveReply(moment, status, reply.subList(next, end)));
			next = end;
		}
		return replies;
	}

	/**
	 * Returns the reply that the script gives of this name alone.
	 * @return a reply, flat
	 */
	List<Object> alone() {
		List<Object> reply = new ArrayList<>(2 + this.elements.size());
		reply.add(this.moment);
		reply.add(this.status);
		reply.addAll(this.elements);
		return reply;
	}

	boolean fits() {
		return this.status >= 0;
	}

	boolean isWrongType() {
		return this.status == WRONG_TYPE;
	}

	/**
	 * Returns how much there is of a name that does not fit.
	 * @return the weight, nothing for other names
	 */
	Weight weight() {
		return (this.status == DOES_NOT_FIT)
				? new Weight(this.moment, (Long) this.elements.get(0), (Long) this.elements.get(1))
				: new Weight(this.moment, 0, 0);
	}

}
