package io.multimapttl.sample;

/**
 * Thrown if a parameter cannot be used, for a reason that no validation annotation can
 * express.
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
