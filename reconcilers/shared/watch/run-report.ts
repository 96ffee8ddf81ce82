import { isPartialFailureError } from "../../../core/errors";

/** Receives how the comparisons of a watch ended, for metrics. */
export interface RunReport<Reason, Part> {
  /** Everything was compared. @param seconds how long that took */
  reconciled(reason: Reason, seconds: number, succeeded: boolean): void;
  /** @param count declarations or looks that failed */
  failed(part: Part, count: number): void;
}

/**
 * Runs one comparison and reports how it ended.
 *
 * @param part what is counted as failed when it fails
 * @param close called when the comparison failed as a whole, so that the next one makes new connections
 * @throws what the comparison throws
 */
export async function reported<Reason, Part>(
  report: RunReport<Reason, Part>,
  {
    reason,
    part,
    close,
  }: { readonly reason: Reason; readonly part: Part; readonly close: () => Promise<void> },
  compare: () => Promise<void>,
): Promise<void> {
  const started = performance.now();
  const end = (succeeded: boolean) =>
    report.reconciled(reason, (performance.now() - started) / 1000, succeeded);
  try {
    await compare();
    end(true);
  } catch (error) {
    end(false);
    report.failed(part, isPartialFailureError(error) ? error.failures.length : 1);
    if (!isPartialFailureError(error)) await close();
    throw error;
  }
}
