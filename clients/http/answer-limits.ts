import { Checks, digits, wholeNumber } from "../../core/checks";
import { AnswerLimitError } from "../../core/errors";
import { refuseSettings } from "../settings/refuse-settings";

/** How much of an answer is read. A larger answer is an error; it is never cut. */
export interface AnswerLimits {
  /** Bytes of one answer, as they are received and after decompression. */
  readonly maximumAnswerInBytes?: number | undefined;
  /** Objects of one collection, counted over all its answers. */
  readonly maximumEntries?: number | undefined;
}

/** Variables that set the limits of every client which the command line and the provider process make. */
const VARIABLES = {
  maximumAnswerInBytes: "ILLUMIO_MAXIMUM_ANSWER_BYTES",
  maximumEntries: "ILLUMIO_MAXIMUM_ENTRIES",
} as const;

/** @throws ConfigurationError that names every limit that is no whole number above 0 */
export function answerLimits(environment: Readonly<Record<string, string | undefined>>): AnswerLimits {
  const checks = Checks.start();
  const read = (variable: string) =>
    checks.called(variable).read(environment[variable] || undefined, digits(wholeNumber(1)));
  const limits = {
    maximumAnswerInBytes: read(VARIABLES.maximumAnswerInBytes),
    maximumEntries: read(VARIABLES.maximumEntries),
  };
  refuseSettings("limits of answers", checks);
  return limits;
}

/** @param what what was seen, as a sentence about the answer */
export function overLimit(
  what: string,
  setting: keyof AnswerLimits,
  limit: number,
  mayHaveBeenApplied: boolean,
): AnswerLimitError {
  return new AnswerLimitError(what, { setting, variable: VARIABLES[setting], limit, mayHaveBeenApplied });
}
