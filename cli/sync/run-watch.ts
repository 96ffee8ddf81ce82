import type { Clock } from "../../reconcilers/shared/watch/clock";
import { type WatchedWork, watch } from "../../reconcilers/shared/watch/watch";
import { say as print } from "../output";
import { startHealthServer, type WatchMetrics } from "./health-server";

/** Options of `--watch`. */
export interface RunWatchOptions {
  readonly interval: number;
  readonly poll: number;
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

/** What is watched. */
export interface Watched<Reason extends string> {
  /** Where the declarations come from, for messages. */
  readonly source: string;
  readonly metrics: WatchMetrics;
  readonly sessionOf: (around: {
    readonly signal: AbortSignal;
    readonly say: (...lines: string[]) => void;
    /** Says lines; JSON has the data beside the message. */
    readonly tell: (data: object, ...lines: string[]) => void;
  }) => WatchedWork<Reason> & { close(): Promise<void> };
}

/** The watch is unhealthy when not everything was in step for this many intervals. */
const HEALTHY_INTERVALS = 3;
/** The watch is unhealthy when comparisons have failed for this many seconds. */
const LONGEST_FAILURE = 180;

/**
 * Runs a watch until SIGINT or SIGTERM.
 *
 * @throws ConfigurationError for a health port that cannot be used
 */
export async function runWatch<Reason extends string>(
  { interval, poll, healthPort, healthHost, json }: RunWatchOptions,
  { stop = new AbortController(), clock }: WatchControl,
  { source, metrics, sessionOf }: Watched<Reason>,
): Promise<void> {
  const tell = (data: object, ...lines: string[]) => {
    const time = new Date().toISOString();
    if (json) print(JSON.stringify({ time, message: lines.join("\n"), ...data }));
    else print(...lines.map((line) => `${time} ${line}`));
  };
  const say = (...lines: string[]) => tell({}, ...lines);
  const onSignal = () => stop.abort();
  const { signal } = stop;
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
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
  const session = sessionOf({ signal, say, tell });
  try {
    say(`watching ${source}, every ${interval} s`);
    if (health) say(`health and metrics on ${health.url}`);
    await watch(session, {
      intervalInSeconds: interval,
      pollInSeconds: poll,
      signal,
      say,
      ...(clock && { clock }),
    });
  } finally {
    await session.close();
    await health?.close();
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
  }
  say("stopped");
}
