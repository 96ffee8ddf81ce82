import { type PanosSimulator, startPanosSimulator } from "illumio-iac-sandbox/panos";
import { type PceSimulator, startPceSimulator } from "illumio-iac-sandbox/pce";
import { PceClient } from "../../clients/pce";
import { BINDINGS, roleOf } from "./bindings";
import { type CountingRelay, countingRelay } from "./counting-relay";

const CALLS_PER_MINUTE = 100_000;

/** What a process needs to reach both systems. */
export interface Reach {
  readonly pce: {
    readonly host: string;
    readonly port: number;
    readonly orgId: number;
    readonly apiKeyUsername: string;
    readonly apiKeySecret: string;
    readonly caCertificate: string;
  };
  readonly firewall: { readonly host: string; readonly apiKey: string; readonly caCertificate: string };
}

/** Calls to each system, and bytes to and from it with their encryption. */
export interface Traffic {
  readonly pceCalls: number;
  readonly pceBytes: number;
  readonly firewallCalls: number;
  readonly firewallBytes: number;
  readonly messages: number;
}

/** A PCE with workloads, one address each, and a firewall with nothing registered. */
export class World {
  private hrefs: readonly string[] = [];

  private constructor(
    readonly pce: PceSimulator,
    readonly panos: PanosSimulator,
    private readonly relays: readonly [CountingRelay, CountingRelay],
  ) {}

  /** @param options.now the clock of the PCE, in milliseconds since 1970. @default Date.now */
  static async open(workloads: number, options: { readonly now?: () => number } = {}): Promise<World> {
    const pce = await startPceSimulator({ seed: 1, callsPerMinute: CALLS_PER_MINUTE, ...options });
    const panos = await startPanosSimulator({ seed: 1, model: "PA-5260" });
    const relays = [await countingRelay(pce.port), await countingRelay(panos.port)] as const;
    const world = new World(pce, panos, relays);
    await world.byHand(async (client) => {
      world.hrefs = await makeWorkloads(client, workloads);
    });
    return world;
  }

  get reach(): Reach {
    const { host, orgId, apiKeyUsername, apiKeySecret, caCertificate } = this.pce;
    const [pce, firewall] = this.relays;
    return {
      pce: { host, port: pce.port, orgId, apiKeyUsername, apiKeySecret, caCertificate },
      firewall: {
        host: `127.0.0.1:${firewall.port}`,
        apiKey: this.panos.apiKey,
        caCertificate: this.panos.caCertificate,
      },
    };
  }

  /** What somebody does on the PCE by hand, past the counters of bytes. */
  async byHand(work: (client: PceClient) => Promise<unknown>): Promise<void> {
    const client = new PceClient(this.pce, { callsPerMinute: CALLS_PER_MINUTE });
    try {
      await work(client);
    } finally {
      await client.close();
    }
  }

  /** Gives host `index` another address. */
  moveWorkload(index: number, address: string): Promise<void> {
    const interfaces = [{ name: "eth0", address }];
    return this.byHand((client) => client.updateWorkload(this.hrefs[index]!, { interfaces }));
  }

  async counted<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly traffic: Traffic }> {
    const { pce, panos, relays } = this;
    panos.clearRequests();
    const read = () => [pce.counters.requests, relays[0].bytes, panos.counters.requests, relays[1].bytes];
    const before = read();
    const result = await work();
    const [pceCalls, pceBytes, firewallCalls, firewallBytes] = read().map(
      (now, index) => now - before[index]!,
    ) as [number, number, number, number];
    const messages = panos.requests.filter(({ label }) => label === "user-id").length;
    return { result, traffic: { pceCalls, pceBytes, firewallCalls, firewallBytes, messages } };
  }

  /** Addresses that the firewall has, with their tags. */
  registered(): Record<string, readonly string[]> {
    return this.panos.firewalls[0]!.registered();
  }

  /** Tags that the firewall has for an address. */
  tagsOf(address: string): readonly string[] {
    return this.panos.firewalls[0]!.tagsOf(address);
  }

  async close(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.close()));
    await Promise.all([this.pce.close(), this.panos.close()]);
  }
}

export function addressOf(index: number): string {
  return `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
}

async function makeWorkloads(pce: PceClient, count: number): Promise<string[]> {
  const labels: string[] = [];
  for (let index = 0; index < BINDINGS; index++)
    labels.push((await pce.createLabel({ key: "role", value: roleOf(index) })).href);
  const workloads = Array.from({ length: count }, (_, index) => ({
    name: `host ${index}`,
    interfaces: [{ name: "eth0", address: addressOf(index) }],
    labels: [{ href: labels[index % BINDINGS]! }],
  }));
  const made = await pce.bulkCreateWorkloads(workloads);
  const failed = made.find(({ error }) => error !== undefined);
  if (failed) throw new Error(`a workload could not be made: ${failed.error!.message}`);
  return made.map(({ href }) => href!);
}
