package io.multimapttl.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;

import io.multimapttl.MultiMapException;
import io.multimapttl.redis.Request.Step;

import org.springframework.dao.DataAccessException;
import org.springframework.util.CollectionUtils;

/**
 * Collects the live values of names, which were read by {@code live.lua} or by plain
 * commands. What did not fit there is read in further steps: each name by itself, as
 * large as its weight says, and in pages if that is too much at once.
 *
 * @param <E> what is read of one name
 * @param <R> the type of the result
 */
final class LiveFold<E extends Collection<?>, R> implements Request.Fold<R> {

	private final Setup<?> setup;

	private final Decoder<E> decoder;

	private final boolean withScores;

	private final int names;

	private final E nothing;

	private final Map<String, E> results;

	/** Names of which is only known that they have too many values. */
	private final List<RedisCall.RangeCall> cutOff = new ArrayList<>();

	private final Deque<RedisCall> next = new ArrayDeque<>();

	private final Deque<PagedRead<R>> pagedReads = new ArrayDeque<>();

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
		this.failed = new FailedNames(setup.id(), setup.bound());
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
		if (call.range().isCutOff(members.size())) {
			this.cutOff.add(call);
			keepPlace(call.name());
		}
		else {
			accept(call.name(), call.range().after(), members);
		}
	}

	private void accept(RedisCall.ScriptCall call, List<?> reply) {
		int i = 0;
		for (LiveReply ofName : LiveReply.of(reply, call.names().size())) {
			String name = call.names().get(i);
			if (ofName.fits()) {
				accept(name, ofName.moment(), ofName.elements());
			}
			else if (ofName.isWrongType()) {
				this.failed.add(name);
			}
			else {
				addLarge(name, call.keysAndArgs()[i], ofName.weight());
			}
			i++;
		}
	}

	/**
	 * Keeps the place of a name that is read by itself. A plain command costs the server
	 * a sixth of the script, but may be answered by a replica that lags behind, if the
	 * application reads from replicas.
	 * @param name the name
	 * @param key its key
	 * @param weight how much there is of it
	 */
	void addLarge(String name, byte[] key, Weight weight) {
		keepPlace(name);
		if (weight.isTooMuchAtOnce()) {
			this.pagedReads.add(new PagedRead<>(this.setup, name, key, weight, (now, pages) -> {
				accept(name, now, pages.elements(this.withScores));
				return finish();
			}));
			return;
		}
		RedisCall.RangeCall call = new RedisCall.RangeCall(name, key,
				new RedisCall.Range(this.setup.now(), weight.moment(), RedisCall.Range.NO_LIMIT, this.withScores),
				weight.bytesOfReply());
		this.next.add(this.setup.topology().divertsPlainReads() ? call.byScript(CallPacker.MAX_BYTES) : call);
	}

	@Override
	public void postpone(RedisCall call) {
		keepPlace(((RedisCall.RangeCall) call).name());
		this.next.add(call);
	}

	private void keepPlace(String name) {
		this.results.putIfAbsent(name, this.nothing);
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
		if (!this.cutOff.isEmpty()) {
			return many(weights());
		}
		if (!this.next.isEmpty()) {
			return many(taken());
		}
		if (!this.pagedReads.isEmpty()) {
			return this.pagedReads.remove().start();
		}
		this.failed.throwIfAny(this.names, this.results);
		this.setup.counters().read(this.results.values());
		return new Step.Done<>(this.result.apply(Collections.unmodifiableMap(this.results)));
	}

	private Step<R> many(Iterator<? extends RedisCall> calls) {
		return new Step.Next<>(new Request.Many<>(calls, this, this.setup.errors()));
	}

	/**
	 * Returns calls that ask how large the names are: a script that may read no value.
	 */
	private Iterator<? extends RedisCall> weights() {
		RedisCall.Range none = new RedisCall.Range(this.setup.now(), Ascii.NOTHING, 0, this.withScores);
		IntSupplier together = (this.cutOff.size() == 1) ? () -> 1
				: this.setup.namesPerCall(ReadRequests.MAX_NAMES_OF_CALL);
		CallPacker packer = new CallPacker(Script.LIVE, () -> none.scriptArgs(CallPacker.MAX_BYTES), together,
				RedisCall.RangeCall.COST);
		List<Slice> slices = this.cutOff.stream().map((call) -> Slice.of(call.name(), call.key())).toList();
		this.cutOff.clear();
		return packer.pack(slices.iterator());
	}

	/**
	 * Returns what there is, and what is added in the meantime.
	 */
	private Iterator<RedisCall> taken() {
		return new Iterator<>() {

			@Override
			public boolean hasNext() {
				return !LiveFold.this.next.isEmpty();
			}

			@Override
			public RedisCall next() {
				return LiveFold.this.next.remove();
			}

		};
	}

}
