package io.multimapttl.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What became of every write as far as its caller knows, to be compared with what Redis
 * holds at the end. Each value of a name belongs to one writer, who makes one call about
 * it at a time; different writers may share a name, but not delete it then.
 * <p>
 * A call that returned is <em>acknowledged</em>: what it added has to be there until its
 * ttl is over, what it removed has to be gone. A call about one name that Redis itself
 * answered with an error has <em>failed</em>: everything is as it was before. After any
 * other exception nobody <em>knows</em>: what was to be added may be there, at any time
 * from then on, and what was to be removed may go, also when it is added again.
 */
public final class Ledger {

	private final ConcurrentMap<String, ConcurrentMap<String, Entry>> entries = new ConcurrentHashMap<>();

	private final LongAdder acknowledged = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder unknown = new LongAdder();

	/**
	 * Adds values.
	 * @param <T> what the call answers
	 * @param name the name
	 * @param values its values
	 * @param ttl their ttl
	 * @param call the call that adds them
	 * @return what became of it
	 */
	public <T> Outcome<T> add(String name, Collection<String> values, Duration ttl, Callable<T> call) {
		return add(Map.of(name, values), ttl, call);
	}

	/**
	 * Adds values of several names.
	 * @param <T> what the call answers
	 * @param valuesByName the values
	 * @param ttl their ttl
	 * @param call the call that adds them
	 * @return what became of it
	 */
	public <T> Outcome<T> add(Map<String, ? extends Collection<String>> valuesByName, Duration ttl, Callable<T> call) {
		List<Entry> concerned = new ArrayList<>();
		valuesByName.forEach((name, values) -> {
			ConcurrentMap<String, Entry> ofName = this.entries.computeIfAbsent(name,
					(key) -> new ConcurrentHashMap<>());
			values.forEach((value) -> concerned.add(ofName.computeIfAbsent(value, (key) -> new Entry())));
		});
		long livesUntil = System.currentTimeMillis() + ttl.toMillis();
		concerned.forEach(Entry::adding);
		Outcome<T> outcome = call(valuesByName.size() == 1, call);
		concerned.forEach((entry) -> entry.added(outcome.kind(), livesUntil));
		return outcome;
	}

	/**
	 * Removes values of a name.
	 * @param <T> what the call answers
	 * @param name the name
	 * @param values the values
	 * @param call the call that removes them
	 * @return what became of it
	 */
	public <T> Outcome<T> remove(String name, Collection<String> values, Callable<T> call) {
		ConcurrentMap<String, Entry> ofName = this.entries.getOrDefault(name, new ConcurrentHashMap<>());
		List<Entry> concerned = values.stream().map(ofName::get).filter(Objects::nonNull).toList();
		return remove(concerned, true, call);
	}

	/**
	 * Deletes names, which have to belong to the caller with all their values.
	 * @param <T> what the call answers
	 * @param names the names
	 * @param call the call that deletes them
	 * @return what became of it
	 */
	public <T> Outcome<T> delete(Collection<String> names, Callable<T> call) {
		List<Entry> concerned = names.stream()
			.map(this.entries::get)
			.filter(Objects::nonNull)
			.flatMap((ofName) -> ofName.values().stream())
			.toList();
		return remove(concerned, names.size() == 1, call);
	}

	private <T> Outcome<T> remove(List<Entry> concerned, boolean oneName, Callable<T> call) {
		concerned.forEach(Entry::removing);
		Outcome<T> outcome = call(oneName, call);
		concerned.forEach((entry) -> entry.removed(outcome.kind()));
		return outcome;
	}

	private <T> Outcome<T> call(boolean oneName, Callable<T> call) {
		Outcome<T> outcome = Outcome.of(call);
		if (outcome.kind() == Kind.FAILED && (!oneName || isSecondAttempt(outcome))) {
			// Other names of the batch may have been written, or the first attempt was
			// taken
			outcome = new Outcome<>(Kind.UNKNOWN, null, outcome.failure(), outcome.nanos());
		}
		switch (outcome.kind()) {
			case ACKNOWLEDGED -> this.acknowledged.increment();
			case FAILED -> this.failed.increment();
			case UNKNOWN -> this.unknown.increment();
		}
		return outcome;
	}

	/**
	 * Returns whether the driver may have sent the call a second time: the server that
	 * refuses it has just been started, and the one before it may have done it.
	 */
	private static boolean isSecondAttempt(Outcome<?> outcome) {
		return String.valueOf(NestedExceptionUtils.getMostSpecificCause(outcome.failure()).getMessage())
			.startsWith("LOADING");
	}

	/**
	 * Says that the server has lost everything that it had acknowledged so far. What is
	 * on its way is not affected.
	 */
	public void everythingIsLost() {
		this.entries.values().forEach((ofName) -> ofName.values().forEach(Entry::lost));
	}

	/**
	 * Returns how many calls returned.
	 * @return the number of calls
	 */
	public long acknowledged() {
		return this.acknowledged.sum();
	}

	/**
	 * Returns how many calls Redis refused.
	 * @return the number of calls
	 */
	public long failed() {
		return this.failed.sum();
	}

