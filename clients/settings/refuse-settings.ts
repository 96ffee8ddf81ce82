import type { Checks } from "../../core/checks";
import { ConfigurationError } from "../../core/errors";

/**
 * @param subject what all settings belong to, for example `PCE connection`; a single problem is reported under the name
 *   of its setting instead
 * @throws ConfigurationError that names every problem; nothing without problems
 */
export function refuseSettings(subject: string, checks: Checks): void {
  const [first, ...more] = checks.problems;
  if (first !== undefined && more.length === 0) throw new ConfigurationError(first.path, first.reason);
  checks.throwIfAny(subject);
}
