package io.multimapttl.redis;

import java.util.Iterator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.util.Assert;

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

		/**
		 * Takes what came of the call.
		 * @param answer the answer
		 * @return the next step
		 */
		Step<R> accept(Answer answer) {
			if (answer.reply() != null) {
				return this.decode.apply(answer.reply());
			}
			DataAccessException failure = answer.failure();
			Assert.state(failure != null, "A call has neither a reply nor a failure");
			return DeniedCommand.askOrThrow(failure, answer.call(), this.errors);
		}

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

		/**
		 * Folds what came of calls that were sent together.
		 * @param sent how many calls
		 * @param answers an answer to each, in the order of the calls; after a failure
		 * that nothing goes on after no further one is asked for
		 * @return what to do after such a failure, otherwise {@code null}
		 */
		@Nullable Step<R> accept(int sent, Iterable<Answer> answers) {
			int answered = 0;
			for (Answer answer : answers) {
				answered++;
				DataAccessException failure = answer.failure();
				if (answer.reply() != null) {
					this.fold.accept(answer.call(), answer.reply());
				}
				else if (failure == null) {
					this.fold.postpone(answer.call());
				}
				else if (!this.fold.goesOnAfter(answer.call(), failure)) {
					return DeniedCommand.askOrThrow(failure, answer.call(), this.errors);
				}
			}
			Assert.state(answered == sent, "A call has neither a reply nor a failure");
			return null;
		}

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
