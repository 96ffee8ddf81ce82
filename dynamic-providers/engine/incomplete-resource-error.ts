import { IllumioIacError } from "../../core/errors";

/**
 * The object exists, but not all of it could be written.
 *
 * The engine keeps `state` and comes back with an update; `complete` in the state is false until one succeeds.
 */
export class IncompleteResourceError extends IllumioIacError {
  constructor(
    readonly id: string,
    readonly state: object,
    readonly reasons: readonly string[],
    options?: { cause?: unknown },
  ) {
    super(`${id} is incomplete: ${reasons.join("; ")}`, options);
  }
}
