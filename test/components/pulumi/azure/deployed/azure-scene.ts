import type { VnetFlowLogsToPceArgs } from "../../../../../components/pulumi/azure";
import type { DrainLog } from "../../../../../core/contracts/azure/drain-log";
import { PLATFORM } from "../../../../../sandbox/azure/arm/resource-manager";
import { type AzureCloud, startAzureCloud } from "../../../../../sandbox/azure/azure-cloud";
import type { UploadComparison } from "../../../../../sandbox/azure/flow-logs/compare-uploads";
import { type AzurePlaces, furnish } from "../../../../../sandbox/azure/topology/furnish";
import { playOnClock } from "../../../../../sandbox/cloud/play-on-clock";
import { playThreeTier, threeTierTopology } from "../../../../../sandbox/cloud/traffic";
import { type PceSimulator, startPceSimulator } from "../../../../../sandbox/pce";
import { InProcessAzureStack } from "../../../../dynamic-providers/stacks/in-process-azure-stack";

export const MINUTE = 60_000;
export const OTHER_SUBSCRIPTION = "99999999-9999-4999-8999-999999999999";

/** A PCE, an Azure with the network of the sandbox, and stacks in this process that deploy into it. */
export class AzureScene {
  private readonly stacks: InProcessAzureStack[] = [];

  private constructor(
    readonly pce: PceSimulator,
    readonly cloud: AzureCloud,
    readonly places: AzurePlaces,
  ) {}

  /** @param registered namespaces that the subscriptions are registered for */
  static async open(registered = ["Microsoft.App", "Microsoft.Insights"]): Promise<AzureScene> {
    const pce = await startPceSimulator({ seed: 1 });
    const cloud = await startAzureCloud({
      topology: threeTierTopology({ seed: 1 }),
      registered,
      otherSubscriptionIds: [OTHER_SUBSCRIPTION],
      startTime: Date.UTC(2026, 10, 23, 7, 0, 0),
    });
    const { apiKeyUsername, apiKeySecret, caCertificate } = pce;
    const places = await furnish(cloud, { apiKeyUsername, apiKeySecret, caCertificate });
    return new AzureScene(pce, cloud, places);
  }

  /** A stack that declares this. */
  stack(name: string, declare: () => void): InProcessAzureStack {
    const stack = new InProcessAzureStack(this.cloud, name);
    stack.declare = declare;
    this.stacks.push(stack);
    return stack;
  }

  /** Arguments of a component that logs the network of the sandbox. */
  get args(): VnetFlowLogsToPceArgs {
    const { host, port, orgId } = this.pce;
    const { resourceGroupName, virtualNetworkId, pceSecretVaultId, pceSecretName } = this.places;
    return {
      resourceGroupName,
      location: this.cloud.location,
      targets: { shop: { virtualNetworkId } },
      pce: { host, port, orgId, secret: { vaultId: pceSecretVaultId, name: pceSecretName } },
    };
  }

  /** Makes or changes a resource as somebody else does. */
  put(id: string, body: object): Promise<unknown> {
    return this.cloud.manager.put(id, body, PLATFORM);
  }

  list(type: string) {
    return this.cloud.resources.list(type);
  }

  /** Ids of everything that stands there. */
  ids(): string[] {
    return this.cloud.resources.list().map(({ id }) => id);
  }

  /** What drain functions write in some minutes. */
  async minutes(count: number): Promise<DrainLog[]> {
    const { all } = this.cloud.apps.traces;
    const before = all.length;
    for (let minute = 0; minute < count; minute++) await this.cloud.clock.advance(MINUTE);
    return all
      .slice(before)
      .filter(({ message }) => message.startsWith("{"))
      .map(({ message }) => JSON.parse(message) as DrainLog);
  }

  /**
   * Lets the application of the network talk until nothing is on its way any more; once in a scene, as a PCE keeps all
   * flows.
   *
   * @returns what the PCE has of it, compared with what happened
   */
  async play(minutes: number): Promise<UploadComparison> {
    const { cloud, pce } = this;
    const play = playThreeTier({
      topology: cloud.topology!,
      seed: 1,
      start: cloud.clock.now(),
      minutes,
    });
    playOnClock(cloud, play.packets);
    for (let minute = 0; minute < minutes; minute++) await cloud.clock.advance(MINUTE);
    await cloud.clock.advanceUntilIdle(30 * MINUTE);
    await this.minutes(5);
    return cloud.flowLogs.compare(pce.store.traffic.rows, play.truth);
  }

  async close(): Promise<void> {
    for (const stack of this.stacks) await stack.close();
    await this.cloud.close();
    await this.pce.close();
  }
}
