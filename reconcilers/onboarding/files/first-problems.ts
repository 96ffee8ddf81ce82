import type { Checks } from "../../../core/checks";
import { ConfigurationError } from "../../../core/errors";

/** Problems that are named. */
const MOST = 10;

/**
 * Refuses values with problems of which there may be very many.
 *
 * @param advice a last line that tells what to do
 * @throws ConfigurationError that names the first ten, and how many more there are; nothing without problems
 */
export function throwFirst(checks: Checks, subject: string, ...advice: string[]): void {
  const { problems } = checks;
  const more = problems.length - MOST;
  if (more <= 0) {
    checks.throwIfAny(subject, ...advice);
    return;
  }
  const lines = problems.slice(0, MOST).map(({ path, reason }) => `  ${path}: ${reason}`);
  throw new ConfigurationError(subject, `${problems.length} problems`, {
    lines: [...lines, `  and ${more} more`, ...advice],
  });
}
