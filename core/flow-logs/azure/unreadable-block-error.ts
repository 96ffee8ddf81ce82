import { FlowLogFormatError } from "../../errors";

/** A block of a flow log blob that is not JSON, or holds nothing of a flow log. Nothing of it was read. */
export class UnreadableBlockError extends FlowLogFormatError {
  /** @param problem what it is, for logs: `not-json` or `other-json` */
  constructor(
    readonly problem: "not-json" | "other-json",
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
  }
}

export function isUnreadableBlockError(error: unknown): error is UnreadableBlockError {
  return error instanceof Error && error.name === "UnreadableBlockError";
}
