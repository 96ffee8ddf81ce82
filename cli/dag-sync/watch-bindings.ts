import { WatchSession } from "../../reconcilers/dag/watch/watch-session";
import { type RunWatchOptions, runWatch, type WatchControl } from "../sync/run-watch";
import { type BindingOptions, bindingsText, readBindings, sourceOf } from "./binding-options";
import { SyncMetrics } from "./metrics";

export interface WatchCommandOptions extends BindingOptions, RunWatchOptions {
  readonly entryTimeout?: number;
}

/**
 * `dag-sync --watch`, until SIGINT or SIGTERM.
 *
 * @throws ConfigurationError for bindings that are wrong at the start, and a health port that cannot be used
 */
export async function watchBindings(options: WatchCommandOptions, control: WatchControl = {}): Promise<void> {
  readBindings(options); // a problem at the start is an error, not a reason to wait
  const metrics = new SyncMetrics();
  await runWatch(options, control, {
    source: sourceOf(options),
    metrics,
    sessionOf: ({ signal, say }) =>
      new WatchSession({
        bindings: { text: () => bindingsText(options), read: () => readBindings(options) },
        environment: process.env,
        intervalInSeconds: options.interval,
        entryTimeoutInSeconds: options.entryTimeout ?? 0,
        report: metrics,
        signal,
        say,
      }),
  });
}
