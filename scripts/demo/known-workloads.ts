import { readFileSync } from "node:fs";
import path from "node:path";
import type { PceClient } from "../../clients/pce";

const INVENTORY = path.resolve(__dirname, "../../../examples/aws-visibility/inventory.json");

interface Host {
  readonly name: string;
  /** Label key → label value. */
  readonly labels: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
}

/**
 * Makes the labels and unmanaged workloads of the application in the PCE, as if another program had done so before.
 *
 * @returns how many workloads the PCE then knows
 */
export async function makeKnownWorkloads(pce: PceClient): Promise<number> {
  const hosts = JSON.parse(readFileSync(INVENTORY, "utf8")) as Host[];
  const hrefs = new Map<string, string>();
  for (const [key, value] of hosts.flatMap(({ labels }) => Object.entries(labels))) {
    const name = `${key}=${value}`;
    if (!hrefs.has(name)) hrefs.set(name, (await pce.createLabel({ key, value })).href);
  }
  const made = await pce.bulkCreateWorkloads(
    hosts.map(({ name, labels, addresses }) => ({
      name,
      hostname: name,
      interfaces: addresses.map((address) => ({ name: "eth0", address })),
      labels: Object.entries(labels).map(([key, value]) => ({ href: hrefs.get(`${key}=${value}`)! })),
    })),
  );
  return made.length;
}
