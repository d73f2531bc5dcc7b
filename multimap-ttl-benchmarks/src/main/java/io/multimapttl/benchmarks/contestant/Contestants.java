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

	private final Map<Entrant, Contestant> otherBuild = new EnumMap<>(Entrant.class);

	/**
	 * Contestants on a Redis.
	 * @param address where it is
	 * @param otherBuild the jar of another build of this library, if one takes part
	 */
	public Contestants(RedisAddress address, @Nullable Path otherBuild) {
		this.address = address;
		if (otherBuild != null) {
			connectBoth(new OtherBuild(otherBuild));
		}
	}

	/**
	 * Both builds share the connections and the keys: where memory lies, or a thread
	 * runs, makes more difference than there may be between them.
	 */
	private void connectBoth(OtherBuild otherBuild) {
		LettuceConnectionFactory connectionFactory = SpringConnections.plain(this.address);
		String prefix = Entrant.MULTIMAP.prefix();
		putBothForms(this.connected, new MultiMapContestant(connectionFactory, prefix, MultiMapContestant.FINEST));
		putBothForms(this.otherBuild, otherBuild.connect(connectionFactory, prefix));
	}

	private static void putBothForms(Map<Entrant, Contestant> contestants, Contestant multiMap) {
		contestants.put(Entrant.MULTIMAP, multiMap);
		contestants.put(Entrant.MULTIMAP_REACTIVE, new ReactiveForm(multiMap));
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
	 * @param entrant this library, in one of its forms
	 * @return the contestant, or {@code null} if none takes part
	 */
	public @Nullable Contestant otherBuild(Entrant entrant) {
		return this.otherBuild.get(entrant);
	}

	@Override
	public void close() {
		this.otherBuild.values().forEach(Contestant::close);
		this.connected.values().forEach(Contestant::close);
	}

}
