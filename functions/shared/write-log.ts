import { METRIC_NAMESPACE, type NormaliseLog, type UploadLog } from "../../core/contracts/function-logs";

/** Takes one line of text, without its end. */
export type LogWriter = (line: string) => void;

/** CloudWatch Logs takes events of 256 KiB; a batch may have a problem with each of its messages. */
const PROBLEMS_SHOWN = 20;

/** Straight to standard output: `console` would wrap the line where the function's log format is JSON. */
export const toStandardOutput: LogWriter = (line) => {
  process.stdout.write(`${line}\n`);
};

/**
 * Writes the line of one invocation, with the metrics that CloudWatch takes out of it: every member that begins with a
 * capital letter, and the counts by reason and by rule as `Skipped.no-data` or `Decided.tcp-flags`.
 *
 * @see Amazon CloudWatch user guide, "Embedded metric format specification"
 */
export function writeLog(log: NormaliseLog | UploadLog, write: LogWriter): void {
  const counts = {
    ...prefixed("Skipped", "skipped" in log ? log.skipped : {}),
    ...prefixed("Decided", log.decisions),
  };
  const own = Object.entries(log).filter(([name, value]) => /^[A-Z]/.test(name) && typeof value === "number");
  const names = [...own.map(([name]) => name), ...Object.keys(counts)];
  const embedded = {
    Timestamp: Date.parse(log.timestamp),
    CloudWatchMetrics: [
      {
        Namespace: METRIC_NAMESPACE,
        Dimensions: [["FunctionName"]],
        Metrics: names.map((Name) => ({ Name, Unit: "Count" })),
      },
    ],
  };
  write(JSON.stringify({ ...log, problems: cut(log.problems), ...counts, _aws: embedded }));
}

function cut(problems: readonly string[]): readonly string[] {
  if (problems.length <= PROBLEMS_SHOWN) return problems;
  return [...problems.slice(0, PROBLEMS_SHOWN), `and ${problems.length - PROBLEMS_SHOWN} more`];
}

function prefixed(prefix: string, counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${prefix}.${name}`, count]));
}
