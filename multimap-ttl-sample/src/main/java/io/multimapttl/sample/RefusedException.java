package io.multimapttl.sample;

/**
 * A parameter that cannot be used, for a reason that no annotation tells.
 */
public class RefusedException extends RuntimeException {

	private final String field;

	private final String problem;

	public RefusedException(String field, String problem) {
		super(field + " " + problem);
		this.field = field;
		this.problem = problem;
	}

	String field() {
		return this.field;
	}

	String problem() {
		return this.problem;
	}

}
