import type { ReversedFlow, TruthComparison } from "../../simulators/aws/traffic";
import { heading, say } from "./say";

/** Sentences about connections that no reader of the log could miss or turn round, and that were. */
export function truthProblems(
  truth: Pick<TruthComparison, "missedOpenings"> & { readonly reversedOpenings: readonly ReversedFlow[] },
): readonly string[] {
  return [
    ...truth.missedOpenings.map((line) => `missed although its opening is in the log: ${line}`),
    ...truth.reversedOpenings.map(
      ({ line }) => `reversed although its opening is in the same upload batch: ${line}`,
    ),
  ];
}

/** Prints what went wrong; answers the exit code. */
export function exitCodeOf(problems: readonly string[]): 0 | 1 {
  if (problems.length === 0) return 0;
  heading("Problems");
  for (const problem of problems) say(`   ${problem}`);
  return 1;
}
