import { AzureVmOnboarding, type AzureVmOnboardingArgs } from "../../../../components/pulumi/azure";
import type {
  OnboardedVmLog,
  OnboardingLog,
  OnboardingLogLine,
} from "../../../../core/contracts/azure/onboarding-log";
import { PLATFORM } from "../../../../sandbox/azure/arm/resource-manager";
import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { type PlacedVm, placeVm } from "../../../../sandbox/azure/compute/place-vm";
import { type AzurePlaces, furnish } from "../../../../sandbox/azure/topology/furnish";
import { type PceSimulator, startPceSimulator } from "../../../../sandbox/pce";
import { InProcessAzureStack } from "../../../dynamic-providers/stacks/in-process-azure-stack";
import { callsTo } from "../../../sandbox/pce/pce-call";

const MINUTE = 60_000;

/** Name of the pairing profile, and how many machines a key of it pairs. */
export const PROFILE = "Azure VMs";
const USES = 5;

/** A PCE with a pairing profile and labels, an Azure with machines, and stacks in this process that deploy into it. */
export class OnboardingScene {
  private readonly stacks: InProcessAzureStack[] = [];

  private constructor(
    readonly pce: PceSimulator,
    readonly cloud: AzureCloud,
    readonly places: AzurePlaces,
    private readonly closeCalls: () => Promise<void>,
    readonly call: ReturnType<typeof callsTo>["call"],
  ) {}

  static async open(): Promise<OnboardingScene> {
    const pce = await startPceSimulator({ seed: 1, callsPerMinute: 1_000_000 });
    const cloud = await startAzureCloud({
      registered: ["Microsoft.App", "Microsoft.Insights", "Microsoft.Compute"],
      startTime: Math.floor(Date.now() / MINUTE) * MINUTE + 30_000,
    });
    cloud.machines.trust(pce.caCertificate);
    const { apiKeyUsername, apiKeySecret, caCertificate } = pce;
    const places = await furnish(cloud, { apiKeyUsername, apiKeySecret, caCertificate });
    const { call, close } = callsTo(pce);
    const scene = new OnboardingScene(pce, cloud, places, close, call);
    await scene.call("POST", "/orgs/1/pairing_profiles", {
      body: {
        name: PROFILE,
        enabled: true,
        allowed_uses_per_key: USES,
        key_lifespan: 7_200,
        enforcement_mode: "visibility_only",
      },
    });
    for (const [key, value] of [
      ["app", "shop"],
      ["env", "prod"],
      ["role", "web"],
    ])
      await scene.call("POST", "/orgs/1/labels", { body: { key, value } });
    return scene;
  }

  get scope(): string {
    return `/subscriptions/${this.cloud.subscriptionId}`;
  }

  /** A machine of the shop. @returns its id */
  place(name: string, more: Partial<PlacedVm> = {}): Promise<string> {
    const tags = { app: "shop", env: "production", role: "web" };
    return placeVm(this.cloud, { name, resourceGroup: "Shop", tags, ...more });
  }

  args(more: Partial<AzureVmOnboardingArgs> = {}): AzureVmOnboardingArgs {
    const { host, port, orgId } = this.pce;
    const { resourceGroupName, pceSecretVaultId, pceSecretName } = this.places;
    return {
      resourceGroupName,
      location: this.cloud.location,
      scopes: { all: this.scope },
      include: { resourceGroups: ["shop"] },
      ven: { pairingProfile: PROFILE },
      labels: {
        app: { tags: ["app"] },
        env: { tags: ["env"], values: { production: "prod" } },
        role: { tags: ["role"] },
      },
      pce: { host, port, orgId, secret: { vaultId: pceSecretVaultId, name: pceSecretName } },
      ...more,
    };
  }

  /** A stack with an onboarding. */
  stack(more: Partial<AzureVmOnboardingArgs> = {}): InProcessAzureStack {
    const stack = new InProcessAzureStack(this.cloud, "onboarding");
    stack.declare = () => void new AzureVmOnboarding("vms", this.args(more));
    this.stacks.push(stack);
    return stack;
  }

  /** Puts a secret into the vault. */
  async secret(name: string, value: object): Promise<{ vaultId: string; name: string }> {
    const { pceSecretVaultId: vaultId } = this.places;
    await this.cloud.manager.put(
      `${vaultId}/secrets/${name}`,
      { properties: { value: JSON.stringify(value) } },
      PLATFORM,
    );
    return { vaultId, name };
  }

  /** The next run: the lines of its machines and that of the run. */
  async run(): Promise<{ readonly vms: readonly OnboardedVmLog[]; readonly run: OnboardingLog }> {
    const { all } = this.cloud.apps.traces;
    const before = all.length;
    for (let minute = 0; minute < 5; minute++) await this.cloud.clock.advance(MINUTE);
    const lines = all
      .slice(before)
      .filter(({ message }) => message.startsWith("{"))
      .map(({ message }) => JSON.parse(message) as OnboardingLogLine);
    return {
      vms: lines.filter((line) => line.event === "onboarding-vm") as OnboardedVmLog[],
      run: lines.find((line) => line.event === "onboarding-run") as OnboardingLog,
    };
  }

  /** Runs until one changes nothing. */
  async settle(most = 12): Promise<OnboardingLog> {
    for (let runs = 0; runs < most; runs++) {
      const { run } = await this.run();
      if (run.advanced === 0 && run.underWay === 0) return run;
    }
    throw new Error(`after ${most} runs there is still something under way`);
  }

  /** Labels of managed workloads by their host name. */
  async labelled(): Promise<Record<string, Record<string, string>>> {
    const { json } = await this.call("GET", "/orgs/1/workloads?managed=true");
    const workloads = json as { hostname: string; labels: { key: string; value: string }[] }[];
    return Object.fromEntries(
      workloads.map(({ hostname, labels }) => [
        hostname,
        Object.fromEntries(labels.map(({ key, value }) => [key, value])),
      ]),
    );
  }

  list(type: string) {
    return this.cloud.resources.list(type);
  }

  /** Why runs failed, as the host has it. */
  failures(): string[] {
    const [site] = this.list("Microsoft.Web/sites");
    return this.cloud.apps.find(site!.name)!.runs.flatMap(({ failure }) => failure ?? []);
  }

  async close(): Promise<void> {
    for (const stack of this.stacks) await stack.close();
    await this.cloud.close();
    await this.closeCalls();
    await this.pce.close();
  }
}
