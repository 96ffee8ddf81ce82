import { createHash } from "node:crypto";
import { isToken } from "../../../../core/checks";
import { logFormatText } from "../../../../core/contracts/aws/flow-log-format";
import { ConfigurationError } from "../../../../core/errors";
import { flowLogFields } from "../../../../core/flow-logs";

/** What every flow log has, whatever it watches. */
export const FLOW_LOG = {
  logDestinationType: "cloud-watch-logs",
  /** Seconds over which a flow log adds packets up. The shorter of the two that AWS offers. */
  maxAggregationIntervalInSeconds: 60,
} as const;

export function trafficType(includeRejected: boolean): "ALL" | "ACCEPT" {
  return includeRejected ? "ALL" : "ACCEPT";
}

/** The format as AWS takes it, each name in `${}`, from either form that the user may write; a token stays as it is. */
export function awsLogFormat(logFormat: string): string {
  return isToken(logFormat) ? logFormat : logFormatText(flowLogFields(logFormat));
}

/** The format as *normalise* takes it: names separated by spaces, or as AWS has it where it is a token. */
export function normaliseFields(logFormat: string): string {
  return isToken(logFormat) ? logFormat : flowLogFields(logFormat).join(" ");
}

/**
 * The formats of log groups as *normalise* takes them: name of a log group → format, in either form that the user may
 * write. Names and formats may be tokens.
 */
export function flowLogFormats(formats: Readonly<Record<string, string>>): string {
  const fields = Object.entries(formats).map(([logGroup, format]) => [logGroup, normaliseFields(format)]);
  return JSON.stringify(Object.fromEntries(fields));
}

/** Why arguments that name the log group have to be known when the program runs. */
export const NAMES_THE_LOG_GROUP =
  "must be known when the program runs, because the log group, which every format has of its own, is named after it";

/**
 * What stands in the names of the log group, its subscription filter, the filter's permission and the flow logs: 8 hex
 * digits of everything whose change replaces a flow log. Two formats so never share a log group, and the new flow logs
 * write before the old ones are deleted. Their role stays, with the right to write into the former log group.
 *
 * @throws ConfigurationError for a format that is resolved after the program
 */
export function flowLogDigest(args: {
  readonly logFormat: string;
  readonly includeRejected: boolean;
}): string {
  for (const name of ["logFormat", "includeRejected"] as const)
    if (isToken(args[name])) throw new ConfigurationError(name, `${NAMES_THE_LOG_GROUP}; it is a reference`);
  const replacing = [
    awsLogFormat(args.logFormat),
    FLOW_LOG.maxAggregationIntervalInSeconds,
    trafficType(args.includeRejected),
  ];
  return createHash("sha256").update(JSON.stringify(replacing)).digest("hex").slice(0, 8);
}
