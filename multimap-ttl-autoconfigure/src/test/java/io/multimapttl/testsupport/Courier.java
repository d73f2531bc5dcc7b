package io.multimapttl.testsupport;

/**
 * A value that is stored as JSON.
 *
 * @param id the id
 * @param vehicle what the courier rides
 */
public record Courier(long id, Vehicle vehicle) {

	/**
	 * What a courier rides.
	 *
	 * @param wheels how many wheels it has
	 */
	public record Vehicle(int wheels) {

	}

}
