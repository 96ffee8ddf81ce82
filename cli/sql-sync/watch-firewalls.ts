import { FirewallWatchSession } from "../../reconcilers/sql-firewall/watch/watch-session";
import { type RunWatchOptions, runWatch, type WatchControl } from "../sync/run-watch";
import { type FirewallOptions, firewallsText, readFirewalls, sourceOf } from "./firewall-options";
import { FirewallMetrics } from "./metrics";

/**
 * `sql-sync --watch`, until SIGINT or SIGTERM.
 *
 * @throws ConfigurationError for firewalls that are wrong at the start, and a health port that cannot be used
 */
export async function watchFirewalls(
  options: FirewallOptions & RunWatchOptions,
  control: WatchControl = {},
): Promise<void> {
  readFirewalls(options); // a problem at the start is an error, not a reason to wait
  const metrics = new FirewallMetrics();
  await runWatch(options, control, {
    source: sourceOf(options),
    metrics,
    sessionOf: ({ signal, say, tell }) =>
      new FirewallWatchSession({
        firewalls: { text: () => firewallsText(options), read: () => readFirewalls(options) },
        environment: process.env,
        report: metrics,
        signal,
        say,
        tell,
      }),
  });
}
