package io.multimapttl.benchmarks.report;

/**
 * Whether a target was met.
 *
 * @param caseId the case
 * @param subject whose figure it is about
 * @param against what it is compared with
 * @param measure the figure
 * @param atLeast whether the bound is the least that the ratio may be, or the most
 * @param bound the bound
 * @param ratio the ratio that was measured
 * @param figure the figure of the subject
 * @param otherFigure the figure that it is compared with
 * @param met whether the target was met
 */
public record TargetResult(String caseId, String subject, String against, String measure, boolean atLeast, double bound,
		double ratio, double figure, double otherFigure, boolean met) {
}
