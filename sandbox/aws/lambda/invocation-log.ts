import type { FunctionFailure, ProcessOutcome } from "../../cloud/processes/function-process";
import type { Foundation } from "../foundation";
import type { Caller } from "../iam/access";
import type { LogService } from "../logs/log-service";
import type { FunctionSettings } from "./function-settings";

type Needs = Pick<Foundation, "clock" | "metrics"> & { readonly logs: Pick<LogService, "write"> };

/** Writes what one invocation printed into the function's log group, as far as its role may, and takes metrics from it. */
export function writeInvocationLog(
  cloud: Needs,
  target: { readonly caller: Caller | undefined; readonly settings: FunctionSettings },
  logStreamName: string,
  requestId: string,
  { output, failure, durationInMilliseconds }: ProcessOutcome,
): void {
  const { caller, settings } = target;
  if (caller === undefined) return;
  const timestamp = cloud.clock.now();
  const duration = `Duration: ${durationInMilliseconds.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationInMilliseconds)} ms`;
  const lines = [
    `START RequestId: ${requestId} Version: $LATEST`,
    ...output.map(({ line }) => line),
    ...(failure && isSeenFromOutside(failure) ? [`${failure.errorType}: ${failure.errorMessage}`] : []),
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\t${duration}\tMemory Size: ${settings.memoryInMegabytes} MB`,
  ];
  const messages = lines.map((message) => ({ timestamp, message }));
  if (!cloud.logs.write({ caller, logGroupName: settings.logGroup, logStreamName, messages })) return;
  for (const { line } of output) takeMetrics(cloud, line);
}

/** An error that the handler threw is in the output already, if its log level lets it; its text may hold secrets. */
function isSeenFromOutside({ errorType }: FunctionFailure): boolean {
  return /^(Runtime|Sandbox)\./.test(errorType);
}

interface EmbeddedMetrics {
  readonly CloudWatchMetrics: readonly {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string }[];
  }[];
}

/** @see Amazon CloudWatch user guide, "Embedded metric format specification" */
function takeMetrics(cloud: Pick<Foundation, "metrics">, line: string): void {
  if (!line.startsWith("{") || !line.includes('"CloudWatchMetrics"')) return;
  const members = JSON.parse(line) as Record<string, unknown> & { _aws?: EmbeddedMetrics };
  for (const { Namespace, Dimensions, Metrics } of members._aws?.CloudWatchMetrics ?? []) {
    for (const names of Dimensions) {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(members[name])]));
      for (const { Name } of Metrics) cloud.metrics.put(Namespace, Name, dimensions, Number(members[Name]));
    }
  }
}
