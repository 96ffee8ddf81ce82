import type { ResourceGraph } from "../../../clients/azure/resource-graph";
import type { VirtualMachines } from "../../../clients/azure/virtual-machines";
import { IllumioIacError } from "../../../core/errors";
import { distinctScopes, scopeOf } from "../../../core/onboarding";
import { inParallel } from "../in-parallel";
import type { Inventory, InventoryReading, Whereabouts } from "../ports";
import { inventoryQuery, uniformMachinesQuery, whereaboutsQuery } from "./inventory-query";
import { machinesOf } from "./inventory-rows";

export interface AzureInventoryOptions {
  /** ARM ids of subscriptions and resource groups. @default the subscriptions that the identity sees */
  readonly scopes?: readonly string[] | undefined;
  /** Whether a machine also has the tags of its resource group. @default false */
  readonly resourceGroupTags?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Resource groups that Resource Manager is asked for at the same time. */
const QUESTIONS = 10;
const UNSEEN = 'the identity does not see it: give it the role "Reader" there, or correct the id';

/**
 * All virtual machines of the scopes that the identity may read, by two queries for all of them.
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
    const wanted = distinctScopes(
      this.#options.scopes ?? [...seen.keys()].map((id) => `/subscriptions/${id}`),
    );
    const refused = new Map(
      wanted.flatMap((id) => {
        const state = seen.get(subscriptionIdOf(id));
        if (state === undefined) return [[id, UNSEEN]];
        return state === "Deleted" ? [[id, "it is deleted"]] : [];
      }),
    );
    const absent = new Map<string, string>();
    const groups = wanted.filter((id) => isGroup(id) && !refused.has(id));
    const readings = await inParallel(groups, QUESTIONS, (id) => this.#machines.readGroup(id));
    for (const [index, reading] of readings.entries()) {
      if (reading.status === "rejected") throw reading.reason;
      if (reading.value.state === "refused") refused.set(groups[index]!, reading.value.reason);
      if (reading.value.state === "absent")
        absent.set(groups[index]!, "there is no such resource group: correct the id, or leave it out");
    }
    const scopes = wanted.filter((id) => !refused.has(id));
    const vms = machinesOf(await this.#rows(scopes), (id) => scopeOf(id, scopes) !== undefined);
    return { vms, scopes: new Set(scopes), unreadable: new Map([...refused, ...absent]) };
  }

  async isGone(resourceId: string, vmId: string): Promise<Whereabouts> {
    const reading = await this.#machines.read(resourceId);
    if (reading.state === "unknown") return { state: "unknown" };
    if (reading.state === "there" && reading.machine.vmId === vmId.toLowerCase()) return { state: "there" };
    const subscriptionId = subscriptionIdOf(resourceId);
    if (subscriptionId === "") throw new IllumioIacError(`'${resourceId}' is no id of a machine`);
    // Resource Manager also answers 404 where it may not say more.
    if ((await this.#machines.whyUnreadable(subscriptionId)) !== undefined) return { state: "unknown" };
    if (!/^[\da-f-]+$/i.test(vmId)) throw new IllumioIacError(`'${vmId}' is no vmId of Azure`);
    const seen = [...(await this.#machines.subscriptions()).keys()];
    const elsewhere = (await this.#query(whereaboutsQuery(vmId), seen)).flatMap(({ id }) =>
      // Resource Graph shows a deleted machine for some minutes still.
      typeof id === "string" && id.toLowerCase() !== resourceId.toLowerCase() ? [id] : [],
    );
    if (elsewhere[0] !== undefined) return { state: "moved", resourceId: elsewhere[0] };
    return { state: "gone", mayBeElsewhere: !(await this.#machines.readsEveryGroup(subscriptionId)) };
  }

  async #rows(scopes: readonly string[]) {
    const subscriptions = [...new Set(scopes.map(subscriptionIdOf))];
    const all = await this.#query(
      inventoryQuery(scopes, this.#options.resourceGroupTags ?? false),
      subscriptions,
    );
    return [...all, ...(await this.#query(uniformMachinesQuery(scopes), subscriptions))];
  }

  #query(query: string, subscriptions: readonly string[]) {
    const { signal } = this.#options;
    return this.#graph.query({ query, subscriptions, ...(signal && { signal }) });
  }
}

const subscriptionIdOf = (id: string): string =>
  /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase() ?? "";

/** Of a scope. */
const isGroup = (id: string): boolean => id.split("/").length > 3;
