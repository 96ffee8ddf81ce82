import { IllumioIacError } from "../../core/errors";

/**
 * The object exists, but not all of it could be written.
 *
 * The engine keeps `state`, and its next run calls update; `complete` in the state is false until one succeeds.
 */
export class IncompleteResourceError extends IllumioIacError {
  /** Reasons as texts that may be printed. */
  readonly reasons: readonly string[];
  /** Whether the object was there before the create that failed, which then may not remove it. */
  existedBefore = false;

  constructor(
    readonly id: string,
    readonly state: object,
    reasons: readonly string[],
    options?: { cause?: unknown },
  ) {
    super(`${id} is incomplete: ${reasons.join("; ")}`, options);
    this.reasons = reasons.map((reason) => new IllumioIacError(reason, options).message);
  }
}
