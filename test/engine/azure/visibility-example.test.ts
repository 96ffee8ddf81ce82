import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DrainLog } from "../../../core/contracts/azure/drain-log";
import { FLOW_LOG_CONTAINERS } from "../../../core/contracts/azure/host-account";
import { PLATFORM } from "../../../sandbox/azure/arm/resource-manager";
import { type AzureCloud, startAzureCloud } from "../../../sandbox/azure/azure-cloud";
import { threeTierTopology } from "../../../sandbox/cloud/traffic";
import { azurePluginDirectory } from "../../../sandbox/cloud-plugins/azure/directory";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { findPulumi, isolatedPulumiEnvironment } from "../../../scripts/pulumi-cli";
import { blobName, tuple, vnetRecord } from "../../support/flow-log-writer";
import { mustRun, type StackPlace } from "../stack-command";

jest.setTimeout(300_000);

const PROGRAM = path.resolve(__dirname, "../../../examples/azure-visibility");
const MINUTE = 60_000;

let pce: PceSimulator;
let cloud: AzureCloud;
let place: StackPlace;

beforeAll(async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "illumio-iac-azure-stack-"));
  const pulumiBin = await findPulumi();
  pce = await startPceSimulator({ seed: 1 });
  cloud = await startAzureCloud({
    topology: threeTierTopology({ seed: 1 }),
    registered: ["Microsoft.App", "Microsoft.Insights"],
    startTime: Math.floor(Date.now() / MINUTE) * MINUTE,
  });
  const isolated = isolatedPulumiEnvironment({
    directory,
    pulumiBin,
    pluginDirectories: [azurePluginDirectory()],
    pce,
  });
  place = { directory, program: PROGRAM, environment: { ...isolated, ...cloud.environment() } };
  copyFileSync(path.join(PROGRAM, "Pulumi.yaml"), path.join(directory, "Pulumi.yaml"));
});
afterAll(async () => {
  await cloud.close();
  await pce.close();
  rmSync(place.directory, { recursive: true, force: true });
});

test("the inventory is that of the example for AWS: the hosts of the sandbox's network", () => {
  const inventory = (example: string) =>
    JSON.parse(readFileSync(path.resolve(PROGRAM, "..", example, "inventory.json"), "utf8"));
  expect(inventory("azure-visibility")).toEqual(inventory("aws-visibility"));
});

/** The group of the function, and a vault with the PCE's API key. @returns settings of the program */
async function prepare(): Promise<Record<string, string>> {
  const subscription = `/subscriptions/${cloud.subscriptionId}`;
  const group = `${subscription}/resourceGroups/illumio`;
  const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/illumio`;
  const { apiKeyUsername, apiKeySecret, caCertificate } = pce;
  const value = JSON.stringify({ apiKeyUsername, apiKeySecret, caCertificate });
  const sku = { family: "A", name: "standard" };
  const vault = { tenantId: cloud.tenantId, sku, enableRbacAuthorization: true, accessPolicies: [] };
  const put = (id: string, body: object) => cloud.manager.put(id, body, PLATFORM);
  await put(group, { location: cloud.location });
  await put(vaultId, { location: cloud.location, properties: vault });
  await put(`${vaultId}/secrets/illumio-pce`, { properties: { value } });
  const [network] = cloud.resources.list("Microsoft.Network/virtualNetworks");
  return { resourceGroup: "illumio", location: "West Europe", virtualNetworkId: network!.id, vaultId };
}

/** What the drain function wrote of each minute. */
async function minutes(count: number): Promise<DrainLog[]> {
  cloud.apps.traces.all.length = 0;
  for (let minute = 0; minute < count; minute++) await cloud.clock.advance(MINUTE);
  return cloud.apps.traces.all
    .map(({ message }) => message)
    .filter((message) => message.startsWith("{"))
    .map((message) => JSON.parse(message) as DrainLog);
}

test("the program deploys a function that brings a flow log into the PCE, is settled after a refresh, and leaves nothing", async () => {
  const settings = await prepare();
  const before = cloud.resources.list().map(({ id }) => id);
  await mustRun(place, ["stack", "init", "test", "--no-select"]);
  const set = Object.entries(settings).flatMap(([name, value]) => ["--plaintext", `${name}=${value}`]);
  await mustRun(place, ["config", "set-all", ...set]);

  await mustRun(place, ["up", "--yes", "--skip-preview"]);
  const flowLog = cloud.resources.list("Microsoft.Network/networkWatchers/flowLogs")[0]!;
  const account = cloud.resources.get(String(flowLog.properties["storageId"]))!;
  const inner = cloud.storage.internal(account.name);
  const container = FLOW_LOG_CONTAINERS.virtualNetwork;
  const time = new Date(cloud.clock.now());
  const connections = [tuple(time, "10.0.1.5", "10.0.2.7", 443), tuple(time, "10.0.1.6", "10.0.2.7", 443)];
  const parts = ['{"records":[', vnetRecord(time, connections), "]}"];
  const ids = parts.map((_part, index) => Buffer.from(`block-${index}`).toString("base64"));
  await inner.createContainer(container);
  for (const [index, part] of parts.entries())
    await inner.stageBlock(container, blobName(time), ids[index]!, part);
  await inner.commitBlocks(container, blobName(time), ids);

  const lines = await minutes(3);
  expect(
    lines.map(({ event, bundle, uploaded, repeated, problems }) => [
      event,
      bundle,
      uploaded,
      repeated,
      problems,
    ]),
  ).toEqual([
    ["drain", "expected", 2, 0, []],
    ["drain", "expected", 0, 0, []],
    ["drain", "expected", 0, 0, []],
  ]);
  const rows = [...pce.store.traffic.rows].map(({ source, destination, port }) => [
    source,
    destination,
    port,
  ]);
  expect(rows.sort()).toEqual([
    ["10.0.1.5", "10.0.2.7", 443],
    ["10.0.1.6", "10.0.2.7", 443],
  ]);

  // Resource Manager answers with ids in other casing than they were sent in.
  await mustRun(place, ["refresh", "--yes", "--skip-preview"]);
  expect(await mustRun(place, ["preview", "--expect-no-changes"])).toContain("72 unchanged");

  await mustRun(place, ["destroy", "--yes", "--skip-preview"]);
  expect(cloud.resources.list().map(({ id }) => id)).toEqual(before);
  expect([...pce.store.table("workloads").live()]).toEqual([]);
});
