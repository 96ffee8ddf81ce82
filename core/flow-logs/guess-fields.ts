import { DEFAULT_FORMAT, OWN_FORMAT } from "../contracts/flow-log-format";
import { FlowLogFormatError } from "../errors";
import { TRANSIT_GATEWAY_FORMAT } from "./flow-log-fields";

/** What CloudWatch Logs puts before each record when it exports a log group to S3. */
export const EXPORT_TIMESTAMP = /^\d{4}-\d\d-\d\dT\S+\s+/;

/**
 * Fields of records that come without header, as their number tells: the default format, the one of this package, or
 * that of a transit gateway.
 *
 * @throws FlowLogFormatError when no record has one of these numbers of fields
 */
export function guessFields(records: readonly string[]): readonly string[] {
  for (const record of records) {
    const values = record.replace(EXPORT_TIMESTAMP, "").trim().split(/\s+/);
    if (values[1] === "TransitGateway" && values.length === TRANSIT_GATEWAY_FORMAT.length)
      return TRANSIT_GATEWAY_FORMAT;
    if (values.length === DEFAULT_FORMAT.length) return DEFAULT_FORMAT;
    if (values.length === OWN_FORMAT.length) return OWN_FORMAT;
  }
  const first = records[0] ?? "";
  const count = first.trim().split(/\s+/).length;
  throw new FlowLogFormatError(
    `flow log without header: ${JSON.stringify(first.slice(0, 200))} has ${count} fields, which is neither the default format (${DEFAULT_FORMAT.length}) nor the one of this package (${OWN_FORMAT.length}). Name the fields in their order, as the flow log's log format has them.`,
  );
}
