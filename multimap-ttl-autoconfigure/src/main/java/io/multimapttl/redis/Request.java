package io.multimapttl.redis;

import java.util.Iterator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.springframework.dao.DataAccessException;

/**
 * What an operation says to Redis, and what it makes of the replies: data that a sender
 * sends once. What errors mean and what is counted belongs to it, so that a sender knows
 * connections and nothing else.
 *
 * @param <R> the type of the result
 */
sealed interface Request<R> {

	/**
	 * One call.
	 *
	 * @param <R> the type of the result
	 * @param call the call
	 * @param decode makes the next step of the reply
	 * @param errors translates failures
	 */
	record One<R>(RedisCall call, Function<Object, Step<R>> decode,
			UnaryOperator<DataAccessException> errors) implements Request<R> {
	}

	/**
	 * Any number of calls, whose replies are folded into one result.
	 *
	 * @param <R> the type of the result
	 * @param calls the calls; obtaining them may run code of the application
	 * @param fold takes the replies
	 * @param errors translates failures
	 */
	record Many<R>(Iterator<? extends RedisCall> calls, Fold<R> fold,
			UnaryOperator<DataAccessException> errors) implements Request<R> {
	}

	/**
	 * A request that needs no call.
	 *
	 * @param <R> the type of the result
	 * @param result the result
	 */
	record Answered<R>(R result) implements Request<R> {
	}

	/**
	 * What to do after replies have come.
	 *
	 * @param <R> the type of the result
	 */
	sealed interface Step<R> {

		/**
		 * The operation is over.
		 *
		 * @param <R> the type of the result
		 * @param result the result
		 */
		record Done<R>(R result) implements Step<R> {
		}

		/**
		 * The operation needs another round trip.
		 *
		 * @param <R> the type of the result
		 * @param request what to send
		 */
		record Next<R>(Request<R> request) implements Step<R> {
		}

	}

	/**
	 * Collects replies.
	 *
	 * @param <R> the type of the result
	 */
	interface Fold<R> {

		/**
		 * Takes a reply, in the order of the calls.
		 * @param call the call; for a plain read it may be the script call that took its
		 * place
		 * @param reply its reply
		 */
		void accept(RedisCall call, Object reply);

		/**
		 * Takes a call that was not sent, as enough has been read at once without it.
		 * @param call the call
		 */
		default void postpone(RedisCall call) {
			throw new IllegalStateException("A call has neither a reply nor a failure");
		}

		/**
		 * Takes a failure, if it is one that the other calls can go on after.
		 * @param call the call
		 * @param failure the failure
		 * @return whether to go on; otherwise the operation fails
		 */
		default boolean goesOnAfter(RedisCall call, DataAccessException failure) {
			return false;
		}

		/**
		 * Ends, when there is no further reply.
		 * @return the next step
		 */
		Step<R> finish();

	}

}
