package io.multimapttl.benchmarks.contestant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.multimapttl.benchmarks.server.RawConnection;
import io.multimapttl.benchmarks.server.RedisAddress;

/**
 * What the server can do at all: plain {@code ZADD}, or {@code ZRANGEBYSCORE}, encoded
 * beforehand and written to a socket as fast as the server takes it, the replies only
 * counted. Nothing else is done: no key expires, nothing is purged or decoded.
 */
final class LimitContestant implements Contestant {

	private static final long MOST_BYTES_KEPT = 64 * 1024 * 1024;

	private final String prefix;

	private final RawConnection cluster;

	private final List<RespSocket> sockets;

	/** By identity, as comparing large batches takes longer than sending them. */
	private final Map<Object, Batch> encoded = new IdentityHashMap<>();

	private long bytesKept;

	LimitContestant(RedisAddress address, String prefix) {
		this.prefix = prefix;
		this.cluster = RawConnection.open(address);
		this.sockets = this.cluster.masterUris()
			.stream()
			.map((uri) -> new RespSocket(uri.getHost(), uri.getPort(), address.password(), uri.getDatabase()))
			.toList();
	}

	@Override
	public String key(String name) {
		return this.prefix + ":" + name;
	}

	@Override
	public void addMany(Map<String, Set<String>> valuesByName) {
		send(valuesByName, (batch) -> {
			String score = seconds(System.currentTimeMillis() + TTL.toMillis());
			valuesByName.forEach((name, values) -> batch.add(key(name), zadd(key(name), score, values)));
		});
	}

	private static List<String> zadd(String key, String score, Collection<String> values) {
		List<String> command = new ArrayList<>(List.of("ZADD", key));
		values.forEach((value) -> command.addAll(List.of(score, value)));
		return command;
	}

	@Override
	public long get(String name) {
		return send(name, (batch) -> batch.add(key(name), zrangebyscore(name)));
	}

	@Override
	public long getMany(List<String> names) {
		return send(names, (batch) -> names.forEach((name) -> batch.add(key(name), zrangebyscore(name))));
	}

	private List<String> zrangebyscore(String name) {
		return List.of("ZRANGEBYSCORE", key(name), "(" + seconds(System.currentTimeMillis()), "+inf");
	}

	private static String seconds(long millis) {
		return Double.toString(millis / 1000.0);
	}

	private long send(Object what, Consumer<Batch> encoder) {
		Batch batch = this.encoded.get(what);
		if (batch == null) {
			batch = encode(encoder);
			keep(what, batch);
		}
		return batch.send();
	}

	private Batch encode(Consumer<Batch> encoder) {
		Batch batch = new Batch();
		encoder.accept(batch);
		return batch;
	}

	private void keep(Object what, Batch batch) {
		this.bytesKept += batch.bytes();
		if (this.bytesKept > MOST_BYTES_KEPT) {
			this.encoded.clear();
			this.bytesKept = batch.bytes();
		}
		this.encoded.put(what, batch);
	}

	@Override
	public void add(String name, String value) {
		throw onlyBatches();
	}

	@Override
	public boolean addIfAbsent(String name, String value) {
		throw onlyBatches();
	}

	@Override
	public long getWithExpiry(String name) {
		throw onlyBatches();
	}

	@Override
	public boolean contains(String name, String value) {
		throw onlyBatches();
	}

	@Override
	public long size(String name) {
		throw onlyBatches();
	}

	private static UnsupportedOperationException onlyBatches() {
		return new UnsupportedOperationException("The limit is that of batches");
	}

	@Override
	public boolean keysExpire() {
		return false;
	}

	@Override
	public void close() {
		this.sockets.forEach(RespSocket::close);
		this.cluster.close();
	}

	/**
	 * Commands, encoded, by the server that they go to.
	 */
	private final class Batch {

		private final List<RespCommands> commands = LimitContestant.this.sockets.stream()
			.map((socket) -> new RespCommands())
			.toList();

		void add(String key, List<String> command) {
			this.commands.get(LimitContestant.this.cluster.masterOf(key)).add(command);
		}

		long bytes() {
			return this.commands.stream().mapToLong(RespCommands::size).sum();
		}

		long send() {
			for (int i = 0; i < this.commands.size(); i++) {
				LimitContestant.this.sockets.get(i).write(this.commands.get(i));
			}
			long values = 0;
			for (int i = 0; i < this.commands.size(); i++) {
				values += LimitContestant.this.sockets.get(i).readReplies(this.commands.get(i).count());
			}
			return values;
		}

	}

}
