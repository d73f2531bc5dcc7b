package io.multimapttl.docs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A part of a {@code build.gradle}. Its dependencies have to be modules of this project
 * in its current version.
 */
final class GradleFragment {

	private static final Pattern DEPENDENCY = Pattern.compile("'io\\.multimapttl:([^:']+):?([^']*)'");

	private GradleFragment() {
	}

	static void check(String build) throws Exception {
		Matcher dependency = DEPENDENCY.matcher(build);
		assertThat(dependency.find()).as("A dependency of this project in: " + build).isTrue();
		do {
			PomFragment.checkOwn(dependency.group(1), dependency.group(2));
		}
		while (dependency.find());
	}

}
