package io.multimapttl.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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
	 * Returns whether a call about names has to be about one name. Those of a prefix with
	 * a hash tag are all in one slot.
	 * @param prefix makes the keys of the names
	 * @param sender sends a call and waits for its reply
	 * @return whether the server refuses keys of several slots in one call
	 */
	boolean appliesTo(KeyPrefix prefix, Consumer<RedisCall> sender) {
		if (this.oneSlot.get() == null) {
			ask(prefix.key("1"), prefix.key("2"), sender);
		}
		return Boolean.TRUE.equals(this.oneSlot.get());
	}

	/**
	 * Asks by a script that only reads. If that fails for another reason, the call that
	 * this is about will say so, and the next one asks again.
	 */
	private void ask(byte[] key, byte[] otherKey, Consumer<RedisCall> sender) {
		if (ClusterSlotHashUtil.calculateSlot(key) == ClusterSlotHashUtil.calculateSlot(otherKey)) {
			return;
		}
		byte[][] keysAndArgs = { key, otherKey, Ascii.number(0) };
		try {
			sender.accept(new RedisCall.ScriptCall(Script.SIZE, List.of("1", "2"), keysAndArgs, 2, 0));
			this.oneSlot.compareAndSet(null, false);
		}
		catch (RedisConnectionFailureException | QueryTimeoutException ex) {
			throw ex;
		}
		catch (DataAccessException ex) {
			if (isRefusal(ex)) {
				apply();
			}
		}
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
