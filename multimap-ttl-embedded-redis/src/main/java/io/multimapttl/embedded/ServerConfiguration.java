package io.multimapttl.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The configuration that a server gets at its start.
 *
 * @param ports the ports to listen on
 * @param cluster whether it is a node of a cluster
 * @param password the password of its default user, if any
 * @param directory where it keeps its data, if it does
 * @param settings further lines, which override the fixed ones
 */
record ServerConfiguration(ServerPorts ports, boolean cluster, @Nullable String password, @Nullable Path directory,
		List<String> settings) {

	static final String HOST = "127.0.0.1";

	ServerConfiguration {
		settings = List.copyOf(settings);
	}

	/**
	 * Returns the lines that the server reads.
	 * @param folder the folder for files that are not kept
	 * @return the lines, as in a {@code redis.conf}
	 */
	List<String> lines(Path folder) {
		List<String> lines = new ArrayList<>();
		lines.add("bind " + HOST);
		lines.add("port " + this.ports.port());
		Path files = (this.directory != null) ? this.directory : folder;
		lines.add("dir " + quoted(files.toAbsolutePath().toString()));
		lines.add("daemonize no");
		lines.add("save \"\"");
		lines.add("appendonly " + ((this.directory != null) ? "yes" : "no"));
		// With an fsync every second, a write can be answered before it is in the file
		lines.add("appendfsync no");
		if (this.cluster) {
			lines.add("cluster-enabled yes");
			lines.add("cluster-announce-ip " + HOST);
			// The default is the port + 10000, which may be in use, or too large for a
			// port
			lines.add("cluster-port " + this.ports.clusterPort());
		}
		if (this.password != null) {
			lines.add("requirepass " + quoted(this.password));
		}
		lines.addAll(this.settings);
		return lines;
	}

	// Every byte as a number, so that no character has a special meaning
	private static String quoted(String value) {
		StringBuilder quoted = new StringBuilder("\"");
		for (byte next : value.getBytes(StandardCharsets.UTF_8)) {
			quoted.append("\\x").append(HexFormat.of().toHexDigits(next));
		}
		return quoted.append('"').toString();
	}

}
