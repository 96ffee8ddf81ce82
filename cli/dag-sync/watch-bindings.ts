import { type BindingOptions, readBindings, sourceOf } from "./binding-options";
import { startHealthServer } from "./health-server";
import { SyncMetrics } from "./metrics";
import { watch } from "./watch";
import { WatchSession } from "./watch-session";

export interface WatchCommandOptions extends BindingOptions {
  readonly interval: number;
  readonly poll: number;
  readonly entryTimeout?: number;
  readonly healthPort?: number;
  readonly healthHost: string;
  readonly json?: boolean;
}

/** Unhealthy is what was not in step for this many intervals. */
const HEALTHY_INTERVALS = 3;

/**
 * `dag-sync --watch`, until SIGINT or SIGTERM.
 *
 * @throws ConfigurationError for bindings that are wrong at the start, and a health port that cannot be used
 */
export async function watchBindings(options: WatchCommandOptions): Promise<void> {
  const { interval, poll, entryTimeout, healthPort, healthHost, json } = options;
  readBindings(options); // what is wrong with them at the start is an error and no reason to wait
  const say = (message: string) =>
    process.stderr.write(
      json ? `${JSON.stringify({ time: new Date().toISOString(), message })}\n` : `${message}\n`,
    );
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  const metrics = new SyncMetrics();
  const longestInSeconds = HEALTHY_INTERVALS * interval;
  const health =
    healthPort === undefined
      ? undefined
      : await startHealthServer({ host: healthHost, port: healthPort, longestInSeconds, metrics });
  const session = new WatchSession({
    bindings: options,
    environment: process.env,
    intervalInSeconds: interval,
    entryTimeoutInSeconds: entryTimeout ?? 0,
    metrics,
    signal: stop.signal,
    say,
  });
  try {
    say(`watching ${sourceOf(options)}, every ${interval} s`);
    if (health) say(`health and metrics on ${health.url}`);
    await watch(session, { intervalInSeconds: interval, pollInSeconds: poll, signal: stop.signal, say });
  } finally {
    await session.close();
    await health?.close();
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
  }
  say("stopped");
}
