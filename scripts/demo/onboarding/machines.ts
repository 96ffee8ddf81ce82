import { type PlacedVm, placeVm, type Sandbox } from "illumio-iac-sandbox";

type Azure = Sandbox["azure"];
type Tags = Readonly<Record<string, string>>;

/** Group of the machines, which no program of the demo makes. */
export const SHOP = "shop";

/** A machine, with what should come of it. */
export interface DemoMachine extends Pick<PlacedVm, "os" | "vmSize" | "architecture"> {
  readonly name: string;
  readonly tags: Tags;
  /** Exit codes of the first scripts that run on it. */
  readonly exitCodes?: readonly number[];
  /** What is odd about it, for people. */
  readonly remark?: string;
  /** Labels by their key and groups of Check Point; undefined for a machine that is not supported. */
  readonly expected?: { readonly labels: Tags; readonly groups: readonly string[] };
}

const shop = (role: string, more: Partial<DemoMachine> = {}): Omit<DemoMachine, "name"> => ({
  tags: { app: "shop", env: "production", role },
  expected: {
    labels: { app: "shop", env: "prod", role },
    groups: role === "web" ? ["azure-shop", "azure-web"] : ["azure-shop"],
  },
  ...more,
});

/** The tag with the unknown value, before and after somebody corrects it. */
export const MISSPELT = {
  machine: "portal-1",
  tag: "env",
  value: "prodution",
  correct: "production",
} as const;

/** Nine of the ten machines; the tenth is an instance of {@link UNIFORM}. */
export const MACHINES: readonly DemoMachine[] = [
  { name: "web-1", ...shop("web") },
  { name: "web-2", ...shop("web") },
  { name: "web-3", ...shop("web", { os: "Windows", remark: "Windows" }) },
  { name: "api-1", ...shop("api") },
  { name: "api-2", ...shop("api") },
  { name: "db-1", ...shop("db") },
  {
    name: "jobs-1",
    ...shop("api", { exitCodes: [7, 7], remark: "the first two installations end with exit code 7" }),
  },
  {
    name: MISSPELT.machine,
    tags: { app: "portal", env: MISSPELT.value, role: "web" },
    remark: `its tag ${MISSPELT.tag} is ${MISSPELT.value}`,
    expected: { labels: { app: "portal", env: "prod", role: "web" }, groups: ["azure-web"] },
  },
  {
    name: "arm-1",
    tags: { app: "shop", env: "production", role: "web" },
    vmSize: "Standard_D2ps_v5",
    architecture: "Arm64",
    remark: "ARM64",
  },
];

/** A scale set of mode `Uniform` with one instance. */
export const UNIFORM = "batch";

/** Makes the ten machines, as other people would. */
export async function placeMachines(azure: Azure): Promise<void> {
  const byName = (vm: string) =>
    azure.resources.list("Microsoft.Compute/virtualMachines").find(({ name }) => name === vm);
  for (const { exitCodes = [], remark: _, expected: __, ...vm } of MACHINES) {
    await placeVm(azure, { ...vm, resourceGroup: SHOP });
    azure.machines.of(byName(vm.name)!).faults.exitCodes.push(...exitCodes);
  }
  const group = `/subscriptions/${azure.subscriptionId}/resourceGroups/${SHOP}/providers`;
  const subnet = { id: `${group}/Microsoft.Network/virtualNetworks/machines/subnets/default` };
  await azure.manager.put(
    `${group}/Microsoft.Compute/virtualMachineScaleSets/${UNIFORM}`,
    {
      location: azure.location,
      tags: { app: "shop", env: "production", role: "batch" },
      sku: { name: "Standard_D2s_v5", tier: "Standard", capacity: 1 },
      properties: {
        orchestrationMode: "Uniform",
        upgradePolicy: { mode: "Manual" },
        virtualMachineProfile: {
          osProfile: { computerNamePrefix: UNIFORM, adminUsername: "azureuser" },
          networkProfile: {
            networkInterfaceConfigurations: [
              {
                name: "nic",
                properties: {
                  primary: true,
                  ipConfigurations: [{ name: "ipconfig1", properties: { subnet } }],
                },
              },
            ],
          },
        },
      },
    },
    azure.access.deployer.objectId,
  );
}

/** Corrects the tag of one machine, as its owner would. */
export async function correctTag(azure: Azure): Promise<void> {
  const machine = azure.resources
    .list("Microsoft.Compute/virtualMachines")
    .find(({ name }) => name === MISSPELT.machine)!;
  const tags = { ...machine.tags, [MISSPELT.tag]: MISSPELT.correct };
  await azure.manager.patch(machine.id, { tags }, azure.access.deployer.objectId);
}
