import type { PanosClient, RegisteredTable } from "../../clients/panos";
import { canaryTag, defaultRevisionAddress } from "../../core/dag";
import { nameOfTable } from "../../dynamic-providers/panos/binding-tables";
import type { BindingPlan } from "../../dynamic-providers/panos/plan-bindings";
import { renewEntries } from "../../dynamic-providers/panos/renew-entries";

/** Without somebody who renews it, it is gone after this. */
const SHORTEST_TIMEOUT_IN_SECONDS = 420;

interface Canary {
  readonly client: PanosClient;
  readonly table: RegisteredTable;
  readonly tag: string;
  /** By `performance.now()`: when it has to be renewed. */
  readonly due: number;
}

/**
 * Entries that a reboot of the firewall drops, one in each table that has bindings which a reboot drops as well. That
 * one is missing tells of the reboot long before the interval.
 */
export class Canaries {
  readonly #canaries = new Map<string, Canary>();
  readonly #timeoutInSeconds: number;

  constructor(intervalInSeconds: number) {
    this.#timeoutInSeconds = Math.max(SHORTEST_TIMEOUT_IN_SECONDS, 3 * intervalInSeconds);
  }

  /**
   * Sees to it that every table has its canary; renews those past half of their time, and forgets the others.
   *
   * @param plans of bindings in force
   * @throws PartialFailureError when the firewall refuses one
   */
  async keep(plans: readonly BindingPlan[]): Promise<void> {
    const wanted = new Map<string, BindingPlan>();
    for (const plan of plans) {
      const { definition, table } = plan;
      const key = `${definition.target.firewall} ${nameOfTable(table)}`;
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

  /** Whether one is gone; it is put back at the next `keep`. @throws when a firewall does not answer */
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
