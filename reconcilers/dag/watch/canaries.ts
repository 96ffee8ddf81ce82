import type { PanosClient, RegisteredTable } from "../../../clients/panos";
import { canaryTag, defaultRevisionAddress, tableKey } from "../../../core/dag";
import { renewEntries } from "../apply/renew-entries";
import type { BindingPlan } from "../plan/plan-bindings";

/** Shortest lifetime of a canary; one that is not renewed expires. */
const SHORTEST_TIMEOUT_IN_SECONDS = 420;

interface Canary {
  readonly client: PanosClient;
  readonly table: RegisteredTable;
  readonly tag: string;
  /** When the canary has to be renewed, by `performance.now()`. */
  readonly due: number;
}

/**
 * Canaries: entries that a reboot of the firewall drops, one in each table with bindings whose entries a reboot drops
 * as well. A missing canary shows the reboot long before the next comparison at the interval.
 */
export class Canaries {
  readonly #canaries = new Map<string, Canary>();
  readonly #timeoutInSeconds: number;

  constructor(intervalInSeconds: number) {
    this.#timeoutInSeconds = Math.max(SHORTEST_TIMEOUT_IN_SECONDS, 3 * intervalInSeconds);
  }

  /**
   * Makes sure that every table has its canary, renews those past half of their lifetime, and forgets those of other
   * tables.
   *
   * @param plans plans of bindings in force
   * @throws PartialFailureError when the firewall refuses one
   */
  async keep(plans: readonly BindingPlan[]): Promise<void> {
    const wanted = new Map<string, BindingPlan>();
    for (const plan of plans) {
      const { definition, table } = plan;
      const key = tableKey(definition.target.firewall, table);
      if (!definition.persistent && !wanted.has(key)) wanted.set(key, plan);
    }
    for (const key of this.#canaries.keys()) if (!wanted.has(key)) this.#canaries.delete(key);
    for (const [key, { definition, firewall, table }] of wanted) {
      const tag = canaryTag(definition.tag);
      const known = this.#canaries.get(key);
      if (known?.tag === tag && performance.now() < known.due) continue;
      const timeoutInSeconds = this.#timeoutInSeconds;
      await renewEntries(firewall.client, table, definition, [defaultRevisionAddress(tag)], {
        tag,
        persistent: false,
        timeoutInSeconds,
      });
      const due = performance.now() + timeoutInSeconds * 500;
      this.#canaries.set(key, { client: firewall.client, table, tag, due });
    }
  }

  /** Whether a canary is missing; it is put back at the next `keep`. @throws when a firewall does not answer */
  async missing(): Promise<boolean> {
    let missing = false;
    for (const [key, { client, table, tag }] of this.#canaries) {
      if ((await client.registeredAddresses(table, { tag })).length > 0) continue;
      this.#canaries.delete(key);
      missing = true;
    }
    return missing;
  }

  forget(): void {
    this.#canaries.clear();
  }
}
