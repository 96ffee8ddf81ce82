import type { FunctionLog } from "../function-logs";

/** What every line of a function app says. Alerts of a component read these names. */
export interface AppLog extends FunctionLog {
  /** What a reader should know although nothing went wrong, one text each, the first 20. */
  readonly warnings: readonly string[];
  /** `other`: the function runs another bundle than its component expects, so an `up` did not deploy its code. */
  readonly bundle: "expected" | "other";
}
