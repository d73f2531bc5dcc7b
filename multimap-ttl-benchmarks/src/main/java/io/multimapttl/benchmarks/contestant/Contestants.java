package io.multimapttl.benchmarks.contestant;

import java.util.EnumMap;
import java.util.Map;

import io.multimapttl.benchmarks.server.RedisAddress;

/**
 * The contestants on one Redis, connected when they are first needed.
 */
public final class Contestants implements AutoCloseable {

	private final RedisAddress address;

	private final Map<Entrant, Contestant> connected = new EnumMap<>(Entrant.class);

	/**
	 * Contestants on a Redis.
	 * @param address where it is
	 */
	public Contestants(RedisAddress address) {
		this.address = address;
	}

	/**
	 * Returns a contestant, always the same.
	 * @param entrant who it is
	 * @return the contestant
	 */
	public Contestant get(Entrant entrant) {
		return this.connected.computeIfAbsent(entrant, (absent) -> absent.connect(this.address));
	}

	@Override
	public void close() {
		this.connected.values().forEach(Contestant::close);
	}

}
