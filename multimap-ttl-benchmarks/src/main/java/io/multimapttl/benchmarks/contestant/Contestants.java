package io.multimapttl.benchmarks.contestant;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

import io.multimapttl.benchmarks.server.RedisAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

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
		this.otherBuild = (otherBuild != null) ? connectBoth(new OtherBuild(otherBuild)) : null;
	}

	/**
	 * Both builds share the connections and the keys: where memory lies, or a thread
	 * runs, makes more difference than there may be between them.
	 */
	private Contestant connectBoth(OtherBuild otherBuild) {
		LettuceConnectionFactory connectionFactory = SpringConnections.plain(this.address);
		String prefix = Entrant.MULTIMAP.prefix();
		this.connected.put(Entrant.MULTIMAP,
				new MultiMapContestant(connectionFactory, prefix, MultiMapContestant.FINEST));
		return otherBuild.connect(connectionFactory, prefix);
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
		// The other build has no connection but those of this one
		this.connected.values().forEach(Contestant::close);
	}

}
