import type { Clock } from "../../reconcilers/dag/watch/clock";
import { watch } from "../../reconcilers/dag/watch/watch";
import { WatchSession } from "../../reconcilers/dag/watch/watch-session";
import { say as print } from "../output";
import { type BindingOptions, bindingsText, readBindings, sourceOf } from "./binding-options";
import { startHealthServer } from "./health-server";
import { SyncMetrics } from "./metrics";

export interface WatchCommandOptions extends BindingOptions {
  readonly interval: number;
  readonly poll: number;
  readonly entryTimeout?: number;
  readonly healthPort?: number;
  readonly healthHost: string;
  readonly json?: boolean;
}

/** What stops and times a watch that runs within another program. */
export interface WatchControl {
  /** Ends the watch when it aborts; SIGINT and SIGTERM abort it. @default one of its own */
  readonly stop?: AbortController;
  /** When polls and comparisons are due. @default the time of the process */
  readonly clock?: Clock;
}

/** The watch is unhealthy when not everything was in step for this many intervals. */
const HEALTHY_INTERVALS = 3;
/** The watch is unhealthy when comparisons have failed for this many seconds. */
const LONGEST_FAILURE = 180;

/**
 * `dag-sync --watch`, until SIGINT or SIGTERM.
 *
 * @throws ConfigurationError for bindings that are wrong at the start, and a health port that cannot be used
 */
export async function watchBindings(
  options: WatchCommandOptions,
  { stop = new AbortController(), clock }: WatchControl = {},
): Promise<void> {
  const { interval, poll, entryTimeout, healthPort, healthHost, json } = options;
  readBindings(options); // a problem at the start is an error, not a reason to wait
  const say = (...lines: string[]) => {
    if (json) print(JSON.stringify({ time: new Date().toISOString(), message: lines.join("\n") }));
    else print(...lines);
  };
  const onSignal = () => stop.abort();
  const { signal } = stop;
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  const metrics = new SyncMetrics();
  const longestInSeconds = HEALTHY_INTERVALS * interval;
  const health =
    healthPort === undefined
      ? undefined
      : await startHealthServer({
          host: healthHost,
          port: healthPort,
          longestInSeconds,
          longestFailureInSeconds: Math.min(LONGEST_FAILURE, longestInSeconds),
          metrics,
        });
  const session = new WatchSession({
    bindings: { text: () => bindingsText(options), read: () => readBindings(options) },
    environment: process.env,
    intervalInSeconds: interval,
    entryTimeoutInSeconds: entryTimeout ?? 0,
    report: metrics,
    signal,
    say,
  });
  try {
    say(`watching ${sourceOf(options)}, every ${interval} s`);
    if (health) say(`health and metrics on ${health.url}`);
    await watch(session, { intervalInSeconds: interval, pollInSeconds: poll, signal, say, clock });
  } finally {
    await session.close();
    await health?.close();
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
  }
  say("stopped");
}
