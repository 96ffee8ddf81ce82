import { runWatch, type WatchControl } from "../sync/run-watch";
import { DEFAULT_FILE } from "./definition-file";
import { OnboardingMetrics } from "./metrics";
import { readDeclared, refuseProblems, runOnce } from "./one-run";
import type { PlaceOptions } from "./records-place";
import { summaryText } from "./report-text";

export interface UntilStoppedOptions extends PlaceOptions {
  /** Minutes from one run to the next. */
  readonly interval: number;
  readonly healthPort?: number;
  readonly healthHost: string;
  readonly json?: boolean;
}

/**
 * Runs at the interval until SIGINT or SIGTERM, which end a run between two steps. The file is read anew for each run.
 *
 * @throws ConfigurationError for an onboarding that is wrong at the start, and a health port that cannot be used
 */
export async function runUntilStopped(options: UntilStoppedOptions, control: WatchControl): Promise<void> {
  readDeclared(options); // a problem at the start is an error, not a reason to wait
  const metrics = new OnboardingMetrics();
  const interval = options.interval * 60;
  await runWatch({ ...options, interval, poll: interval }, control, {
    source: options.file ?? DEFAULT_FILE,
    metrics,
    sessionOf: ({ signal, say }) => ({
      reconcile: async (reason: string) => {
        const began = performance.now();
        let succeeded = false;
        try {
          const report = await runOnce(readDeclared(options), { signal, say });
          metrics.did(report);
          say(...summaryText(report));
          if (!signal.aborted) refuseProblems(report);
          succeeded = true;
        } finally {
          metrics.ended(reason, (performance.now() - began) / 1_000, succeeded);
        }
      },
      look: async () => undefined,
      close: async () => undefined,
    }),
  });
}
