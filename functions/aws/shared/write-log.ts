import { type FunctionLogLine, METRIC_NAMESPACES } from "../../../core/contracts/aws/function-logs";
import { type LogWriter, writeLine } from "../../shared/write-log";

/**
 * Writes the line of one invocation, with the metrics that CloudWatch takes out of it: every member that begins with a
 * capital letter, and the counts by reason and by rule as `Skipped.no-data` or `Decided.tcp-flags`.
 *
 * @see Amazon CloudWatch user guide, "Embedded metric format specification"
 */
export function writeLog(log: FunctionLogLine, write: LogWriter): void {
  const counts = {
    ...prefixed("Skipped", "skipped" in log ? log.skipped : {}),
    ...prefixed("Decided", "decisions" in log ? log.decisions : {}),
  };
  const own = Object.entries(log).filter(([name, value]) => /^[A-Z]/.test(name) && Number.isFinite(value));
  const names = [...own.map(([name]) => name), ...Object.keys(counts)];
  const embedded = {
    Timestamp: Date.parse(log.timestamp),
    CloudWatchMetrics: [
      {
        Namespace: METRIC_NAMESPACES[log.event],
        Dimensions: [["FunctionName"]],
        Metrics: names.map((Name) => ({ Name, Unit: Name.endsWith("InSeconds") ? "Seconds" : "Count" })),
      },
    ],
  };
  const line = { ...log, ...counts, _aws: embedded };
  writeLine(line, write);
}

function prefixed(prefix: string, counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${prefix}.${name}`, count]));
}
