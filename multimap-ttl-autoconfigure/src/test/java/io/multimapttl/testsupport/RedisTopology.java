package io.multimapttl.testsupport;

import org.jspecify.annotations.Nullable;

/**
 * How the Redis of a test is set up.
 */
public enum RedisTopology {

	STANDALONE, CLUSTER;

	private @Nullable RedisServer server;

	private @Nullable RuntimeException failure;

	public boolean isCluster() {
		return this == CLUSTER;
	}

	/**
	 * Returns the server of this JVM, and starts it when it is first asked for. Where
	 * that fails it is not tried again for every test.
	 * @return the server
	 */
	public synchronized RedisServer server() {
		if (this.failure != null) {
			throw new IllegalStateException("No Redis for tests", this.failure);
		}
		RedisServer server = this.server;
		if (server == null) {
			try {
				server = RedisServer.start(this);
			}
			catch (RuntimeException ex) {
				this.failure = ex;
				throw new IllegalStateException("No Redis for tests: set the system property '" + RedisServer.CHOICE
						+ "' to the URL of one, or to 'embedded' or 'testcontainers'", ex);
			}
			this.server = server;
		}
		return server;
	}

}
