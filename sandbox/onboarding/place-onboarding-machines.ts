import type { AzureCloud } from "../azure/azure-cloud";
import { type PlacedVm, placeVm } from "../azure/compute/place-vm";

interface Machine extends Omit<PlacedVm, "resourceGroup"> {
  readonly isStopped?: boolean;
}

const shop = (role: string, env = "production") => ({ app: "shop", env, role });

/** The first machines, each with something of its own. */
const FIRST: readonly Machine[] = [
  { name: "web-1", tags: shop("web") },
  { name: "db-1", tags: shop("db", "staging") },
  { name: "win-1", tags: { app: "portal", env: "production", role: "web" }, os: "Windows" },
  { name: "arm-1", tags: shop("api"), vmSize: "Standard_D2ps_v5", architecture: "Arm64" },
  { name: "off-1", tags: shop("api"), isStopped: true },
];

/** Roles of the others, in turn. */
const ROLES = ["api", "web", "db"];

/**
 * Places virtual machines without an agent in the resource group `shop`, which differ in tags; of five, one has Windows,
 * one is an ARM64 machine and one is stopped.
 *
 * @returns their names
 */
export async function placeOnboardingMachines(azure: AzureCloud, count: number): Promise<readonly string[]> {
  const machines = Array.from({ length: count }, (_, index) => FIRST[index] ?? further(index));
  for (const { isStopped = false, ...machine } of machines) {
    const id = await placeVm(azure, { ...machine, resourceGroup: "shop" });
    if (isStopped) await azure.machines.of(azure.resources.get(id)!).turn("deallocated");
  }
  return machines.map(({ name }) => name);
}

function further(index: number): Machine {
  const place = index - FIRST.length;
  const role = ROLES[place % ROLES.length]!;
  return { name: `${role}-${Math.floor(place / ROLES.length) + 2}`, tags: shop(role) };
}
