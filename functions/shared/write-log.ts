import { type FunctionLogLine, METRIC_NAMESPACES } from "../../core/contracts/function-logs";

/** Takes one line of text, without its end. */
export type LogWriter = (line: string) => void;

/** Entries of a list. CloudWatch Logs takes events of 256 KiB; a batch may have a problem with each of its messages. */
const SHOWN = 20;

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
export function writeLog(log: FunctionLogLine, write: LogWriter): void {
  const counts = {
    ...prefixed("Skipped", "skipped" in log ? log.skipped : {}),
    ...prefixed("Decided", "decisions" in log ? log.decisions : {}),
  };
  const own = Object.entries(log).filter(([name, value]) => /^[A-Z]/.test(name) && typeof value === "number");
  const names = [...own.map(([name]) => name), ...Object.keys(counts)];
  const embedded = {
    Timestamp: Date.parse(log.timestamp),
    CloudWatchMetrics: [
      {
        Namespace: METRIC_NAMESPACES[log.event],
        Dimensions: [["FunctionName"]],
        Metrics: names.map((Name) => ({ Name, Unit: "Count" })),
      },
    ],
  };
  const lists = {
    problems: cut(log.problems),
    ...("warnings" in log && { warnings: cut(log.warnings), written: cut(log.written) }),
  };
  write(JSON.stringify({ ...log, ...lists, ...counts, _aws: embedded }));
}

function cut(texts: readonly string[]): readonly string[] {
  if (texts.length <= SHOWN) return texts;
  return [...texts.slice(0, SHOWN), `and ${texts.length - SHOWN} more`];
}

function prefixed(prefix: string, counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${prefix}.${name}`, count]));
}
