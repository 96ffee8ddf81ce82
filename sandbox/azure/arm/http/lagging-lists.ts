import { type ArmResource, isSameId, isWithin, parentOf } from "../arm-resource";
import type { ArmTable } from "../arm-table";

interface Lag {
  readonly before: readonly ArmResource[];
  left: number;
}

/** Lists that are answered from a copy which is behind, as those of Azure may be. */
export class LaggingLists {
  readonly #resources: ArmTable;
  readonly #lags = new Map<string, Lag>();
  /** Fault knob: how many lists of a collection after a change still show what was there before it. @default 0 */
  staleLists = 0;
  /** Knob: how many entries one page has, for those types whose lists come in pages. @default 500 */
  pageSize = 500;

  constructor(resources: ArmTable) {
    this.#resources = resources;
    resources.onChange(({ before, after }) => {
      const { id, type } = (after ?? before)!;
      const scope = parentOf(id);
      const key = keyOf(type, scope ?? "");
      if (scope === undefined || this.staleLists === 0 || this.#lags.has(key)) return;
      const others = this.#resources.list(type, scope).filter((one) => !isSameId(one.id, id));
      this.#lags.set(key, { before: before ? [...others, before] : others, left: this.staleLists });
    });
  }

  /** What a list of a type in a scope shows now. */
  shown(type: string, scope: string, current: readonly ArmResource[]): readonly ArmResource[] {
    const key = keyOf(type, scope);
    const lag = this.#lags.get(key);
    if (lag === undefined) return current;
    lag.left -= 1;
    if (lag.left <= 0) this.#lags.delete(key);
    return lag.before.filter(({ id }) => isWithin(id, scope));
  }
}

const keyOf = (type: string, scope: string): string => `${type} ${scope}`.toLowerCase();
