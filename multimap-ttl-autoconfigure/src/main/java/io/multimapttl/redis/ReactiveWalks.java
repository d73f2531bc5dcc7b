package io.multimapttl.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.dao.DataAccessException;

/**
 * Walks what is too large to be held, page by page as it is asked for: all names of one
 * multimap, or all values of a name.
 *
 * @param <V> the type of the values
 * @see BlockingWalks
 */
final class ReactiveWalks<V> {

	private final Setup<V> setup;

	private final ReadRequests<V> reads;

	private final WriteRequests<V> writes;

	private final ReactiveSender sender;

	private final ReactiveRoute route;

	ReactiveWalks(Setup<V> setup, ReadRequests<V> reads, WriteRequests<V> writes, ReactiveSender sender,
			ReactiveRoute route) {
		this.setup = setup;
		this.reads = reads;
		this.writes = writes;
		this.sender = sender;
		this.route = route;
	}

	Flux<String> names() {
		return pages().concatMap((keys) -> this.sender.send(() -> this.reads.liveNames(keys)), 0)
			.flatMapIterable(Function.identity(), 1);
	}

	Mono<Void> clear() {
		return pages().concatMap((keys) -> this.sender.send(() -> this.writes.unlink(keys)), 0).then();
	}

	private Flux<List<byte[]>> pages() {
		return this.route.scan(this.setup.prefix().scanPattern().getBytes(StandardCharsets.UTF_8))
			.onErrorMap(DataAccessException.class,
					(failure) -> this.route.explainScan(this.setup.errors().apply(failure)))
			.buffer(BlockingWalks.PAGE);
	}

	/**
	 * The time that connecting takes does not count as passed since the server told its
	 * moment.
	 */
	Flux<V> values(String name) {
		return Flux.defer(() -> {
			Request<Weight> weight = this.reads.weight(name);
			return this.sender.connect().thenMany(Flux.defer(() -> values(name, weight)));
		});
	}

	private Flux<V> values(String name, Request<Weight> weight) {
		long sentAt = System.nanoTime();
		return this.sender.send(() -> weight).flatMapMany((told) -> {
			DoubleSupplier clock = this.setup.expiry().ticking(told.moment(), sentAt);
			return ReactiveSender.present(members(name, Ascii.number(told.valuesOfPage())),
					(member) -> decoded(name, member, clock));
		});
	}

	private @Nullable V decoded(String name, ValuePage.Member member, DoubleSupplier clock) {
		return (member.score() > clock.getAsDouble()) ? this.setup.codec().decode(name, member.value()) : null;
	}

	/**
	 * Returns all values, expired ones too. A page is sent for while there may still be
	 * some left of the one before.
	 */
	private Flux<ValuePage.Member> members(String name, byte[] valuesOfPage) {
		return page(name, ValuePage.START, valuesOfPage)
			.expand((page) -> page.isLast() ? Mono.empty() : page(name, page.cursor(), valuesOfPage))
			.concatMapIterable(Function.identity(), 1);
	}

	private Mono<ValuePage> page(String name, byte[] cursor, byte[] valuesOfPage) {
		return this.sender.send(() -> this.reads.page(name, cursor, valuesOfPage));
	}

}
