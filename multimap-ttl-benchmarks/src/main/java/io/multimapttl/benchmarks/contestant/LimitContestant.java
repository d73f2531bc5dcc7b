package io.multimapttl.benchmarks.contestant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.multimapttl.benchmarks.server.RawConnection;
import io.multimapttl.benchmarks.server.RedisAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the server can do at all: plain {@code ZADD}, or {@code ZRANGEBYSCORE}, encoded
 * beforehand and written to a socket as fast as the server takes it, the replies only
 * counted. Nothing else is done: no key expires, nothing is purged or decoded.
 * <p>
 * In the same way the scripts of this library can be sent, each call about one name: it
 * shows what a single call costs a server that is busy.
 */
final class LimitContestant implements Contestant {

	private static final long MOST_BYTES_KEPT = 64 * 1024 * 1024;

	private final String prefix;

	private final RawConnection cluster;

	/** What the add script is called, unless plain commands are sent. */
	private final @Nullable String script;

	private final List<RespSocket> sockets;

	/** By identity, as comparing large batches takes longer than sending them. */
	private final Map<Object, Batch> encoded = new IdentityHashMap<>();

	private long bytesKept;

	private LimitContestant(RedisAddress address, String prefix, boolean scripts) {
		this.prefix = prefix;
		this.cluster = RawConnection.open(address);
		this.script = scripts ? LibraryScript.load(this.cluster, "now", "add_one", "write", "add") : null;
		this.sockets = this.cluster.masterUris()
			.stream()
			.map((uri) -> new RespSocket(uri.getHost(), uri.getPort(), address.password(), uri.getDatabase()))
			.toList();
	}

	/**
	 * Plain commands.
	 * @param address where Redis is
	 * @param prefix the key prefix
	 * @return the contestant
	 */
	static LimitContestant ofPlainCommands(RedisAddress address, String prefix) {
		return new LimitContestant(address, prefix, false);
	}

	/**
	 * Script calls for one name each.
	 * @param address where Redis is
	 * @param prefix the key prefix
	 * @return the contestant
	 */
	static LimitContestant ofSingleCalls(RedisAddress address, String prefix) {
		return new LimitContestant(address, prefix, true);
	}

	@Override
	public String key(String name) {
		return this.prefix + ":" + name;
	}

	@Override
	public void addMany(Map<String, Set<String>> valuesByName) {
		send(valuesByName, (batch) -> {
			String score = seconds(System.currentTimeMillis() + TTL.toMillis());
			valuesByName.forEach((name, values) -> batch.add(key(name),
					(this.script != null) ? evalsha(this.script, key(name), values) : zadd(key(name), score, values)));
		});
	}

	private static List<String> evalsha(String script, String key, Collection<String> values) {
		List<String> command = new ArrayList<>(List.of("EVALSHA", script, "1", key, "", "1", "1000", "",
				Long.toString(TTL.toMillis()), Integer.toString(values.size())));
		values.stream().sorted(Comparator.reverseOrder()).forEach(command::add);
		return command;
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
		throw new UnsupportedOperationException("The limit is that of batches");
	}

	@Override
	public boolean keysExpire() {
		return this.script != null;
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
