package io.multimapttl.benchmarks.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.lettuce.core.RedisURI;
import org.jspecify.annotations.Nullable;

/**
 * The Redis that all contestants share: one that is started, or one that runs already.
 */
public final class RedisUnderTest implements AutoCloseable {

	private final RedisAddress address;

	private final RedisAddress addressForControl;

	private final @Nullable Duration roundTrip;

	private final @Nullable LocalServers servers;

	private RedisUnderTest(RedisAddress address, RedisAddress addressForControl, @Nullable Duration roundTrip,
			@Nullable LocalServers servers) {
		this.address = address;
		this.addressForControl = addressForControl;
		this.roundTrip = roundTrip;
		this.servers = servers;
	}

	/**
	 * Starts a Redis.
	 * @param executable the {@code redis-server}, or {@code null} for the embedded one
	 * @param masters how many masters the cluster has, or 0 for a single server
	 * @param roundTrip how long a round trip shall take, or {@code null} for as long as
	 * it takes on this machine
	 * @return the running Redis
	 */
	public static RedisUnderTest start(@Nullable String executable, int masters, @Nullable Duration roundTrip) {
		LocalServers servers = new LocalServers(executable, roundTrip != null);
		try {
			if (masters == 0) {
				servers.startSingle();
			}
			else {
				servers.startCluster(masters);
			}
			Duration measured = (roundTrip != null) ? servers.moveAway(roundTrip) : null;
			RedisAddress address = address(servers.portsForClients(), masters > 0);
			// The nodes of a cluster tell everybody the same ports
			RedisAddress forControl = (masters > 0) ? address : address(servers.ports(), false);
			return new RedisUnderTest(address, forControl, measured, servers);
		}
		catch (RuntimeException ex) {
			servers.close();
			throw ex;
		}
	}

	private static RedisAddress address(List<Integer> ports, boolean cluster) {
		return new RedisAddress(ports.stream().map((port) -> RedisURI.create(LocalServers.HOST, port)).toList(),
				cluster);
	}

	/**
	 * Takes a Redis that runs already. Only keys that the benchmarks wrote are removed
	 * from it.
	 * @param url its URL
	 * @param cluster whether it is a node of a cluster
	 * @return that Redis, which {@link #close()} leaves running
	 */
	public static RedisUnderTest running(String url, boolean cluster) {
		RedisAddress address = new RedisAddress(List.of(RedisURI.create(url)), cluster);
		return new RedisUnderTest(address, address, null, null);
	}

	/**
	 * Returns where contestants find it.
	 * @return the address
	 */
	public RedisAddress address() {
		return this.address;
	}

	/**
	 * Returns where {@link Control} finds it, which need not be as far away.
	 * @return the address
	 */
	public RedisAddress addressForControl() {
		return this.addressForControl;
	}

	/**
	 * Returns how far away it was moved.
	 * @return how long {@code PING} takes, unless it is where it was
	 */
	public Optional<Duration> roundTrip() {
		return Optional.ofNullable(this.roundTrip);
	}

	@Override
	public void close() {
		if (this.servers != null) {
			this.servers.close();
		}
	}

}