	/**
	 * Returns how many calls failed otherwise.
	 * @return the number of calls
	 */
	public long unknown() {
		return this.unknown.sum();
	}

	/**
	 * Compares with what Redis holds. No call may be under way.
	 * @param keyPrefix what the keys of the names start with, without the colon
	 * @param masters the servers that hold them
	 * @return the differences
	 */
	@SafeVarargs
	public final Comparison compare(String keyPrefix, RedisCommands<String, String>... masters) {
		Contents contents = Contents.read(keyPrefix, masters);
		List<String> missing = new ArrayList<>();
		this.entries.forEach((name, ofName) -> ofName.forEach((value, entry) -> {
			if (entry.hasToBeThere(contents.readUntilMillis()) && !contents.has(name, value)) {
				missing.add(name + " -> " + value);
			}
		}));
		List<String> unsent = new ArrayList<>();
		contents.expiries().forEach((name, ofName) -> ofName.keySet().forEach((value) -> {
			Entry entry = this.entries.getOrDefault(name, new ConcurrentHashMap<>()).get(value);
			if (contents.isLive(name, value) && (entry == null || !entry.mayBeThere())) {
				unsent.add(name + " -> " + value);
			}
		}));
		return new Comparison(missing, unsent, contents.withoutTtl(), contents.dyingEarly(), contents.values());
	}

	/**
	 * Demands that Redis holds what it should.
	 * @param keyPrefix what the keys of the names start with, without the colon
	 * @param masters the servers that hold them
	 * @return what was compared
	 */
	@SafeVarargs
	public final Comparison assertAgrees(String keyPrefix, RedisCommands<String, String>... masters) {
		Comparison comparison = compare(keyPrefix, masters);
		assertThat(comparison.missing()).as("acknowledged, but missing").isEmpty();
		assertThat(comparison.unsent()).as("there, but not sent, refused or removed").isEmpty();
		assertThat(comparison.withoutTtl()).as("keys without a ttl").isEmpty();
		assertThat(comparison.dyingEarly()).as("keys that die before their values").isEmpty();
		return comparison;
	}

	@Override
	public String toString() {
		return "%,d acknowledged, %,d refused, %,d unknown".formatted(acknowledged(), failed(), unknown());
	}

	/**
	 * What the caller of a write knows afterwards.
	 */
	public enum Kind {

		/** The call returned. */
		ACKNOWLEDGED,

		/** Redis itself refused it, and nothing was done. */
		FAILED,

		/** It may have been done. */
		UNKNOWN

	}

	/**
	 * What became of a call.
	 *
	 * @param <T> what the call answers
	 * @param kind what is known
	 * @param answer the answer, if there was one
	 * @param failure the exception, if there was none
	 * @param nanos how long it took
	 */
	public record Outcome<T>(Kind kind, @Nullable T answer, @Nullable Exception failure, long nanos) {

		/**
		 * Makes a call that the ledger need not know of, such as a read.
		 * @param <T> what the call answers
		 * @param call the call
		 * @return what became of it
		 */
		public static <T> Outcome<T> of(Callable<T> call) {
			long start = System.nanoTime();
			try {
				T answer = call.call();
				return new Outcome<>(Kind.ACKNOWLEDGED, answer, null, System.nanoTime() - start);
			}
			catch (Exception ex) {
				boolean refused = NestedExceptionUtils
					.getMostSpecificCause(ex) instanceof RedisCommandExecutionException;
				return new Outcome<>(refused ? Kind.FAILED : Kind.UNKNOWN, null, ex, System.nanoTime() - start);
			}
		}

		/**
		 * Returns whether the call returned.
		 * @return whether there is an answer
		 */
		public boolean isAcknowledged() {
			return this.kind == Kind.ACKNOWLEDGED;
		}

		/**
		 * Returns how long the call took.
		 * @return the time
		 */
		public Duration took() {
			return Duration.ofNanos(this.nanos);
		}

	}

	/**
	 * In what Redis differs from what it should hold.
	 *
	 * @param missing what was acknowledged and is not there
	 * @param unsent what is there and was never sent, or was refused or removed
	 * @param withoutTtl keys without a TTL
	 * @param dyingEarly keys whose TTL is shorter than that of a value
	 * @param values how many values were looked at
	 */
	public record Comparison(List<String> missing, List<String> unsent, List<String> withoutTtl,
			List<String> dyingEarly, long values) {

	}

	/**
	 * What is known of one value of a name.
	 */
	private static final class Entry {

		/** Until when it has to be there, in Unix milliseconds; 0 for not at all. */
		private long thereUntil;

		private boolean mayBeThere;

		/** A removal of which nobody knows may still happen. */
		private boolean mayGo;

		/** An addition of which nobody knows may still happen. */
		private boolean mayCome;

		/** The shortest life that such an addition would give it. */
		private long livesUntilAtLeast = Long.MAX_VALUE;

		private long thereUntilBefore;

		private boolean mayBeThereBefore;

		synchronized void adding() {
			remember();
			this.mayBeThere = true;
			// It may be given a shorter life at any moment from now on
			this.thereUntil = 0;
		}

