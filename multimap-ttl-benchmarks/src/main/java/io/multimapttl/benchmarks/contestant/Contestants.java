package io.multimapttl.benchmarks.contestant;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

import io.multimapttl.benchmarks.server.RedisAddress;
import org.jspecify.annotations.Nullable;

/**
 * The contestants on one Redis, connected when they are first needed.
 */
public final class Contestants implements AutoCloseable {

	private final RedisAddress address;

	private final Map<Entrant, Contestant> connected = new EnumMap<>(Entrant.class);

	private final @Nullable Contestant otherBuild;

	/**
	 * Contestants on a Redis.
	 * @param address where it is
	 * @param otherBuild the jar of another build of this library, if one takes part
	 */
	public Contestants(RedisAddress address, @Nullable Path otherBuild) {
		this.address = address;
		this.otherBuild = (otherBuild != null)
				? new OtherBuild(otherBuild).connect(address, Entrant.prefix(Entrant.values().length)) : null;
	}

	/**
	 * Returns a contestant, always the same.
	 * @param entrant who it is
	 * @return the contestant
	 */
	public Contestant get(Entrant entrant) {
		return this.connected.computeIfAbsent(entrant, (absent) -> absent.connect(this.address));
	}

	/**
	 * Returns the other build of this library.
	 * @return the contestant, or {@code null} if none takes part
	 */
	public @Nullable Contestant otherBuild() {
		return this.otherBuild;
	}

	@Override
	public void close() {
		this.connected.values().forEach(Contestant::close);
		if (this.otherBuild != null) {
			this.otherBuild.close();
		}
	}

}
