/**
 * What can go wrong with one call:
 * - `429`, `5xx` (500, 502 or 503): refused before anything is done
 * - `reset`: the connection breaks before anything is done
 * - `slow`: answered after a delay
 * - `lost`: a write is done, and the connection breaks before the answer is sent
 * - `partial`: items of a bulk call fail, the others go through
 * - `job`: an asynchronous collection job ends as failed
 */
export const faultKinds = ["429", "5xx", "reset", "slow", "lost", "partial", "job"] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultRate {
  readonly kind: FaultKind;
  /** Share of the calls it can hit; for `partial`, share of the items. Between 0 and 1. */
  readonly rate: number;
  /** Only for `slow`. @default 1000 */
  readonly milliseconds?: number;
}

export type FaultPlan = readonly FaultRate[];

/**
 * Reads `429=0.05,5xx=0.02,reset=0.01,slow=0.1:500ms,lost=0.01,partial=0.02`. An empty text is a plan without faults.
 *
 * @throws RangeError that names the part that cannot be read and says how it is written
 */
export function parseFaults(spec: string): FaultPlan {
  const plan = spec
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(parseFault);
  const total = plan.reduce(
    (sum, { kind, rate }) => sum + (kind === "partial" || kind === "job" ? 0 : rate),
    0,
  );
  if (total > 1) throw new RangeError(`faults: the rates in '${spec}' add up to ${total}, use at most 1`);
  return plan;
}

function parseFault(part: string): FaultRate {
  const [, kind, rate, milliseconds] = /^(\w+)=(\d*\.?\d+)(?::(\d+)ms)?$/.exec(part) ?? [];
  const known = faultKinds.find((name) => name === kind);
  const problem =
    kind === undefined
      ? "cannot be read"
      : known === undefined
        ? `names no fault that is known (${faultKinds.join(", ")})`
        : Number(rate) > 1
          ? "has a rate above 1"
          : milliseconds !== undefined && known !== "slow"
            ? "has a delay, which only slow can have"
            : undefined;
  if (problem !== undefined) {
    throw new RangeError(`faults: '${part}' ${problem}, write for example 429=0.05 or slow=0.1:500ms`);
  }
  return {
    kind: known!,
    rate: Number(rate),
    ...(milliseconds === undefined ? {} : { milliseconds: Number(milliseconds) }),
  };
}
