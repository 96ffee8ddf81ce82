import type { SandboxClock } from "../../cloud/clock";

const WINDOW_IN_MS = 5000;

/**
 * How many queries a principal may make: 15 in five seconds of the sandbox clock.
 *
 * Because that clock may stand still, a principal that has used up its queries is only refused when `isEnforced` is set.
 *
 * @see Guidance for throttled requests in Azure Resource Graph (Microsoft Learn)
 */
export class QueryQuota {
  /** Knob: queries of one principal in five seconds. @default 15 */
  queries = 15;
  /** Knob: whether more queries are refused. @default false */
  isEnforced = false;
  /** Fault knob: how many of the next queries are refused with 429, whatever was used up. @default 0 */
  refusals = 0;
  readonly #clock: SandboxClock;
  readonly #windows = new Map<string, { start: number; used: number }>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Counts one query. */
  take(principalId: string): {
    readonly isRefused: boolean;
    readonly headers: Record<string, string>;
    readonly resetsAfter: number;
  } {
    const now = this.#clock.now();
    const known = this.#windows.get(principalId);
    const window = known && now - known.start < WINDOW_IN_MS ? known : { start: now, used: 0 };
    this.#windows.set(principalId, window);
    const isUsedUp = this.isEnforced && window.used >= this.queries;
    const isRefused = this.refusals > 0 || isUsedUp;
    if (this.refusals > 0) this.refusals -= 1;
    else if (!isUsedUp) window.used += 1;
    const remaining = isRefused ? 0 : Math.max(0, this.queries - window.used);
    const resetsAfter = Math.ceil((window.start + WINDOW_IN_MS - now) / 1000);
    return {
      isRefused,
      resetsAfter,
      headers: {
        "x-ms-user-quota-remaining": String(remaining),
        "x-ms-user-quota-resets-after": `00:00:0${resetsAfter}`,
        "x-ms-tenant-subscription-limit-hit": "false",
      },
    };
  }
}
