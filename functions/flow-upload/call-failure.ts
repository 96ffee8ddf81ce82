import { isHttpStatusError, isNetworkError } from "../../core/errors";

/**
 * What a failed call to the PCE asks for:
 * - `again`: time may help (429, 408, 5xx, a success that cannot be read, no answer)
 * - `smaller`: the PCE finds the call wrong, so one of its lines may be (400, 406, 413, 422)
 * - `stop`: the next call would fail too (unknown key or organisation, a certificate, a secret that cannot be read)
 */
export type FailureKind = "again" | "smaller" | "stop";

const ABOUT_THE_LINES = [400, 406, 413, 422];
const PASSING = [408, 429];

export function failureKind(error: unknown): FailureKind {
  if (isNetworkError(error)) return error.permanent ? "stop" : "again";
  if (!isHttpStatusError(error)) return "stop";
  if (ABOUT_THE_LINES.includes(error.status)) return "smaller";
  return error.status >= 500 || error.status < 300 || PASSING.includes(error.status) ? "again" : "stop";
}
