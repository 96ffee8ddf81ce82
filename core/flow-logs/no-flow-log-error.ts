import { FlowLogFormatError } from "../errors";

/** What was given is no flow log, and nothing of it was read. */
export class NoFlowLogError extends FlowLogFormatError {
  /** @param looksLike what it is, as far as its content tells, for example `a zip archive` */
  constructor(
    readonly looksLike: string,
    advice: string,
  ) {
    super(`looks like ${looksLike}, which is no flow log. ${advice}`);
    this.name = "FlowLogFormatError"; // the type guards compare this name
  }
}

export function isNoFlowLogError(error: unknown): error is NoFlowLogError {
  return error instanceof Error && "looksLike" in error;
}
