import type { SandboxClock } from "../../cloud/clock";
import type { ArmResource } from "../arm/arm-resource";
import type { ArmTable } from "../arm/arm-table";

interface Change {
  readonly id: string;
  readonly before: ArmResource | undefined;
  readonly at: number;
}

/** The table of resources as it was some time ago: Resource Graph is told of changes later than they happen. */
export class LaggingTable {
  /** Knob: how long a change is not seen, in milliseconds of the sandbox clock. @default 0 */
  lagInMs = 0;
  readonly #resources: ArmTable;
  readonly #clock: SandboxClock;
  /** Changes that are not seen yet, oldest first. */
  #changes: Change[] = [];

  constructor(resources: ArmTable, clock: SandboxClock) {
    this.#resources = resources;
    this.#clock = clock;
    resources.onChange(({ before, after }) => {
      if (this.lagInMs <= 0) return;
      this.#changes.push({ id: (after ?? before)!.id.toLowerCase(), before, at: clock.now() });
    });
  }

  /** Resources as they were `lagInMs` ago. */
  list(): ArmResource[] {
    const seenUntil = this.#clock.now() - this.lagInMs;
    this.#changes = this.#changes.filter(({ at }) => at > seenUntil);
    const all = this.#resources.list();
    if (this.#changes.length === 0) return all;
    const seen = new Map(all.map((resource) => [resource.id.toLowerCase(), resource]));
    for (const { id, before } of this.#changes.toReversed()) {
      if (before) seen.set(id, before);
      else seen.delete(id);
    }
    return [...seen.values()];
  }
}
