/**
 * Field order of the flow logs that this package creates, and that its functions read by default.
 *
 * The 14 default fields come first, so that filters and tools written for the default format keep working.
 */
export const OWN_FORMAT = [
  "version",
  "account-id",
  "interface-id",
  "srcaddr",
  "dstaddr",
  "srcport",
  "dstport",
  "protocol",
  "packets",
  "bytes",
  "start",
  "end",
  "action",
  "log-status",
  "tcp-flags",
  "flow-direction",
  "pkt-srcaddr",
  "pkt-dstaddr",
  "type",
  "instance-id",
  "vpc-id",
  "subnet-id",
] as const;

/** What AWS writes when a flow log names no format (VPC user guide, "Flow log records"). */
export const DEFAULT_FORMAT = OWN_FORMAT.slice(0, 14);

/** The text AWS takes as `LogFormat`: `${version} ${account-id} …`. */
export function logFormatText(fields: readonly string[]): string {
  return fields.map((field) => `\${${field}}`).join(" ");
}
