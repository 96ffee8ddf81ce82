import { IllumioIacError } from "../../core/errors";
import { mayHaveBeenApplied } from "../http/http-errors";
import { type Refusal, type RefusalKind, refusalText } from "./refusal";

/** The management server answered that it refuses a command. */
export class CheckPointError extends IllumioIacError {
  readonly kind: RefusalKind;
  readonly code: string;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];

  constructor(
    /** What the command does, in words. */
    readonly what: string,
    readonly status: number,
    readonly refusal: Refusal,
    /** What to do, or what else is known. */
    hint: string = HINTS[refusal.kind] ?? "",
  ) {
    const code = refusal.code === "" ? "" : ` ${refusal.code}`;
    const advice = hint === "" ? "" : `. ${hint}`;
    super(`Check Point refused ${what}: ${refusalText(refusal)} (${status}${code})${advice}`);
    this.kind = refusal.kind;
    this.code = refusal.code;
    this.warnings = refusal.warnings;
    this.errors = refusal.errors;
  }
}

const HINTS: { readonly [K in RefusalKind]?: string } = {
  login:
    "Check name, password or API key, the domain, and that the administrator may log in through the API; " +
    "more calls per second than the server allows are answered so too",
  session: "The session has ended; what it changed and did not publish has to be discarded",
};

/** Guards compare names, because two copies of a package break `instanceof`. */
export function isCheckPointError(
  error: unknown,
  ...kinds: readonly RefusalKind[]
): error is CheckPointError {
  return (
    error instanceof Error &&
    error.name === "CheckPointError" &&
    (kinds.length === 0 || kinds.includes((error as CheckPointError).kind))
  );
}

/**
 * Whether the server may have done what was asked although the call failed: no answer came, or one that says nothing.
 * Servers of the first release answer 500 to everything, so that proves nothing either.
 */
export function isUncertain(error: unknown): boolean {
  if (isCheckPointError(error)) return error.status >= 500 && error.kind === "other";
  return mayHaveBeenApplied(error);
}
