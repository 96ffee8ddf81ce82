import type { LogGroupLog } from "../../../../core/contracts/aws/function-logs";
import { writeLog } from "../../../../functions/aws/shared/write-log";

const log: LogGroupLog = {
  event: "normalised",
  timestamp: "2026-01-02T03:04:05.678Z",
  level: "INFO",
  FunctionName: "normalise",
  requestId: "r-1",
  kind: "data",
  logGroup: "/flow-logs",
  logStream: "eni-1-all",
  RecordsIn: 12,
  RecordsSkipped: 2,
  RecordsUnreadable: 1,
  RecordsCarried: 0,
  FlowsOut: 5,
  MessagesSent: 1,
  MessagesFailed: 0,
  skipped: { "no-data": 1, "too-few-fields": 1 },
  samples: { "too-few-fields": "2 1234\nnext" },
  decisions: { "tcp-flags": 10 },
  problems: [],
  durationInMilliseconds: 4,
};

interface Embedded {
  readonly Timestamp: number;
  readonly CloudWatchMetrics: {
    readonly Namespace: string;
    readonly Dimensions: string[][];
    readonly Metrics: { readonly Name: string }[];
  }[];
}

function written(change: Partial<LogGroupLog> = {}): Record<string, unknown> & { readonly _aws: Embedded } {
  const lines: string[] = [];
  writeLog({ ...log, ...change }, (line) => lines.push(line));
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("\n");
  return JSON.parse(lines[0]!);
}

test("the line of log holds everything that the log holds", () => {
  expect(written()).toMatchObject(log);
});

test("every metric is a number at the top level, with the function as dimension", () => {
  const line = written();
  const directive = line._aws.CloudWatchMetrics[0]!;
  expect(line._aws.Timestamp).toBe(Date.parse("2026-01-02T03:04:05.678Z"));
  expect(directive.Namespace).toBe("IllumioIac/FlowLogs");
  expect(directive.Dimensions).toEqual([["FunctionName"]]);
  expect(typeof line["FunctionName"]).toBe("string");
  for (const { Name } of directive.Metrics) expect([Name, typeof line[Name]]).toEqual([Name, "number"]);
});

test("counts by reason and by rule are separate metrics, and texts and durations are not", () => {
  const names = written()._aws.CloudWatchMetrics[0]!.Metrics.map(({ Name }) => Name);
  expect(names).toEqual([
    "RecordsIn",
    "RecordsSkipped",
    "RecordsUnreadable",
    "RecordsCarried",
    "FlowsOut",
    "MessagesSent",
    "MessagesFailed",
    "Skipped.no-data",
    "Skipped.too-few-fields",
    "Decided.tcp-flags",
  ]);
});

test("the line of log shows the first 20 problems and counts the others", () => {
  const problems = Array.from({ length: 23 }, (_, index) => `problem ${index}`);
  expect(written({ problems })["problems"]).toEqual([...problems.slice(0, 20), "and 3 more"]);
  expect(written({ problems: problems.slice(0, 20) })["problems"]).toHaveLength(20);
});
