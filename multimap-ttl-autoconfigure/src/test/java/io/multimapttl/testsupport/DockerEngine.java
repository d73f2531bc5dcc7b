package io.multimapttl.testsupport;

import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether a Docker engine answers, at the places where Testcontainers looks.
 * Testcontainers can tell as well, but where there is no engine it takes seconds and logs
 * every attempt as an error.
 */
final class DockerEngine {

	private static final int PORT = 2375;

	private static final int PORT_TLS = 2376;

	private static final int TIMEOUT_SECONDS = 2;

	private final Map<String, String> environment;

	private final Path home;

	DockerEngine(Map<String, String> environment, Path home) {
		this.environment = environment;
		this.home = home;
	}

	static boolean isThere() {
		return new DockerEngine(System.getenv(), Path.of(System.getProperty("user.home"))).answers();
	}

	boolean answers() {
		String host = this.environment.get("DOCKER_HOST");
		if (host == null) {
			host = configuredHost();
		}
		return (host != null) ? answers(host) : defaultHosts().stream().anyMatch(this::answers);
	}

	private @Nullable String configuredHost() {
		Properties properties = new Properties();
		Path file = this.home.resolve(".testcontainers.properties");
		if (Files.exists(file)) {
			try (Reader reader = Files.newBufferedReader(file)) {
				properties.load(reader);
			}
			catch (IOException ex) {
				return null;
			}
		}
		return properties.getProperty("docker.host");
	}

	private List<String> defaultHosts() {
		List<String> hosts = new ArrayList<>();
		hosts.add("unix:///var/run/docker.sock");
		String runtime = this.environment.get("XDG_RUNTIME_DIR");
		if (runtime != null) {
			hosts.add("unix://" + runtime + "/docker.sock");
		}
		hosts.add("unix://" + this.home + "/.docker/run/docker.sock");
		hosts.add("unix://" + this.home + "/.docker/desktop/docker.sock");
		hosts.add("npipe:////./pipe/docker_engine");
		return hosts;
	}

	private boolean answers(String host) {
		if (host.startsWith("unix://")) {
			Path socket = Path.of(host.substring("unix://".length()));
			return Files.exists(socket) && answersPing(UnixDomainSocketAddress.of(socket));
		}
		if (host.startsWith("npipe://")) {
			return System.getProperty("os.name").startsWith("Windows")
					&& Files.exists(Path.of(host.substring("npipe://".length()).replace('/', '\\')));
		}
		if (!host.startsWith("tcp://")) {
			// Such as ssh://: whoever sets that has an engine there
			return true;
		}
		URI uri = URI.create(host);
		boolean tls = this.environment.containsKey("DOCKER_TLS_VERIFY");
		int port = (uri.getPort() != -1) ? uri.getPort() : (tls ? PORT_TLS : PORT);
		InetSocketAddress address = new InetSocketAddress(uri.getHost(), port);
		return tls ? answers(address, (channel) -> true) : answersPing(address);
	}

	private static boolean answersPing(SocketAddress address) {
		return answers(address, (channel) -> {
			String ping = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";
			channel.write(ByteBuffer.wrap(ping.getBytes(StandardCharsets.US_ASCII)));
			ByteBuffer reply = ByteBuffer.allocate("HTTP/1.1 200".length());
			int read = 0;
			while (reply.hasRemaining() && read >= 0) {
				read = channel.read(reply);
			}
			return new String(reply.array(), StandardCharsets.US_ASCII).endsWith(" 200");
		});
	}

	private static boolean answers(SocketAddress address, Question question) {
		try (SocketChannel channel = (address instanceof UnixDomainSocketAddress)
				? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
			// Closing the channel ends what is still waiting
			return CompletableFuture.supplyAsync(() -> answers(channel, address, question))
				.completeOnTimeout(false, TIMEOUT_SECONDS, TimeUnit.SECONDS)
				.join();
		}
		catch (IOException | UnsupportedOperationException ex) {
			return false;
		}
	}

	private static boolean answers(SocketChannel channel, SocketAddress address, Question question) {
		try {
			return channel.connect(address) && question.ask(channel);
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	@FunctionalInterface
	private interface Question {

		boolean ask(SocketChannel channel) throws IOException;

	}

}
