package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.multimapttl.MultiMapException;
import io.multimapttl.redis.Request.Step;

import org.springframework.dao.DataAccessException;
import org.springframework.util.CollectionUtils;

/**
 * Collects the live values of names, which were read by {@code live.lua} or by plain
 * commands. Names that have more values than were asked for are read in a second step,
 * each by itself.
 *
 * @param <E> what is read of one name
 * @param <R> the type of the result
 */
final class LiveFold<E extends Collection<?>, R> implements Request.Fold<R> {

	/** The script's word for a name to be read by itself. */
	private static final int MORE_THAN_FITS = -1;

	private final Setup<?> setup;

	private final Decoder<E> decoder;

	private final boolean withScores;

	private final int names;

	private final E nothing;

	private final Map<String, E> results;

	private final List<RedisCall.RangeCall> huge = new ArrayList<>();

	private final FailedNames failed;

	private final Function<Map<String, E>, R> result;

	LiveFold(Setup<?> setup, int names, Decoder<E> decoder, boolean withScores, Function<Map<String, E>, R> result) {
		this.setup = setup;
		this.names = names;
		this.decoder = decoder;
		this.withScores = withScores;
		this.result = result;
		this.nothing = decoder.nothing();
		this.results = CollectionUtils.newLinkedHashMap(names);
		this.failed = new FailedNames(setup.id());
	}

	@Override
	public void accept(RedisCall call, Object reply) {
		if (call instanceof RedisCall.RangeCall range) {
			accept(range, (List<?>) reply);
		}
		else {
			accept((RedisCall.ScriptCall) call, (List<?>) reply);
		}
	}

	private void accept(RedisCall.RangeCall call, List<?> members) {
		byte[] now = call.range().after();
		if (call.range().isCutOff(members.size())) {
			addHuge(call.name(), call.key(), now);
		}
		else {
			accept(call.name(), now, members);
		}
	}

	private void accept(RedisCall.ScriptCall call, List<?> replies) {
		byte[] now = (byte[]) replies.get(0);
		int next = 1;
		for (int i = 0; i < call.names().size(); i++) {
			String name = call.names().get(i);
			int elements = ((Long) replies.get(next++)).intValue();
			if (elements >= 0) {
				accept(name, now, replies.subList(next, next + elements));
				next += elements;
			}
			else if (elements == MORE_THAN_FITS) {
				addHuge(name, call.keysAndArgs()[i], now);
			}
			else {
				this.failed.add(name);
			}
		}
	}

	/**
	 * Keeps the place of a name that is read by itself.
	 * @param name the name
	 * @param key its key
	 * @param now the moment to judge by
	 */
	void addHuge(String name, byte[] key, byte[] now) {
		this.huge.add(new RedisCall.RangeCall(name, key,
				new RedisCall.Range(this.setup.now(), now, RedisCall.Range.NO_LIMIT, this.withScores)));
		this.results.put(name, this.nothing);
	}

	@Override
	public boolean goesOnAfter(RedisCall call, DataAccessException failure) {
		boolean wrongType = call instanceof RedisCall.RangeCall && FailedNames.saysWrongType(failure);
		if (wrongType) {
			this.failed.add(((RedisCall.RangeCall) call).name());
		}
		return wrongType;
	}

	private void accept(String name, byte[] now, List<?> members) {
		try {
			this.results.put(name, this.decoder.decode(name, now, members));
		}
		catch (MultiMapException ex) {
			this.failed.add(name, ex);
		}
	}

	@Override
	public Step<R> finish() {
		if (!this.huge.isEmpty()) {
			List<RedisCall> calls = this.huge.stream().map(this::hugeCall).toList();
			this.huge.clear();
			return new Step.Next<>(new Request.Many<>(calls.iterator(), this, this.setup.errors()));
		}
		this.failed.throwIfAny(this.names, this.results);
		this.setup.counters().read(this.results.values());
		return new Step.Done<>(this.result.apply(Collections.unmodifiableMap(this.results)));
	}

	/**
	 * A plain command costs the server a sixth of the script, but may be answered by a
	 * replica that lags behind, if the application reads from replicas.
	 */
	private RedisCall hugeCall(RedisCall.RangeCall huge) {
		return this.setup.topology().divertsPlainReads() ? huge.byScript() : huge;
	}

}
