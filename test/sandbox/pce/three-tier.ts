import type { Call } from "./pce-call";

const tiers = [
  { role: "Load balancer", hosts: 2, network: "10.0.1" },
  { role: "Web", hosts: 3, network: "10.0.2" },
  { role: "Application", hosts: 3, network: "10.0.3" },
  { role: "Database", hosts: 2, network: "10.0.4" },
];

/** Labels and workloads of a three-tier application, and flows between them and from outside. */
export async function fillThreeTiers(call: Call): Promise<void> {
  const label = async (key: string, value: string): Promise<string> =>
    (await call("POST", "/orgs/1/labels", { body: { key, value } })).json.href;
  const env = await label("env", "Production");
  const app = await label("app", "Shop");
  for (const { role, hosts, network } of tiers) {
    const href = await label("role", role);
    const items = Array.from({ length: hosts }, (_, index) => ({
      name: `${role.toLowerCase().replace(" ", "-")}-${index + 1}`,
      interfaces: [{ name: "eth0", address: `${network}.${index + 10}` }],
      labels: [env, app, href].map((one) => ({ href: one })),
    }));
    await call("PUT", "/orgs/1/workloads/bulk_create", { body: items });
  }
  const bastion = { name: "bastion", interfaces: [{ name: "eth0", address: "10.0.9.5" }] };
  await call("POST", "/orgs/1/workloads", { body: bastion });

  const lines: string[] = [];
  const each = (from: string, fromHosts: number, to: string, toHosts: number, service: string): void => {
    for (let i = 0; i < fromHosts; i++) {
      for (let j = 0; j < toHosts; j++) lines.push(`${from}.${i + 10},${to}.${j + 10},${service}`);
    }
  };
  each("198.51.100", 20, "10.0.1", 2, "443,6");
  each("10.0.1", 2, "10.0.2", 3, "8443,6");
  each("10.0.2", 3, "10.0.3", 3, "8080,6");
  each("10.0.2", 3, "10.0.3", 3, "8081,6");
  each("10.0.3", 3, "10.0.4", 2, "5432,6");
  each("10.0.4", 2, "10.0.4", 2, "5433,6");
  for (const { network, hosts } of tiers) {
    for (let j = 0; j < hosts; j++)
      lines.push(`10.0.9.5,${network}.${j + 10},22,6`, `${network}.${j + 10},10.0.0.2,53,17`);
  }
  await call("POST", "/orgs/1/agents/bulk_traffic_flows", { body: lines.join("\n") });
}
