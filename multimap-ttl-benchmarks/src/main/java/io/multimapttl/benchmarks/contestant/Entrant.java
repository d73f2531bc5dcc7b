package io.multimapttl.benchmarks.contestant;

import java.time.Duration;
import java.util.function.BiFunction;

import io.multimapttl.benchmarks.server.RedisAddress;

/**
 * Who can take part.
 */
public enum Entrant {

	/** This library. */
	MULTIMAP("multimap-ttl",
			(address, prefix) -> new MultiMapContestant(SpringConnections.plain(address), prefix,
					Duration.ofMillis(1))),

	/** This library in its reactive form. */
	MULTIMAP_REACTIVE("multimap-ttl-reactive",
			(address, prefix) -> new ReactiveForm(MULTIMAP.maker.apply(address, prefix))),

	/** This library with {@code precision=1s}. */
	MULTIMAP_SECONDS("multimap-ttl-1s",
			(address, prefix) -> new MultiMapContestant(SpringConnections.plain(address), prefix,
					Duration.ofSeconds(1))),

	/** This library with its metrics in a registry, and a timer of its observations. */
	MULTIMAP_OBSERVED("multimap-ttl-observed",
			(address, prefix) -> MultiMapContestant.observed(SpringConnections.plain(address), prefix)),

	/** The same without timers of active calls, the dearer half of what a timer costs. */
	MULTIMAP_TIMED("multimap-ttl-timed",
			(address, prefix) -> MultiMapContestant.timed(SpringConnections.plain(address), prefix)),

	/** Spring Data Redis by hand, with its default settings. */
	SPRING_DATA("spring-data",
			(address, prefix) -> new SpringDataContestant(SpringConnections.plain(address), prefix, false)),

	/** Spring Data Redis by hand, by its reactive template. */
	SPRING_DATA_REACTIVE("spring-data-reactive",
			(address, prefix) -> new ReactiveForm(SPRING_DATA.maker.apply(address, prefix))),

	/** Spring Data Redis by hand, with a pool of 8. */
	SPRING_DATA_POOLED("spring-data-pooled",
			(address, prefix) -> new SpringDataContestant(SpringConnections.pooled(address), prefix, true)),

	/** Spring Data Redis by hand, with a pool of 8, pipelines flushed at their end. */
	SPRING_DATA_FLUSHED("spring-data-pooled-flush-on-close",
			(address, prefix) -> new SpringDataContestant(SpringConnections.pooledAndFlushedOnClose(address), prefix,
					true)),

	/** Lettuce without Spring. */
	LETTUCE("lettuce", LettuceContestant::new),

	/** Redisson's {@code RSetCache}. */
	REDISSON("redisson", RedissonContestant::new),

	/** Redisson's {@code RSetCacheReactive}. */
	REDISSON_REACTIVE("redisson-reactive",
			(address, prefix) -> new ReactiveForm(REDISSON.maker.apply(address, prefix))),

	/** Bytes to a socket, as fast as the server takes them. */
	LIMIT("limit", LimitContestant::ofPlainCommands),

	/** The scripts of this library, one name a call, written like the limit. */
	SINGLE_CALLS("single-calls", LimitContestant::ofSingleCalls);

	private final String id;

	private final String prefix;

	private final BiFunction<RedisAddress, String, Contestant> maker;

	Entrant(String id, BiFunction<RedisAddress, String, Contestant> maker) {
		this.id = id;
		this.prefix = "multimap-bench." + (char) ('a' + ordinal());
		this.maker = maker;
	}

	/**
	 * Returns what the entrant is called in tables.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns what the keys begin with. All prefixes are of the same length: so each
	 * contestant sends as many bytes, and has its names in as many slots of a cluster.
	 * @return the key prefix
	 */
	String prefix() {
		return this.prefix;
	}

	/**
	 * Connects.
	 * @param address where Redis is
	 * @return the contestant, with connections of its own
	 */
	public Contestant connect(RedisAddress address) {
		return this.maker.apply(address, this.prefix);
	}

	@Override
	public String toString() {
		return this.id;
	}

}
