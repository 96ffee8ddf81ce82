import { type FaultKind, type FaultPlan, parseFaults } from "./fault-plan";
import type { Random } from "./random";

/** A fault for the next matching call, once unless `times` says otherwise. */
export interface OneShotFault {
  /** @default any method */
  readonly method?: string;
  /** Tested against the path without query. @default any path */
  readonly path?: RegExp;
  readonly fault: FaultKind;
  /** Exact status for `5xx`. @default 503 */
  readonly status?: number;
  /** Only for `429` and `5xx`: the header `Retry-After`. */
  readonly retryAfterInSeconds?: number;
  /** Only for `slow`. @default 1000 */
  readonly milliseconds?: number;
  /** Only for `partial`: positions of the items that fail. @default the first */
  readonly items?: readonly number[];
  /** How many calls it hits. @default 1 */
  readonly times?: number;
}

/** What is to go wrong with one call. */
export interface CallFault {
  readonly kind: FaultKind;
  readonly status: number;
  readonly retryAfterInSeconds: number | undefined;
  readonly milliseconds: number;
  readonly itemFails: (index: number) => boolean;
}

const never = (): boolean => false;

/** Decides call by call what goes wrong: one-shot faults first, then the rates of the plan. */
export class FaultInjector {
  readonly #random: Random;
  #plan: FaultPlan = [];
  #oneShots: { fault: OneShotFault; left: number }[] = [];

  constructor(random: Random, plan: FaultPlan | string = []) {
    this.#random = random;
    this.setPlan(plan);
  }

  setPlan(plan: FaultPlan | string): void {
    this.#plan = typeof plan === "string" ? parseFaults(plan) : plan;
  }

  failNext(fault: OneShotFault): void {
    this.#oneShots.push({ fault, left: fault.times ?? 1 });
  }

  /** The faults of one call; usually none. */
  next(method: string, path: string): readonly CallFault[] {
    const hit = this.#oneShots.find(
      ({ fault }) => (fault.method ?? method) === method && (fault.path?.test(path) ?? true),
    );
    if (hit !== undefined) {
      hit.left -= 1;
      if (hit.left === 0) this.#oneShots = this.#oneShots.filter((other) => other !== hit);
      return [fromOneShot(hit.fault)];
    }
    return this.#drawn(method);
  }

  #drawn(method: string): CallFault[] {
    const faults: CallFault[] = [];
    const draw = this.#random();
    let reached = 0;
    for (const { kind, rate, milliseconds } of this.#plan) {
      const base = { kind, status: 503, retryAfterInSeconds: undefined, milliseconds: milliseconds ?? 1000 };
      if (kind === "partial") {
        faults.push({ ...base, itemFails: () => this.#random() < rate });
      } else if (kind === "job") {
        if (this.#random() < rate) faults.push({ ...base, itemFails: never });
      } else {
        const drawn = draw >= reached && draw < reached + rate;
        reached += rate;
        if (!drawn || (kind === "lost" && method === "GET")) continue;
        const status = [500, 502, 503][Math.floor(this.#random() * 3)]!;
        faults.push({ ...base, status, itemFails: never });
      }
    }
    return faults;
  }
}

function fromOneShot(fault: OneShotFault): CallFault {
  const items = new Set(fault.items ?? [0]);
  return {
    kind: fault.fault,
    status: fault.status ?? 503,
    retryAfterInSeconds: fault.retryAfterInSeconds,
    milliseconds: fault.milliseconds ?? 1000,
    itemFails: fault.fault === "partial" ? (index) => items.has(index) : never,
  };
}
