import { randomUUID } from "node:crypto";
import type { ArmClient } from "../../clients/azure/arm-client";
import type { JsonRecord } from "../../core/checks/json";

const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
const PROVIDERS = `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers`;

export interface Machine {
  readonly vmId: string;
  readonly name: string;
  readonly address: string;
}

interface GraphBody {
  readonly query: string;
  readonly options: { readonly $top: number; readonly $skipToken?: string };
}

/**
 * So many machines of Azure, each with a network interface, which Resource Graph shows in pages; nothing else of Azure, and
 * no instances of scale sets.
 */
export class GraphStandIn {
  readonly machines: readonly Machine[];
  readonly #rows: readonly JsonRecord[];
  #pages = 0;

  constructor(count: number) {
    this.machines = Array.from({ length: count }, (_, number) => ({
      vmId: randomUUID(),
      name: `web-${number}`,
      address: `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`,
    }));
    this.#rows = this.machines.flatMap(rowsOf);
  }

  get pages(): number {
    return this.#pages;
  }

  /** Pages of the whole inventory: those of its resources, and an empty one of instances of scale sets. */
  get wholePages(): number {
    return Math.ceil(this.#rows.length / 1_000) + 1;
  }

  /** What the inventory calls of a client of Resource Manager. */
  get arm(): ArmClient {
    const list = async () => [{ subscriptionId: SUBSCRIPTION, state: "Enabled" }];
    const ask = async (_call: unknown, { query, options }: GraphBody) => {
      this.#pages++;
      const rows = query.startsWith("computeresources") ? [] : this.#rows;
      const from = Number(options.$skipToken ?? 0);
      const data = rows.slice(from, from + options.$top);
      const next = from + data.length < rows.length ? { $skipToken: `${from + data.length}` } : {};
      const answer = { data, count: data.length, totalRecords: rows.length, ...next };
      return { answer: JSON.parse(JSON.stringify(answer)) as JsonRecord, header: () => undefined };
    };
    return { list, ask } as unknown as ArmClient;
  }
}

function rowsOf({ vmId, name, address }: Machine): JsonRecord[] {
  const nic = `${PROVIDERS}/Microsoft.Network/networkInterfaces/${name}-nic`;
  const common = { subscriptionId: SUBSCRIPTION, location: "westeurope" };
  return [
    {
      ...common,
      id: `${PROVIDERS}/Microsoft.Compute/virtualMachines/${name}`,
      ...{ type: "microsoft.compute/virtualmachines", name, vmId, computerName: name, os: "Linux" },
      ...{ size: "Standard_D2s_v5", provisioningState: "Succeeded", powerState: "PowerState/running" },
      ...{ tags: { app: "shop", env: "prod" }, interfaces: [{ id: nic, properties: { primary: true } }] },
    },
    {
      ...common,
      ...{ id: nic, type: "microsoft.network/networkinterfaces", name: `${name}-nic`, tags: {} },
      configurations: [{ properties: { primary: true, privateIPAddress: address } }],
    },
  ];
}
