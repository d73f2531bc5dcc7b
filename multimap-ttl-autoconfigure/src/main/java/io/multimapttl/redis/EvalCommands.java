package io.multimapttl.redis;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Which of Redis's commands scripts are sent by: with the digest of a script or with its
 * text, and as reads or not. What a server turns out not to know is remembered for all
 * calls of a factory.
 */
final class EvalCommands {

	private static final Pattern NO_DIGESTS = Pattern.compile("ERR un\\w+ command\\W+EVALSHA\\b",
			Pattern.CASE_INSENSITIVE);

	private final boolean replicaReads;

	private volatile boolean textOnly;

	EvalCommands(boolean replicaReads) {
		this.replicaReads = replicaReads;
	}

	/**
	 * Returns whether replicas may answer scripts that only read.
	 * @return whether such scripts are to be sent as reads
	 */
	boolean hasReplicaReads() {
		return this.replicaReads;
	}

	/**
	 * Returns whether scripts are sent as text from the start.
	 * @return whether a server did not know the command that takes a digest
	 */
	boolean isTextOnly() {
		return this.textOnly;
	}

	/**
	 * Returns whether a script that was sent as its digest has to be sent again as text:
	 * the server does not know the script, or not the command, which is remembered.
	 * @param error what the server replied
	 * @return whether the text will help
	 */
	boolean wantsText(@Nullable String error) {
		if (error == null) {
			return false;
		}
		if (NO_DIGESTS.matcher(error).lookingAt()) {
			this.textOnly = true;
			return true;
		}
		return error.startsWith("NOSCRIPT");
	}

}
