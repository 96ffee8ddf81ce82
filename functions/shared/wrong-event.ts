import { FlowLogFormatError } from "../../core/errors";

/** The function was invoked with something else than its source sends: the error says what was seen and what to do. */
export function wrongEvent(event: unknown, wanted: string, advice: string): FlowLogFormatError {
  const isObject = typeof event === "object" && event !== null;
  const seen = isObject
    ? `has the keys ${Object.keys(event).slice(0, 10).join(", ") || "(none)"}`
    : `is ${event === null ? "null" : `of type ${typeof event}`}`;
  return new FlowLogFormatError(`the event is not ${wanted}: it ${seen}. ${advice}`);
}