		synchronized void added(Kind kind, long livesUntil) {
			switch (kind) {
				case ACKNOWLEDGED -> this.thereUntil = this.mayGo ? 0 : Math.min(livesUntil, this.livesUntilAtLeast);
				case FAILED -> restore();
				case UNKNOWN -> {
					this.mayCome = true;
					this.livesUntilAtLeast = Math.min(this.livesUntilAtLeast, livesUntil);
					this.thereUntil = this.mayGo ? 0 : Math.min(this.thereUntilBefore, livesUntil);
				}
			}
		}

		synchronized void removing() {
			remember();
			this.thereUntil = 0;
		}

		synchronized void removed(Kind kind) {
			switch (kind) {
				case ACKNOWLEDGED -> this.mayBeThere = this.mayCome;
				case FAILED -> restore();
				case UNKNOWN -> this.mayGo = true;
			}
		}

		synchronized void lost() {
			this.thereUntil = 0;
			this.thereUntilBefore = 0;
		}

		synchronized boolean hasToBeThere(long millis) {
			return this.thereUntil > millis;
		}

		synchronized boolean mayBeThere() {
			return this.mayBeThere;
		}

		private void remember() {
			this.thereUntilBefore = this.thereUntil;
			this.mayBeThereBefore = this.mayBeThere;
		}

		private void restore() {
			this.thereUntil = this.thereUntilBefore;
			this.mayBeThere = this.mayBeThereBefore;
		}

	}

	/**
	 * What Redis holds.
	 *
	 * @param expiries when each value of each name expires, in Unix milliseconds
	 * @param withoutTtl keys without a TTL
	 * @param dyingEarly keys whose TTL is shorter than that of a value
	 * @param readFromMillis when reading began, by the server's clock
	 * @param readUntilMillis when reading ended
	 */
	public record Contents(Map<String, Map<String, Long>> expiries, List<String> withoutTtl, List<String> dyingEarly,
			long readFromMillis, long readUntilMillis) {

		private static final int KEYS_AT_ONCE = 500;

		// ARGV: the keys, as arguments, since on a cluster they have different slots.
		// Thousands of keys one by one would take seconds
		private static final String READ = """
				local found = {}
				for i, key in ipairs(ARGV) do
				  found[i] = {key, redis.call('PEXPIRETIME', key), redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')}
				end
				return found
				""";

		/**
		 * Reads everything.
		 * @param keyPrefix what the keys start with, without the colon
		 * @param masters the servers
		 * @return the contents
		 */
		@SafeVarargs
		public static Contents read(String keyPrefix, RedisCommands<String, String>... masters) {
			Map<String, Map<String, Long>> expiries = new ConcurrentHashMap<>();
			List<String> withoutTtl = new ArrayList<>();
			List<String> dyingEarly = new ArrayList<>();
			long from = Long.MAX_VALUE;
			long until = 0;
			for (RedisCommands<String, String> master : masters) {
				from = Math.min(from, millis(master));
				for (List<?> found : read(master, keys(master, keyPrefix + ":"))) {
					String key = (String) found.get(0);
					long dies = (Long) found.get(1);
					List<?> values = (List<?>) found.get(2);
					Map<String, Long> ofName = new ConcurrentHashMap<>();
					for (int i = 0; i < values.size(); i += 2) {
						ofName.put((String) values.get(i),
								Math.round(Double.parseDouble((String) values.get(i + 1)) * 1000));
					}
					// -2: it has expired in between
					if (dies == -1) {
						withoutTtl.add(key);
					}
					else if (dies > 0 && ofName.values().stream().anyMatch((expiry) -> expiry > dies)) {
						dyingEarly.add(key);
					}
					expiries.put(key.substring(keyPrefix.length() + 1), ofName);
				}
				until = Math.max(until, millis(master));
			}
			return new Contents(expiries, withoutTtl, dyingEarly, from, until);
		}

		private static List<List<?>> read(RedisCommands<String, String> master, List<String> keys) {
			List<List<?>> found = new ArrayList<>();
			for (int i = 0; i < keys.size(); i += KEYS_AT_ONCE) {
				String[] some = keys.subList(i, Math.min(i + KEYS_AT_ONCE, keys.size())).toArray(String[]::new);
				found.addAll(master.<List<List<?>>>eval(READ, ScriptOutputType.MULTI, new String[0], some));
			}
			return found;
		}

		private static List<String> keys(RedisCommands<String, String> master, String start) {
			Predicate<String> ours = (key) -> key.startsWith(start);
			return master.keys("*").stream().filter(ours).toList();
		}

		private static long millis(RedisCommands<String, String> master) {
			List<String> time = master.time();
			return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
		}

		boolean has(String name, String value) {
			return this.expiries.getOrDefault(name, Map.of()).containsKey(value);
		}

		boolean isLive(String name, String value) {
			return this.expiries.getOrDefault(name, Map.of()).getOrDefault(value, 0L) > this.readFromMillis;
		}

		/**
		 * Returns how many values there are.
		 * @return the number of values, expired ones included
		 */
		public long values() {
			return this.expiries.values().stream().mapToLong(Map::size).sum();
		}

	}

}
