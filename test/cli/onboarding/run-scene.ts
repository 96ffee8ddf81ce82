import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import tls from "node:tls";
import { HOST_ACCOUNT } from "../../../core/contracts/azure/host-account";
import { PLATFORM } from "../../../sandbox/azure/arm/resource-manager";
import { type AzureCloud, startAzureCloud } from "../../../sandbox/azure/azure-cloud";
import { type PlacedVm, placeVm } from "../../../sandbox/azure/compute/place-vm";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { ROLES } from "../../sandbox/azure/support/test-cloud";
import { callsTo } from "../../sandbox/pce/pce-call";
import { OnboardingScene } from "./onboarding-scene";

/** Azure, once for all tests of a file: the Azure SDK keeps the tokens of a process. */
export class SharedAzure {
  private constructor(
    readonly cloud: AzureCloud,
    private readonly trusted: readonly string[],
  ) {}

  static async start(): Promise<SharedAzure> {
    const trusted = tls.getCACertificates("default");
    const cloud = await startAzureCloud();
    tls.setDefaultCACertificates([...trusted, readFileSync(cloud.caFile, "utf8")]);
    return new SharedAzure(cloud, trusted);
  }

  /** Removes the machines. */
  async clear(): Promise<void> {
    const { resources } = this.cloud;
    for (const type of ["virtualMachines/runCommands", "virtualMachines"])
      for (const { id } of resources.list(`Microsoft.Compute/${type}`)) await resources.delete(id);
  }

  async close(): Promise<void> {
    tls.setDefaultCACertificates([...this.trusted]);
    await this.cloud.close();
  }
}

/** A PCE with a pairing profile, machines of Azure that can reach it, a CMDB in a file, and the command between them. */
export class RunScene extends OnboardingScene {
  readonly cmdb = path.join(this.folder, "cmdb.json");

  private constructor(
    readonly pce: PceSimulator,
    private readonly azure: SharedAzure,
    private readonly calls: ReturnType<typeof callsTo>,
    environment: Readonly<Record<string, string | undefined>>,
  ) {
    super(environment);
  }

  /** @param more environment of the command */
  static async open(azure: SharedAzure, more: Readonly<Record<string, string>> = {}): Promise<RunScene> {
    const pce = await startPceSimulator({ seed: 1 });
    azure.cloud.machines.trust(pce.caCertificate);
    const calls = callsTo(pce);
    await calls.call("POST", "/orgs/1/pairing_profiles", {
      body: {
        name: "azure",
        enabled: true,
        enforcement_mode: "visibility_only",
        allowed_uses_per_key: 100,
        key_lifespan: 7200,
      },
    });
    return new RunScene(pce, azure, calls, {
      PATH: process.env["PATH"],
      ILLUMIO_PCE_HOST: pce.host,
      ILLUMIO_PCE_PORT: String(pce.port),
      ILLUMIO_PCE_ORG_ID: String(pce.orgId),
      ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
      ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
      ILLUMIO_CA_FILE: pce.caFile,
      ...azure.cloud.environment(),
      ...more,
    });
  }

  async end(): Promise<void> {
    this.pce.setFaults("");
    await this.pass(); // what waits on the machines would call a PCE that is closed, within the next test
    await Promise.all([this.calls.close(), this.pce.close(), this.azure.clear()]);
    this.close();
  }

  get cloud(): AzureCloud {
    return this.azure.cloud;
  }

  place(name: string, more: Partial<PlacedVm> = {}): Promise<string> {
    return placeVm(this.cloud, { name, resourceGroup: "shop", ...more });
  }

  /** The `vmId` of a machine, in lower case. */
  async vmId(name: string): Promise<string> {
    const machine = this.cloud.resources
      .list("Microsoft.Compute/virtualMachines")
      .find((one) => one.name === name)!;
    return String(machine.properties["vmId"]).toLowerCase();
  }

  /** Writes the onboarding. @param more lines of YAML */
  declare(more = "", cmdb = this.cmdb): void {
    this.write(
      "onboarding.yaml",
      `name: vms
ven: { pairingProfile: azure }
labels:
  app: { tags: [app] }
  role: { tags: [role], default: web }
createLabels: true
cmdb: { jsonFile: { path: ${cmdb} } }
${more}`,
    );
  }

  /** `illumio-iac onboarding run …` with file and records. */
  go(...args: string[]) {
    return this.run("run", ...args, "--file", this.file);
  }

  /** Makes an account with the table of an onboarding, which whoever runs the command may use. @returns its tables */
  async account(): Promise<string> {
    const { access, location, manager, resources, storage, subscriptionId } = this.cloud;
    const group = `/subscriptions/${subscriptionId}/resourceGroups/host`;
    const id = `${group}/providers/Microsoft.Storage/storageAccounts/onboardinghost`;
    await manager.put(group, { location }, PLATFORM);
    await manager.put(id, { location, kind: "StorageV2", sku: { name: "Standard_LRS" } }, PLATFORM);
    await manager.put(`${id}/tableServices/default/tables/${HOST_ACCOUNT.onboardingTable}`, {}, PLATFORM);
    const assignment = `${id}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
    const roleDefinitionId = `${group}/providers/Microsoft.Authorization/roleDefinitions/${ROLES.tableContributor}`;
    await resources.put(assignment, {
      properties: { principalId: access.deployer.objectId, roleDefinitionId },
    });
    return storage.endpointsOf("onboardinghost").table;
  }

  /** Lets the machines do what commands asked for. */
  async pass(minutes = 1): Promise<void> {
    await this.cloud.clock.advance(minutes * 60_000);
  }

  /** Names of the run commands that are on machines. */
  commands(): string[] {
    return this.cloud.resources.list("Microsoft.Compute/virtualMachines/runCommands").map(({ name }) => name);
  }

  /** Host names of workloads with their labels. */
  async workloads(): Promise<Record<string, string>> {
    const { json } = await this.calls.call("GET", "/orgs/1/workloads");
    const rows = (json as readonly Workload[]).map(({ hostname, labels }) => [
      hostname,
      labels
        .map(({ key, value }) => `${key}=${value}`)
        .sort()
        .join(" "),
    ]);
    return Object.fromEntries(rows);
  }

  /** What the CMDB says is commissioned, by name; undefined without a CMDB. */
  commissioned(): Record<string, boolean> | undefined {
    if (!existsSync(this.cmdb)) return undefined;
    const rows = Object.values(JSON.parse(readFileSync(this.cmdb, "utf8"))) as readonly CmdbRow[];
    return Object.fromEntries(rows.map(({ name, commissioned = false }) => [name, commissioned]));
  }
}

interface Workload {
  readonly hostname: string;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
}

interface CmdbRow {
  readonly name: string;
  readonly commissioned?: boolean;
}
