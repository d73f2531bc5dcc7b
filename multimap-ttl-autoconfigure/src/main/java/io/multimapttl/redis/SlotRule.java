package io.multimapttl.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.ClusterSlotHashUtil;

/**
 * Whether a server that is not configured as a cluster takes keys of one slot only in a
 * call, as a cluster does. Managed services with a proxy do, and so does a cluster of one
 * server. It is asked once.
 */
final class SlotRule {

	/** That of Redis, of a cloud provider, and of a proxy. */
	private static final Pattern REFUSAL = Pattern
		.compile("CROSSSLOT|ERR .*must (be )?in same slot|ERR Cross-slot queries");

	private static final Log logger = LogFactory.getLog(SlotRule.class);

	/** Nothing as long as no server has answered. */
	private final AtomicReference<@Nullable Boolean> oneSlot = new AtomicReference<>();

	/**
	 * Returns what to ask the server: a script about two keys that only reads.
	 * @param prefix makes the keys of the names; those of a prefix with a hash tag are
	 * all in one slot
	 * @return the call, or {@code null} if the answer is known or does not matter
	 */
	RedisCall.@Nullable ScriptCall question(KeyPrefix prefix) {
		if (this.oneSlot.get() != null) {
			return null;
		}
		byte[] key = prefix.key("1");
		byte[] otherKey = prefix.key("2");
		if (ClusterSlotHashUtil.calculateSlot(key) == ClusterSlotHashUtil.calculateSlot(otherKey)) {
			return null;
		}
		byte[][] keysAndArgs = { key, otherKey, Ascii.number(0) };
		return new RedisCall.ScriptCall(Script.SIZE, List.of("1", "2"), keysAndArgs, 2, 0);
	}

	/**
	 * Takes that the question was answered: there is no such rule.
	 */
	void answered() {
		this.oneSlot.compareAndSet(null, false);
	}

	/**
	 * Takes that the question failed. If that has another reason, the call that this is
	 * about will say so, and the next one asks again.
	 * @param failure why it failed; thrown if the server was not reached
	 */
	void failed(DataAccessException failure) {
		if (failure instanceof RedisConnectionFailureException || failure instanceof QueryTimeoutException) {
			throw failure;
		}
		if (isRefusal(failure)) {
			apply();
		}
	}

	/**
	 * Returns whether a call about names has to be about one name.
	 * @return whether the server was found to refuse keys of several slots in one call
	 */
	boolean applies() {
		return Boolean.TRUE.equals(this.oneSlot.get());
	}

	/**
	 * Explains a failure, if a call was refused for the slots of its keys: that server is
	 * another than the one that was asked.
	 * @param failure the failure
	 * @return what to tell the caller
	 */
	DataAccessException explain(DataAccessException failure) {
		if (!isRefusal(failure)) {
			return failure;
		}
		apply();
		return new TransientDataAccessResourceException(
				"Redis refused a call about several names, since it takes keys of "
						+ "one slot only in a call. From now on each call is about one name: repeat what failed",
				failure);
	}

	private static boolean isRefusal(DataAccessException failure) {
		String message = NestedExceptionUtils.getMostSpecificCause(failure).getMessage();
		return message != null && REFUSAL.matcher(message).lookingAt();
	}

	private void apply() {
		if (!Boolean.TRUE.equals(this.oneSlot.getAndSet(true))) {
			logger.info("Redis takes keys of one slot only in a call, though it is not configured as a cluster: "
					+ "from now on each call of a multimap is about one name");
		}
	}

	/**
	 * Forgets the answer: the next server may be another.
	 */
	void forget() {
		this.oneSlot.set(null);
	}

}
