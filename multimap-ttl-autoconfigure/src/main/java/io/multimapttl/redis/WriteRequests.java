package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import io.multimapttl.Addition.Outcome;
import io.multimapttl.Addition;
import io.multimapttl.redis.ExpiringValueSlices.Member;
import io.multimapttl.redis.Request.Step;
import io.multimapttl.Removal;
import io.multimapttl.support.Arguments;
import io.multimapttl.support.Bound;
import io.multimapttl.WhenFull;

import org.springframework.util.Assert;

/**
 * The requests of one multimap that change something in Redis. Arguments are checked, and
 * encoded, when a request is made.
 *
 * @param <V> the type of the values
 */
final class WriteRequests<V> {

	/** A purge by hand takes so many values a round trip, some 3 ms of the server. */
	private static final byte[] PURGED_AT_ONCE = Ascii.number(10_000);

	private static final byte[] ONE = Ascii.number(1);

	/** Where each value comes with an expiry. */
	private static final byte[] NO_TTL = Ascii.NOTHING;

	/** How many arguments all scripts that write begin with. */
	private static final int HEADER = 4;

	private final Setup<V> setup;

	private final byte[] purgeBudget;

	private final byte[] limit;

	private final boolean bounded;

	WriteRequests(Setup<V> setup) {
		this.setup = setup;
		this.purgeBudget = Ascii.number(setup.purgeBudget());
		this.limit = limit(setup.bound());
		this.bounded = setup.bound().maxValues().isPresent();
	}

	/**
	 * Returns a limit as scripts take it.
	 */
	private static byte[] limit(Bound bound) {
		if (bound.maxValues().isEmpty()) {
			return Ascii.NOTHING;
		}
		int most = bound.maxValues().getAsInt();
		return Ascii.number((bound.whenFull() == WhenFull.REFUSE) ? -most : most);
	}

	Request<Boolean> add(String name, V value, Duration ttl) {
		byte[] key = this.setup.key(name);
		Script script = this.bounded ? Script.ADD_BOUNDED : Script.ADD;
		return one(call(script, name, key, ttl(ttl), ONE, bytes(value)), (reply) -> added(reply) == 1);
	}

	Request<Boolean> add(String name, V value, Instant expiresAt) {
		byte[] key = this.setup.key(name);
		byte[] score = ExpiryScore.score(Arguments.millis(expiresAt));
		RedisCall.ScriptCall call = this.bounded ? call(Script.ADD_BOUNDED, name, key, NO_TTL, ONE, score, bytes(value))
				: call(Script.ADD_EXPIRING, name, key, ONE, score, bytes(value));
		return one(call, (reply) -> added(reply) == 1);
	}

	Request<Long> addAll(String name, Collection<? extends V> values, Duration ttl) {
		return sliced(name, addCalls(encoded(Collections.singletonMap(name, values)), ttl), this::added);
	}

	Request<Long> addAll(String name, Collection<? extends V> values, Instant expiresAt) {
		long expiry = Arguments.millis(expiresAt);
		Iterator<Slice> slices = Slices
			.encoded(() -> new ExpiringValueSlices<V>(this.setup.prefix(), (value) -> member(value, expiry),
					this.bounded, Collections.singletonMap(name, values).entrySet().iterator()));
		return sliced(name, addExpiringCalls(slices), this::added);
	}

