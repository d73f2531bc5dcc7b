package io.multimapttl.redis;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * Sums up what script calls that write reply: two numbers, whose meaning stands at the
 * head of each script, then position and error of each name that failed.
 */
final class Tally implements BiConsumer<RedisCall.ScriptCall, Object> {

	private final FailedNames failedNames;

	private long first;

	private long second;

	Tally(String id) {
		this.failedNames = new FailedNames(id);
	}

	@Override
	public void accept(RedisCall.ScriptCall call, Object reply) {
		List<?> numbers = (List<?>) reply;
		this.first += number(numbers, 0);
		this.second += number(numbers, 1);
		for (int i = 2; i < numbers.size(); i += 2) {
			this.failedNames.add(call.names().get((int) number(numbers, i) - 1));
		}
	}

	private static long number(List<?> reply, int index) {
		return (Long) reply.get(index);
	}

	long first() {
		return this.first;
	}

	long second() {
		return this.second;
	}

	FailedNames failedNames() {
		return this.failedNames;
	}

}
