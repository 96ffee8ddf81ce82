import { FlowLogFormatError } from "../../../core/errors";
import { type FlowLogStats, unreadableReasons } from "../../../core/flow-logs";

/** One text per reason for which records could not be read, with a sample and what to do. */
export function unreadableProblems(stats: FlowLogStats, fields: readonly string[]): string[] {
  return unreadableReasons(stats).map(
    (reason) =>
      `${stats.skipped[reason]} of ${stats.records} records cannot be read (${reason}), the first is ${JSON.stringify(stats.samples[reason])}. ` +
      `Have every flow log of this log group written with the ${fields.length} fields "${fields.join(" ")}", or give the component their format`,
  );
}

/**
 * Refuses a delivery of which no record with a text has as many fields as the format: the flow log was written with another one,
 * as happens for minutes after a change of the format. The delivery is kept for `illumio-iac redrive`.
 *
 * @throws FlowLogFormatError
 */
export function refuseOtherFormat(stats: FlowLogStats, fields: readonly string[]): void {
  const { "too-few-fields": few = 0, "too-many-fields": many = 0, "no-message": none = 0 } = stats.skipped;
  if (few + many === 0 || few + many + none < stats.records) return;
  const sample = stats.samples["too-few-fields"] ?? stats.samples["too-many-fields"] ?? "";
  throw new FlowLogFormatError(
    `none of ${stats.records} records has the ${fields.length} fields of the format "${fields.join(" ")}", the first is ${JSON.stringify(sample)}. ` +
      "Give the component the format of the flow log. Where that was changed: the records of the old format are kept, " +
      "illumio-iac redrive sends them to a function that has it",
  );
}
