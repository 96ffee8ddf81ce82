import { type CheckPointSimulator, startCheckPointSimulator } from "illumio-iac-sandbox/check-point";
import { type PceSimulator, startPceSimulator } from "illumio-iac-sandbox/pce";
import { ResourceGraph } from "../../clients/azure/resource-graph";
import { VirtualMachines } from "../../clients/azure/virtual-machines";
import { CheckPointClient } from "../../clients/check-point";
import { PceClient } from "../../clients/pce";
import { type OnboardingSettings, withDefaults } from "../../core/onboarding";
import { firewallOf } from "../../reconcilers/check-point";
import { AzureInventory } from "../../reconcilers/onboarding/azure";
import { PceSide } from "../../reconcilers/onboarding/pce-side";
import type { OnboardingReport } from "../../reconcilers/onboarding/report";
import { runOnboarding } from "../../reconcilers/onboarding/run-onboarding";
import { fetchJson } from "./fetch-json";
import { GraphStandIn, type Machine } from "./graph-stand-in";
import { MemoryPorts } from "./memory-ports";

const PROFILE = "Azure VMs";
const GROUP = "azure-shop";
const MANY = 1_000_000;

/** What one run did and took. */
export interface MeasuredRun {
  readonly report: OnboardingReport;
  /** Of the processor, with the simulators, which run in this process. */
  readonly milliseconds: number;
  readonly pceCalls: number;
  readonly graphPages: number;
  /** Calls besides `show-task`. */
  readonly checkPointCalls: number;
  readonly writes: number;
}

/** Machines of which most are onboarded, the simulated PCE and Check Point over HTTPS, and all else in memory. */
export class OnboardingBench {
  readonly #ports = new MemoryPorts();
  readonly #settings: OnboardingSettings;
  /** That of the simulators, so that keys of the pairing profile count as ours. */
  #time = Date.now();

  private constructor(
    readonly graph: GraphStandIn,
    readonly pce: PceSimulator,
    readonly checkPoint: CheckPointSimulator,
    private readonly client: PceClient,
    private readonly management: CheckPointClient,
    added: number,
  ) {
    this.#settings = withDefaults({
      name: "vms",
      ven: { pairingProfile: PROFILE },
      labels: { app: { tags: ["app"] }, env: { tags: ["env"] } },
      createLabels: true,
      checkPoint: {
        ...{ mode: "static-objects", server: checkPoint.host, port: checkPoint.port },
        groups: { [GROUP]: { labels: { app: ["shop"] } } },
        ...{ packages: ["Standard"], install: "always" },
      },
      limits: { maxPerRun: added, maxConcurrentInstalls: Math.min(added, 1_000) },
    });
  }

  static async start(machines: number, added: number): Promise<OnboardingBench> {
    const pce = await startPceSimulator({ seed: 1, callsPerMinute: MANY });
    const checkPoint = await startCheckPointSimulator({ seed: 1, callsPerSecond: MANY });
    const client = new PceClient(pce, { callsPerMinute: MANY });
    const management = new CheckPointClient(
      {
        ...{ server: checkPoint.host, port: checkPoint.port, caCertificate: checkPoint.caCertificate },
        login: { user: checkPoint.username, password: checkPoint.password },
      },
      { callsPerMinute: MANY },
    );
    const bench = new OnboardingBench(
      new GraphStandIn(machines),
      ...([pce, checkPoint, client, management, added] as const),
    );
    await bench.#furnish(bench.graph.machines.slice(added));
    return bench;
  }

  async #furnish(onboarded: readonly Machine[]): Promise<void> {
    const { pce, checkPoint } = this;
    const { apiKeyUsername, apiKeySecret } = pce;
    await fetchJson(pce.url, `/api/v2/orgs/${pce.orgId}/pairing_profiles`, pce.caCertificate, {
      headers: {
        authorization: `Basic ${Buffer.from(`${apiKeyUsername}:${apiKeySecret}`).toString("base64")}`,
      },
      body: {
        ...{ name: PROFILE, enabled: true, enforcement_mode: "visibility_only" },
        ...{ allowed_uses_per_key: 100, key_lifespan: 7_200 },
      },
    });
    const call = (command: string, body: object, sid?: string) =>
      fetchJson(checkPoint.url, `/web_api/${command}`, checkPoint.caCertificate, {
        headers: sid === undefined ? {} : { "x-chkp-sid": sid },
        body,
      });
    const { sid } = await call("login", { user: checkPoint.username, password: checkPoint.password });
    await call("add-group", { name: GROUP }, String(sid));
    const { "task-id": task } = await call("publish", {}, String(sid));
    for (let polls = 0; polls < 3; polls++) await call("show-task", { "task-id": task }, String(sid));
    await call("logout", {}, String(sid));
    await this.#pair(onboarded);
    for (const { vmId } of onboarded) this.#ports.commissioned(vmId);
  }

  /** Makes managed workloads of machines, as agents that pair do. */
  async #pair(machines: readonly Pick<Machine, "name" | "address">[]): Promise<void> {
    const results = await this.client.bulkCreateWorkloads(
      machines.map(({ name, address }) => ({
        name,
        hostname: name,
        interfaces: [{ name: "eth0", address }],
      })),
    );
    for (const { href } of results) this.pce.pairVen(href!);
  }

  /** Runs once, and lets agents pair that the run has installed. */
  async run(): Promise<MeasuredRun> {
    this.#time += 5 * 60_000;
    const ports = this.#ports;
    const { arm } = this.graph;
    const now = () => new Date(this.#time);
    const before = { pages: this.graph.pages, writes: ports.writes };
    this.checkPoint.clearRequests();
    const cpu = process.cpuUsage();
    const report = await runOnboarding(
      this.#settings,
      {
        records: ports.records,
        inventory: new AzureInventory(new ResourceGraph(arm), new VirtualMachines(arm)),
        cmdb: ports.cmdb,
        ven: ports.ven,
        pce: new PceSide(this.client, this.#settings.ven),
        firewall: firewallOf(this.#settings, {
          runId: `${this.#time}`,
          client: () => this.management,
          feed: noFeed,
          now,
        }),
      },
      { now },
    );
    const { user, system } = process.cpuUsage(cpu);
    const measured = {
      report,
      milliseconds: (user + system) / 1_000,
      pceCalls: report.calls["pce"] ?? 0,
      graphPages: this.graph.pages - before.pages,
      checkPointCalls: this.checkPoint.requests.filter(({ command }) => command !== "show-task").length,
      writes: ports.writes - before.writes,
    };
    const paired = ports.started.splice(0).map(({ name, privateAddresses }) => ({
      name,
      address: privateAddresses[0]!,
    }));
    await this.#pair(paired);
    return measured;
  }

  async close(): Promise<void> {
    await Promise.all([this.client.close(), this.management.close()]);
    await Promise.all([this.pce.close(), this.checkPoint.close()]);
  }
}

const noFeed = (): never => {
  throw new Error("hosts are static objects");
};
