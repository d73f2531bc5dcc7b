package io.multimapttl.benchmarks;

import java.nio.file.Path;

import io.multimapttl.benchmarks.contestant.Contestants;
import io.multimapttl.benchmarks.server.Control;
import io.multimapttl.benchmarks.server.RedisUnderTest;
import org.jspecify.annotations.Nullable;

/**
 * A Redis, those who can take part there, and who looks after it.
 *
 * @param redis the Redis
 * @param control looks after it
 * @param contestants those who can take part
 */
record Venue(RedisUnderTest redis, Control control, Contestants contestants) implements AutoCloseable {

	/**
	 * Connects.
	 * @param redis the Redis, which closes with the venue
	 * @param otherBuild the jar of another build of this library, if one takes part
	 * @return the venue
	 */
	static Venue at(RedisUnderTest redis, @Nullable Path otherBuild) {
		return new Venue(redis, new Control(redis.addressForControl()), new Contestants(redis.address(), otherBuild));
	}

	/**
	 * Describes the Redis.
	 * @return its version and how many servers it is
	 */
	String description() {
		return this.control.version()
				+ (this.redis.address().cluster() ? ", cluster of " + masters() : ", single server");
	}

	/**
	 * Tells the number of masters.
	 * @return such as "3 masters"
	 */
	String masters() {
		int masters = this.control.masters();
		return masters + ((masters == 1) ? " master" : " masters");
	}

	@Override
	public void close() {
		this.contestants.close();
		this.control.close();
		this.redis.close();
	}

}
