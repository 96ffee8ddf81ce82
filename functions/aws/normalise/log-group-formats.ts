import { shown } from "../../../core/checks";
import { FlowLogFormatError } from "../../../core/errors";

/** Name of a log group → field names of its flow logs, in their order. */
export type FlowLogFormats = ReadonlyMap<string, readonly string[]>;

/**
 * The field names of a log group's flow logs. The delivery of a log group that is not known is refused: by a guessed format,
 * its records would be read as other traffic. It is kept for `illumio-iac redrive`.
 *
 * @throws FlowLogFormatError
 */
export function knownFields(formats: FlowLogFormats, logGroup: string): readonly string[] {
  const fields = formats.get(logGroup);
  if (fields !== undefined) return fields;
  const known = Array.from(formats.keys(), shown).join(", ");
  throw new FlowLogFormatError(
    `the format of the log group ${shown(logGroup)} is not known, only those of ${known} are. ` +
      "Give a component this log group and the format of its flow logs. Where a change of the format has replaced it: its " +
      "deliveries are kept, illumio-iac redrive sends them to a function that knows it",
    { field: "logGroup" },
  );
}
