package io.multimapttl.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ServerProcessTests {

	@Test
	@Timeout(60)
	void serverIsToldItsSettingsAndEndsWhenItIsClosed(@TempDir Path folder) throws Exception {
		Path told = folder.resolve("told");
		Path executable = Files.writeString(folder.resolve("server"), """
				#!/bin/sh
				echo $$ "$@" > %1$s.new && mv %1$s.new %1$s
				exec sleep 600
				""".formatted(told));
		Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwx------"));
		ProcessHandle process;
		try (ServerProcess server = ServerProcess.start(executable.toString(), 7000, Map.of("maxclients", "100"))) {
			assertThat(server).isNotNull();
			List<String> words = words(told);
			assertThat(words).containsSequence("--port", "7000").containsSequence("--maxclients", "100");
			process = ProcessHandle.of(Long.parseLong(words.get(0))).orElseThrow();
		}
		assertThat(process.isAlive()).isFalse();
	}

	private static List<String> words(Path file) throws IOException, InterruptedException {
		while (!Files.exists(file)) {
			Thread.sleep(5);
		}
		return List.of(Files.readString(file).trim().split(" "));
	}

}
