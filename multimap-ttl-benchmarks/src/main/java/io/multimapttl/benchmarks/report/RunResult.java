package io.multimapttl.benchmarks.report;

import java.util.List;
import java.util.Map;

/**
 * Everything that a run measured.
 *
 * @param setting what it ran on
 * @param cases the cases
 * @param memory the memory that values take
 * @param targets what became of the targets
 */
public record RunResult(Map<String, String> setting, List<CaseResult> cases, List<MemoryResult> memory,
		List<TargetResult> targets) {
}
