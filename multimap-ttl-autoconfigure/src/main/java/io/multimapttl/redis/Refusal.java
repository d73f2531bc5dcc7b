package io.multimapttl.redis;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.multimapttl.support.Shown;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;

/**
 * What Redis says when it refuses a call. Each server, and each version of it, has its
 * own words for that.
 *
 * @param text the server's text, or what else made the call fail
 */
record Refusal(String text) {

	private static final Pattern COMMAND = Pattern
		.compile("(?i)permissions to run the '([^']+)'|unknown command ['`]([^'`]+)");

	/** Of a command in a script, without its name. */
	private static final Pattern SOME_COMMAND = Pattern
		.compile("(?i)can't run this command|unknown (\\w+ )?command called from|not allowed from script");

	/** Of a write, in scripts of Redis 6.2 that replicates them as they are. */
	private static final String AFTER_TIME = "after non deterministic commands";

	private static final Pattern LINE = Pattern.compile("@user_script: ?(\\d+)");

	private static final Pattern KEYS = Pattern
		.compile("(?i)permissions to access .*\\bkeys?\\b|can't access at least one of the keys");

	private static final Pattern ARGUMENTS = Pattern.compile("[,;]? with args beginning with");

	static Refusal of(DataAccessException failure) {
		return new Refusal(text(NestedExceptionUtils.getMostSpecificCause(failure)));
	}

	private static String text(Throwable failure) {
		return (failure.getMessage() != null) ? failure.getMessage() : "";
	}

	/**
	 * Returns the command that the server names.
	 * @return the command in capitals, or {@code null} if it names none
	 */
	private @Nullable String command() {
		Matcher command = COMMAND.matcher(this.text);
		if (command.find()) {
			return ((command.group(1) != null) ? command.group(1) : command.group(2)).toUpperCase(Locale.ROOT);
		}
		return this.text.contains(AFTER_TIME) ? DeniedCommand.TIME : null;
	}

	/**
	 * Returns whether the server refused a command of a script without naming it.
	 * @return whether the name is to be found out
	 */
	boolean isOfUnnamedCommand() {
		return SOME_COMMAND.matcher(this.text).find() && command() == null;
	}

	/**
	 * Returns where the command is in the script. Redis 6.2 tells it last, after where
	 * its error was raised.
	 * @return the line, from 1 on; 0 if the server does not say it
	 */
	int line() {
		int last = 0;
		for (Matcher line = LINE.matcher(this.text); line.find();) {
			last = Integer.parseInt(line.group(1));
		}
		return last;
	}

	/**
	 * Translates a failure for the caller: one exception for all servers, which tells
	 * what is not permitted. No message of it and its causes holds what the server quotes
	 * of a call, that is keys and values.
	 * @param prefix begins the keys that the call was about
	 * @param failure what the sender caught
	 * @return the caller's exception
	 */
	static DataAccessException translate(KeyPrefix prefix, DataAccessException failure) {
		if (failure instanceof DataAccessResourceFailureException || failure instanceof QueryTimeoutException) {
			// The prefix is not looked for: a host may have the same name
			return withoutQuotes(failure, ARGUMENTS);
		}
		DataAccessException cause = withoutQuotes(failure,
				Pattern.compile(ARGUMENTS + "|['`\"\\s]*(?<!\\w)" + Pattern.quote(prefix + ":")));
		Refusal refusal = of(failure);
		if (KEYS.matcher(refusal.text).find()) {
			return new PermissionDeniedDataAccessException(
					"Redis does not let this application use keys that begin with '" + Shown.name(prefix + ":") + "'",
					cause);
		}
		String command = refusal.command();
		return (command != null) ? DeniedCommand.denied(command, cause) : cause;
	}

	private static DataAccessException withoutQuotes(DataAccessException failure, Pattern quote) {
		if (!quotes(failure, quote)) {
			return failure;
		}
		String text = quote.split(of(failure).text, 2)[0] + " ...";
		DataAccessException cut = cut(failure, text);
		cut.setStackTrace(failure.getStackTrace());
		return cut;
	}

	private static boolean quotes(Throwable failure, Pattern quote) {
		return quote.matcher(text(failure)).find() || (failure.getCause() != null && quotes(failure.getCause(), quote))
				|| Arrays.stream(failure.getSuppressed()).anyMatch((suppressed) -> quotes(suppressed, quote));
	}

	private static DataAccessException cut(DataAccessException failure, String text) {
		if (failure instanceof RedisConnectionFailureException) {
			return new RedisConnectionFailureException(text);
		}
		return (failure instanceof InvalidDataAccessApiUsageException) ? new InvalidDataAccessApiUsageException(text)
				: new RedisSystemException(text, null);
	}

}
