import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { VnetFlowLogsToPce } from "illumio-iac/azure";
import { Label, pceSettings, UnmanagedWorkload } from "illumio-iac/pce";

interface Host {
  readonly name: string;
  /** Label key → label value. */
  readonly labels: Record<string, string>;
  readonly addresses: readonly string[];
}

const config = new pulumi.Config();
const inventory: readonly Host[] = JSON.parse(
  readFileSync(config.get("inventory") ?? "inventory.json", "utf8"),
);

// One label for every pair of key and value that the inventory names.
const labels = new Map<string, Label>();
for (const [key, value] of inventory.flatMap((host) => Object.entries(host.labels))) {
  const name = `${key}-${value}`;
  if (labels.has(name)) continue;
  labels.set(name, new Label(name, { key, value, adopt: config.getBoolean("adoptLabels") ?? false }));
}

for (const { name, labels: wanted, addresses } of inventory) {
  new UnmanagedWorkload(name, {
    hostname: name,
    // A further address of the interface has a key of its own and the same interface name.
    interfaces: Object.fromEntries(
      addresses.map((address, index) => [
        index === 0 ? "eth0" : `eth0-${index + 1}`,
        { name: "eth0", address },
      ]),
    ),
    // The value comes from the label, so the engine makes the label first and deletes it last.
    labels: Object.fromEntries(
      Object.entries(wanted).map(([key, value]) => [key, labels.get(`${key}-${value}`)!.value]),
    ),
  });
}

const flowLogs = new VnetFlowLogsToPce("traffic", {
  resourceGroupName: config.require("resourceGroup"),
  location: config.require("location"),
  targets: { shop: { virtualNetworkId: config.require("virtualNetworkId") } },
  // The function calls the PCE that this program calls.
  pce: {
    ...pceSettings(),
    secret: { vaultId: config.require("vaultId"), name: config.get("pceSecretName") ?? "illumio-pce" },
  },
  tags: { project: pulumi.getProject(), stack: pulumi.getStack() },
});

export const functionApp = flowLogs.functionApp.name;
export const scmSite = flowLogs.scmSite;
export const hostAccount = flowLogs.hostAccount.name;
export const flowLogAccount = flowLogs.flowLogAccountId;
