package io.multimapttl.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Has the embedded server be a Sentinel. It stands in the package of that, since users
 * have no need of it.
 */
public final class EmbeddedSentinel implements RedisLaunch.Executable {

	// A Sentinel writes into its configuration, so that has to be a file
	private static final String SCRIPT = """
			#!/bin/sh
			folder=${0%/*}
			cat >"$folder/sentinel.conf"
			mv "$folder/sentinel" "$0"
			exec "$0" "$folder/sentinel.conf" --sentinel
			""";

	private EmbeddedSentinel() {
	}

	/**
	 * Starts saying what Sentinel is wanted.
	 * @return a builder
	 */
	public static EmbeddedRedis.Builder builder() {
		return EmbeddedRedis.builder().executable(new EmbeddedSentinel());
	}

	@Override
	public void unpackTo(Path target) throws IOException {
		RedisBinary.forThisPlatform().unpackTo(target.resolveSibling("sentinel"));
		Files.writeString(target, SCRIPT);
		Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
	}

	@Override
	public String readyText() {
		return "Sentinel ID is ";
	}

}
