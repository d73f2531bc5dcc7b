package io.multimapttl.redis;

import java.util.Collections;
import java.util.Iterator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.springframework.dao.DataAccessException;

/**
 * What an operation says to Redis, and what it makes of the replies: a value, made
 * without any connection, that a sender sends. Errors and counting belong to it, so that
 * a sender knows connections and nothing else.
 *
 * @param <R> the type of the result
 */
sealed interface Request<R> {

	/**
	 * Says what the operation throws when a call failed.
	 * @return translates what the sender caught
	 */
	UnaryOperator<DataAccessException> errors();

	/**
	 * Returns a request whose answer is known: nothing is sent.
	 * @param <R> the type of the result
	 * @param result the result
	 * @return the request
	 */
	static <R> Request<R> answered(R result) {
		return new Many<>(Collections.emptyIterator(), new Fold<>() {

			@Override
			public void accept(RedisCall call, Object reply) {
				throw new IllegalStateException("Nothing was asked");
			}

			@Override
			public Step<R> finish() {
				return new Step.Done<>(result);
			}

		}, UnaryOperator.identity());
	}

	/**
	 * Goes on after a call that failed: with a question to Redis if that can tell more of
	 * the reason, otherwise by throwing.
	 * @param failure what the sender caught
	 * @param call the call, or the first of those that were sent together
	 * @return the next step
	 */
	default Step<R> failed(DataAccessException failure, RedisCall call) {
		if (DeniedCommand.mayTellMore(failure, call)) {
			return new Step.Next<>(DeniedCommand.ask((RedisCall.ScriptCall) call, failure));
		}
		throw errors().apply(failure);
	}

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
	 * Any number of calls, whose replies are folded into one result. It can be sent once.
	 *
	 * @param <C> the type of the calls
	 * @param <R> the type of the result
	 * @param calls the calls; obtaining them may run code of the application
	 * @param fold takes the replies
	 * @param errors translates failures
	 */
	record Many<C extends RedisCall, R>(Iterator<C> calls, Fold<? super C, R> fold,
			UnaryOperator<DataAccessException> errors) implements Request<R> {
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
	 * @param <C> the type of the calls
	 * @param <R> the type of the result
	 */
	interface Fold<C extends RedisCall, R> {

		/**
		 * Takes a reply, in the order of the calls.
		 * @param call the call
		 * @param reply its reply
		 */
		void accept(C call, Object reply);

		/**
		 * Ends, when there is no further reply.
		 * @return the next step
		 */
		Step<R> finish();

	}

}
