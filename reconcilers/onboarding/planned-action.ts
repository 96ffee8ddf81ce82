import type { LabelReading, Outcome } from "./ports";

/** One write that a run would make. */
export interface PlannedAction {
  readonly system: "CMDB" | "Azure" | "PCE" | "Check Point";
  /** Name of the machine; absent where the write is of none. */
  readonly machine?: string;
  readonly vmId?: string;
  readonly what: string;
}

/** What would be written, and names of what was read. */
export class Notes {
  readonly actions: PlannedAction[] = [];
  readonly machines = new Map<string, string>();
  /** Labels as `key=value` by href. */
  readonly labels = new Map<string, string>();

  add(system: PlannedAction["system"], what: string, vmId?: string): void {
    this.actions.push({
      system,
      ...(vmId === undefined ? {} : { machine: this.machines.get(vmId) ?? vmId, vmId }),
      what,
    });
  }

  learn(reading: LabelReading): LabelReading {
    for (const [key, values] of reading.hrefs)
      for (const [value, href] of values) this.labels.set(href, `${key}=${value}`);
    return reading;
  }
}

const OK: Outcome = { ok: true };

/** Every write succeeded. */
export function allOk(keys: Iterable<string>): ReadonlyMap<string, Outcome> {
  return new Map([...keys].map((key) => [key, OK]));
}
