import type { ReversedFlow, TruthComparison } from "illumio-iac-sandbox/traffic";
import { heading, say } from "./say";

/** Sentences about connections that a reader of the log should have found and missed, or that it reversed. */
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

/** How uploads compare with the truth, where it is known how often the log tells of a line. */
export interface UploadTruth extends TruthComparison {
  /** Lines that were uploaded more often than blocks of the log tell of them. */
  readonly repeated: readonly string[];
}

/** Sentences about uploads of a log that states who opened each connection: it leaves nothing to guess. */
export function tupleProblems(truth: UploadTruth): readonly string[] {
  const { found, missed, reversed, invented, repeated } = truth;
  return [
    // Without a flow log nothing is expected, and so nothing missed.
    ...(found.length === 0 ? ["no connection was found"] : []),
    ...missed.map((line) => `missed: ${line}`),
    ...reversed.map(({ line }) => `reversed: ${line}`),
    ...invented.map((line) => `invented: ${line}`),
    ...repeated.map((line) => `uploaded more often than it is in the log: ${line}`),
  ];
}

/** Prints the problems and returns the exit code. */
export function exitCodeOf(problems: readonly string[]): 0 | 1 {
  if (problems.length === 0) return 0;
  heading("Problems");
  for (const problem of problems) say(`   ${problem}`);
  return 1;
}