	Request<Long> addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl) {
		Assert.notNull(valuesByName, "'valuesByName' must not be null");
		return batch(addCalls(encoded(valuesByName), ttl), this::addedMany);
	}

	/**
	 * Returns a request of names with values that are obtained when they are sent.
	 * @param entries the names with their values, which are checked as they are obtained
	 * @param ttl the values' time to live
	 * @return the request
	 */
	Request<Long> addMany(Iterator<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries,
			Duration ttl) {
		return batch(addCalls(valueSlices(entries), ttl), this::addedMany);
	}

	/**
	 * Returns what takes names with values as they come.
	 * @param ttl the values' time to live
	 * @return what to do with them
	 */
	Import<V> addMany(Duration ttl) {
		byte[] millis = ttl(ttl);
		return new Import<>((entry) -> valueSlices(List.of(entry).iterator()),
				this.setup.packer(addScript(), () -> header(millis), 1),
				batch(Collections.emptyIterator(), this::addedMany));
	}

	Request<Long> addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName) {
		Assert.notNull(expiriesByName, "'expiriesByName' must not be null");
		return batch(addExpiringCalls(Slices.encoded(() -> expiringSlices(expiriesByName))), this::addedMany);
	}

	private Slices<Map.Entry<V, Instant>> expiringSlices(
			Map<String, ? extends Map<? extends V, Instant>> expiriesByName) {
		return new ExpiringValueSlices<>(this.setup.prefix(),
				(entry) -> member(entry.getKey(), Arguments.millis(entry.getValue())), this.bounded,
				expiriesByName.entrySet()
					.stream()
					.map((entry) -> new SimpleEntry<>(entry.getKey(), WriteRequests.<V>entries(entry.getValue())))
					.iterator());
	}

	private Member member(V value, long expiry) {
		return new Member(bytes(value), expiry, this.setup.expiry().roundedUp(expiry));
	}

	/**
	 * Returns the entries of a map, which are only read.
	 */
	@SuppressWarnings("unchecked")
	private static <V> Collection<Map.Entry<V, Instant>> entries(Map<? extends V, Instant> expiries) {
		Assert.notNull(expiries, "'expiries' must not be null");
		return ((Map<V, Instant>) expiries).entrySet();
	}

	private Iterator<Slice> encoded(Map<String, ? extends Collection<? extends V>> valuesByName) {
		return Slices.encoded(() -> valueSlices(valuesByName.entrySet().iterator()));
	}

	private Iterator<RedisCall.ScriptCall> addCalls(Iterator<Slice> slices, Duration ttl) {
		byte[] millis = ttl(ttl);
		return calls(addScript(), () -> header(millis), slices);
	}

	private Script addScript() {
		return this.bounded ? Script.ADD_BOUNDED : Script.ADD;
	}

	private Iterator<RedisCall.ScriptCall> addExpiringCalls(Iterator<Slice> slices) {
		return this.bounded ? calls(Script.ADD_BOUNDED, () -> header(NO_TTL), slices)
				: calls(Script.ADD_EXPIRING, this::header, slices);
	}

	private ValueSlices<V> valueSlices(
			Iterator<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries) {
		return valueSlices(this.bounded, entries);
	}

	private ValueSlices<V> valueSlices(boolean whole,
			Iterator<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries) {
		return new ValueSlices<>(this.setup.prefix(), this.setup.codec(), whole, entries);
	}

	private long addedMany(WriteSums reply) {
		long added = added(reply);
		reply.failedNames().throwBatchIfAny("written");
		return added;
	}

	private long added(WriteSums reply) {
		this.setup.counters().added(reply.count());
		return reply.count();
	}

	Request<Boolean> addIfAbsent(String name, V value, Duration ttl) {
		byte[] key = this.setup.key(name);
		RedisCall.ScriptCall call = this.bounded
				? call(Script.ADD_BOUNDED_IF_ABSENT, name, key, ttl(ttl), ONE, bytes(value))
				: call(Script.ADD_IF_ABSENT, name, key, ttl(ttl), bytes(value));
		return one(call, (reply) -> added(reply) == 1);
	}

	Request<Addition<V>> addAndCount(String name, V value, Duration ttl) {
		return addAndCount(name, value, ttl, this.setup.bound());
	}

	Request<Addition<V>> addAndCount(String name, V value, Duration ttl, int maxValues) {
		return addAndCount(name, value, ttl, this.setup.bound().withMaxValues(maxValues));
	}

	private Request<Addition<V>> addAndCount(String name, V value, Duration ttl, Bound bound) {
		byte[] key = this.setup.key(name);
		RedisCall.ScriptCall call = call(Script.ADD_AND_COUNT, limit(bound), name, key, ttl(ttl), bytes(value));
		return new Request.One<>(call, (reply) -> new Step.Done<>(addition(name, new CountReply((List<?>) reply))),
				this.setup.errors(name));
	}

	private Addition<V> addition(String name, CountReply reply) {
		Outcome outcome = reply.outcome();
		this.setup.counters().added((outcome == Outcome.ADDED) ? 1 : 0);
		this.setup.counters().refused((outcome == Outcome.REFUSED) ? 1 : 0);
		this.setup.counters().purged(reply.purged());
		this.setup.counters().evicted(reply.evicted());
		List<V> evicted = reply.values()
			.map((value) -> this.setup.codec().decodeIfReadable(name, value))
			.filter(Objects::nonNull)
			.toList();
		return new Addition<>(outcome, reply.size(), evicted, reply.evicted());
	}

	Request<Boolean> expire(String name, V value, Duration ttl) {
		byte[] key = this.setup.key(name);
		return one(call(Script.EXPIRE, name, key, ttl(ttl), Ascii.NOTHING, bytes(value)),
				(reply) -> reply.count() == 1);
	}

	Request<Boolean> expireAt(String name, V value, Instant expiresAt) {
		byte[] key = this.setup.key(name);
		byte[] millis = Ascii.number(Arguments.millis(expiresAt));
		return one(call(Script.EXPIRE, name, key, Ascii.NOTHING, millis, bytes(value)), (reply) -> reply.count() == 1);
	}

	Request<Boolean> remove(String name, V value) {
		byte[] key = this.setup.key(name);
		return one(call(Script.REMOVE, name, key, ONE, bytes(value)), (reply) -> removed(reply) == 1);
	}

	Request<Removal> removeAndCount(String name, V value) {
		byte[] key = this.setup.key(name);
		return new Request.One<>(call(Script.REMOVE_AND_COUNT, name, key, bytes(value)),
				(reply) -> new Step.Done<>(removal(new CountReply((List<?>) reply))), this.setup.errors(name));
	}

	private Removal removal(CountReply reply) {
		this.setup.counters().removed(reply.count());
		this.setup.counters().purged(reply.purged());
		return new Removal(reply.count() == 1, reply.size());
	}

	Request<Long> removeAll(String name, Collection<? extends V> values) {
		Iterator<Slice> slices = Slices
			.encoded(() -> valueSlices(false, Collections.singletonMap(name, values).entrySet().iterator()));
		// The script is about one name: two slices of it must not share a call
		CallPacker packer = new CallPacker(Script.REMOVE, this::header, () -> 1, 1);
		return sliced(name, packer.pack(values.isEmpty() ? Collections.emptyIterator() : slices), this::removed);
	}

	private long removed(WriteSums reply) {
		this.setup.counters().removed(reply.count());
		return reply.count();
	}

	Request<Long> delete(Collection<String> names) {
		Collection<String> distinct = this.setup.limits().distinctNames(names);
		Iterator<Slice> slices = distinct.stream().map((name) -> Slice.of(name, this.setup.key(name))).iterator();
		return batch(calls(Script.DELETE, this::header, slices), (reply) -> {
			reply.failedNames().throwIfAny(distinct.size(), "deleted");
			return reply.count();
		});
	}

	Request<Long> purge(String name) {
		return purge(name, this.setup.key(name), 0);
	}

	private Request<Long> purge(String name, byte[] key, long before) {
		byte[][] keyAndArgs = new byte[1 + HEADER][];
		keyAndArgs[0] = key;
		writeHeader(keyAndArgs, 1, PURGED_AT_ONCE, this.limit);
		RedisCall.ScriptCall call = RedisCall.ScriptCall.of(Script.PURGE, name, keyAndArgs);
		return new Request.One<>(call, (reply) -> {
			WriteSums purge = reply(call, reply);
			long purged = before + purge.purged();
			return (purge.count() > 0) ? new Step.Next<>(purge(name, key, purged)) : new Step.Done<>(purged);
		}, this.setup.errors(name));
	}

	/**
	 * Returns a request that drops keys, whatever they hold.
	 * @param keys the keys
	 * @return the request
	 */
	Request<Long> unlink(List<byte[]> keys) {
		int together = (keys.size() > 1) ? this.setup.namesPerCall(keys.size()).getAsInt() : 1;
		List<RedisCall.UnlinkCall> calls = new ArrayList<>();
		for (int i = 0; i < keys.size(); i += together) {
			calls.add(new RedisCall.UnlinkCall(
					keys.subList(i, Math.min(i + together, keys.size())).toArray(byte[][]::new)));
		}
		return new Request.Many<>(calls.iterator(), new Unlinked(), this.setup.errors());
	}

	private <R> Request<R> one(RedisCall.ScriptCall call, Function<WriteSums, R> result) {
		return new Request.One<>(call, (reply) -> new Step.Done<>(result.apply(reply(call, reply))),
				this.setup.errors(call.names().get(0)));
	}

	private WriteSums reply(RedisCall.ScriptCall call, Object reply) {
		WriteSums written = sums();
		written.add(call, reply);
		written.failedNames().throwIfAny(1, "written");
		return written;
	}

	/**
	 * Returns a request about one name whose values may need several calls.
	 */
	private <R> Request<R> sliced(String name, Iterator<RedisCall.ScriptCall> calls, Function<WriteSums, R> result) {
		return new Request.Many<>(calls, new WriteFold<>(sums(), (reply) -> {
			reply.failedNames().throwIfAny(1, "written");
			return result.apply(reply);
		}), this.setup.errors(name));
	}

	private <R> Request.Many<R> batch(Iterator<RedisCall.ScriptCall> calls, Function<WriteSums, R> result) {
		return new Request.Many<>(calls, new WriteFold<>(sums(), result), this.setup.errors());
	}

	private WriteSums sums() {
		return new WriteSums(this.setup.id(), this.setup.bound(), this.setup.counters());
	}

	private Iterator<RedisCall.ScriptCall> calls(Script script, Supplier<byte[][]> header, Iterator<Slice> slices) {
		return this.setup.calls(script, header, slices, 1);
	}

	private RedisCall.ScriptCall call(Script script, String name, byte[] key, byte[]... args) {
		return call(script, this.limit, name, key, args);
	}

	private RedisCall.ScriptCall call(Script script, byte[] limit, String name, byte[] key, byte[]... args) {
		byte[][] keyAndArgs = new byte[1 + HEADER + args.length][];
		keyAndArgs[0] = key;
		writeHeader(keyAndArgs, 1, this.purgeBudget, limit);
		System.arraycopy(args, 0, keyAndArgs, 1 + HEADER, args.length);
		return RedisCall.ScriptCall.of(script, name, keyAndArgs);
	}

	private byte[][] header(byte[]... args) {
		byte[][] header = new byte[HEADER + args.length][];
		writeHeader(header, 0, this.purgeBudget, this.limit);
		System.arraycopy(args, 0, header, HEADER, args.length);
		return header;
	}

	/**
	 * Writes what the arguments of all scripts that write begin with, see
	 * {@code write.lua}.
	 */
	private void writeHeader(byte[][] args, int start, byte[] purgeBudget, byte[] limit) {
		args[start] = this.setup.now();
		args[start + 1] = this.setup.expiry().precision();
		args[start + 2] = purgeBudget;
		args[start + 3] = limit;
	}

	private byte[] ttl(Duration ttl) {
		return this.setup.expiry().ttl(ttl);
	}

	private byte[] bytes(V value) {
		return this.setup.codec().encode(value);
	}

	/**
	 * Names with values that come one by one, and no request can be made of as a whole.
	 *
	 * @param <V> the type of the values
	 * @param slicer cuts a name with its values into slices, as they are asked for
	 * @param packer packs the slices into calls
	 * @param request what to do with the replies; it has no calls
	 */
	record Import<V>(Function<Map.Entry<String, ? extends Collection<? extends V>>, Iterator<Slice>> slicer,
			CallPacker packer, Request.Many<Long> request) {

		Iterator<Slice> slices(Map.Entry<String, ? extends Collection<? extends V>> entry) {
			return this.slicer.apply(entry);
		}

	}

	/**
	 * Sums up replies.
	 *
	 * @param <R> the type of the result
	 * @param sum the sum
	 * @param result makes the result of it
	 */
	private record WriteFold<R>(WriteSums sum, Function<WriteSums, R> result) implements Request.Fold<R> {

		@Override
		public void accept(RedisCall call, Object reply) {
			this.sum.add((RedisCall.ScriptCall) call, reply);
		}

		@Override
		public Step<R> finish() {
			return new Step.Done<>(this.result.apply(this.sum));
		}

	}

	/**
	 * Counts keys that were dropped.
	 */
	private static final class Unlinked implements Request.Fold<Long> {

		private long keys;

		@Override
		public void accept(RedisCall call, Object reply) {
			this.keys += (Long) reply;
		}

		@Override
		public Step<Long> finish() {
			return new Step.Done<>(this.keys);
		}

	}

}
