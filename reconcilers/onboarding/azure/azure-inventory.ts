import type { ResourceGraph } from "../../../clients/azure/resource-graph";
import type { VirtualMachines } from "../../../clients/azure/virtual-machines";
import { IllumioIacError } from "../../../core/errors";
import type { Inventory, InventoryReading } from "../ports";
import { inventoryQuery, uniformMachinesQuery, whereaboutsQuery } from "./inventory-query";
import { machinesOf } from "./inventory-rows";

export interface AzureInventoryOptions {
  /** @default all that the identity sees */
  readonly subscriptions?: readonly string[] | undefined;
  /** Whether a machine also has the tags of its resource group. @default false */
  readonly resourceGroupTags?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * All virtual machines of Azure that the identity may read, by two queries for all subscriptions.
 *
 * A subscription where the identity has a role on a few resource groups only counts as read, and its other machines are
 * missing without a word: Azure does not tell. So nothing follows from a machine that is missing here.
 */
export class AzureInventory implements Inventory {
  readonly #graph: ResourceGraph;
  readonly #machines: VirtualMachines;
  readonly #options: AzureInventoryOptions;

  constructor(graph: ResourceGraph, machines: VirtualMachines, options: AzureInventoryOptions = {}) {
    this.#graph = graph;
    this.#machines = machines;
    this.#options = options;
  }

  /** @throws IllumioIacError when Azure does not give the whole inventory of what the identity may read */
  async read(): Promise<InventoryReading> {
    const seen = await this.#machines.subscriptions();
    const wanted = this.#options.subscriptions?.map((id) => id.toLowerCase()) ?? [...seen.keys()];
    const unreadable = new Map<string, string>();
    for (const id of wanted) {
      const state = seen.get(id);
      if (state === undefined)
        unreadable.set(
          id,
          'the identity does not see it: give it the role "Reader" there, or correct the id',
        );
      else if (state === "Deleted") unreadable.set(id, "it is deleted");
    }
    const subscriptions = new Set(wanted.filter((id) => !unreadable.has(id)));
    const query = inventoryQuery(this.#options.resourceGroupTags ?? false);
    const rows = await this.#query(query, [...subscriptions]);
    const uniform = await this.#query(uniformMachinesQuery(), [...subscriptions]);
    return { vms: machinesOf([...rows, ...uniform]), subscriptions, unreadable };
  }

  async isGone(resourceId: string, vmId: string): Promise<"gone" | "there" | "moved" | "unknown"> {
    const reading = await this.#machines.read(resourceId);
    if (reading.state === "unknown") return "unknown";
    if (reading.state === "there" && reading.machine.vmId === vmId.toLowerCase()) return "there";
    const [, subscriptionId] = /^\/subscriptions\/([^/]+)\//i.exec(resourceId) ?? [];
    if (subscriptionId === undefined) throw new IllumioIacError(`'${resourceId}' is no id of a machine`);
    // Resource Manager also answers 404 where it may not say more.
    if ((await this.#machines.whyUnreadable(subscriptionId)) !== undefined) return "unknown";
    if (!/^[\da-f-]+$/i.test(vmId)) throw new IllumioIacError(`'${vmId}' is no vmId of Azure`);
    const seen = [...(await this.#machines.subscriptions()).keys()];
    const elsewhere = (await this.#query(whereaboutsQuery(vmId), seen)).filter(
      // Resource Graph shows a deleted machine for some minutes still.
      ({ id }) => typeof id === "string" && id.toLowerCase() !== resourceId.toLowerCase(),
    );
    return elsewhere.length > 0 ? "moved" : "gone";
  }

  #query(query: string, subscriptions: readonly string[]) {
    const { signal } = this.#options;
    return this.#graph.query({ query, subscriptions, ...(signal && { signal }) });
  }
}
