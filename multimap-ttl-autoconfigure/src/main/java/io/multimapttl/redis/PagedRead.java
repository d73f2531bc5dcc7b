package io.multimapttl.redis;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.multimapttl.redis.Request.Step;

/**
 * Reads all values of a name that is too large for one reply, page by page, so what comes
 * of it is no snapshot.
 *
 * @param <R> the type of the result
 * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>
 */
final class PagedRead<R> {

	private static final Comparator<Map.Entry<ByteBuffer, Double>> ORDER = Map.Entry
		.<ByteBuffer, Double>comparingByValue()
		.thenComparing((entry) -> entry.getKey().array(), Arrays::compareUnsigned);

	private final Setup<?> setup;

	private final String name;

	private final byte[] key;

	private final byte[] valuesOfPage;

	/** Pages may repeat values: the last word on when one expires counts. */
	private final Map<ByteBuffer, Double> scores = new HashMap<>();

	private final BiFunction<byte[], PagedRead<R>, Step<R>> result;

	private double now;

	/**
	 * Creates a read.
	 * @param setup the multimap
	 * @param name the name
	 * @param key its key
	 * @param weight how much there is
	 * @param result makes the next step of the moment of the last page, in seconds, and
	 * of this
	 */
	PagedRead(Setup<?> setup, String name, byte[] key, Weight weight,
			BiFunction<byte[], PagedRead<R>, Step<R>> result) {
		this.setup = setup;
		this.name = name;
		this.key = key;
		this.valuesOfPage = Ascii.number(weight.valuesOfPage());
		this.result = result;
	}

	Step<R> start() {
		return next(Ascii.number(0));
	}

	private Step<R> next(byte[] cursor) {
		RedisCall page = RedisCall.ScriptCall.of(Script.SCAN, this.name, this.key, this.setup.now(), cursor,
				this.valuesOfPage);
		return new Step.Next<>(
				new Request.One<>(page, (reply) -> accept((List<?>) reply), this.setup.errors(this.name)));
	}

	private Step<R> accept(List<?> page) {
		byte[] now = (byte[]) page.get(0);
		byte[] cursor = (byte[]) page.get(1);
		for (int i = 2; i < page.size(); i += 2) {
			this.scores.put(ByteBuffer.wrap((byte[]) page.get(i)), ExpiryScore.of(page.get(i + 1)));
		}
		if (!Arrays.equals(cursor, Ascii.number(0))) {
			return next(cursor);
		}
		this.now = ExpiryScore.of(now);
		return this.result.apply(now, this);
	}

	/**
	 * Returns what is live when the last page has come.
	 * @param withScores whether each value has its score behind it
	 * @return the values, the soonest to expire first
	 */
	List<Object> elements(boolean withScores) {
		List<Object> elements = new ArrayList<>();
		live().forEach((value) -> {
			elements.add(value.getKey().array());
			if (withScores) {
				elements.add(value.getValue());
			}
		});
		return elements;
	}

	/**
	 * Returns what expires last of what is live when the last page has come.
	 * @param limit how many values at the most
	 * @return the values, the latest first
	 */
	List<Object> latest(int limit) {
		List<Map.Entry<ByteBuffer, Double>> live = live();
		List<Object> latest = new ArrayList<>();
		for (int i = live.size() - 1; i >= 0 && latest.size() < limit; i--) {
			latest.add(live.get(i).getKey().array());
		}
		return latest;
	}

	private List<Map.Entry<ByteBuffer, Double>> live() {
		return this.scores.entrySet().stream().filter((value) -> value.getValue() > this.now).sorted(ORDER).toList();
	}

}
