import { isToken } from "../../../core/checks";
import { ConfigurationError } from "../../../core/errors";

/** What is wrong with a reference in the place of a value from which others are computed. */
export const MUST_BE_KNOWN =
  "must be known when the program runs, because other values are computed from it; it is a reference";

/**
 * Checks that an argument is a plain number, because something is computed with it.
 *
 * @param what name of the argument
 * @throws ConfigurationError for a reference that is resolved after the program: the result would be nonsense
 */
export function plainNumber(what: string, value: number): number {
  if (isToken(value)) throw new ConfigurationError(what, MUST_BE_KNOWN);
  return value;
}
