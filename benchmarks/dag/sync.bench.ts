import { PanosClient } from "../../clients/panos";
import { PceClient } from "../../clients/pce";
import { type DagBindingDefinition, defaultRevisionAddress, isInSync } from "../../core/dag";
import { claimBinding } from "../../dynamic-providers/panos/claim-binding";
import { planBindings } from "../../dynamic-providers/panos/plan-bindings";
import { readFacts } from "../../dynamic-providers/panos/read-facts";
import { syncTable } from "../../dynamic-providers/panos/sync-table";
import { startPanosSimulator } from "../../simulators/panos";
import { startPceSimulator } from "../../simulators/pce";

const BINDINGS = 20;
const SIZES = [5_000, 50_000];
/** Ten times the addresses may cost at most this many times the time. */
const MOST_TIMES = 11;

export const title = `${BINDINGS} bindings over a firewall, from labels to registered addresses`;

export async function run(): Promise<void> {
  console.log("addresses  step             seconds  PCE calls  firewall calls  messages  resident MB");
  const seconds = new Map<string, number[]>();
  for (const size of SIZES) {
    for (const [step, time] of await measure(size)) seconds.set(step, [...(seconds.get(step) ?? []), time]);
  }
  const tooSlow: string[] = [];
  console.log(
    `\ntime at ${SIZES[1]} addresses, as a multiple of that at ${SIZES[0]} (at most ${MOST_TIMES})`,
  );
  for (const [step, [small, large]] of seconds) {
    const ratio = large! / small!;
    console.log(`${step.padEnd(17)}${ratio.toFixed(1)}`);
    if (ratio > MOST_TIMES) tooSlow.push(step);
  }
  if (tooSlow.length > 0) throw new Error(`grows faster than its input: ${tooSlow.join(", ")}`);
}

async function measure(size: number): Promise<[string, number][]> {
  const pceServer = await startPceSimulator({ seed: 1, callsPerMinute: 100_000 });
  const panos = await startPanosSimulator({ seed: 1, model: "PA-5260" });
  const pce = new PceClient({ ...pceServer }, { callsPerMinute: 100_000 });
  const client = new PanosClient({
    hosts: panos.hosts,
    apiKey: panos.apiKey,
    caCertificate: panos.caCertificate,
  });
  const firewalls = new Map([["edge", { client }]]);
  const times: [string, number][] = [];
  const look = async () => planBindings(DEFINITIONS, await readFacts(pce), firewalls);
  const sync = async (): Promise<void> => {
    for (const binding of await look()) {
      await claimBinding(binding, { replace: true });
      await syncTable(client, binding.table, binding.definition, binding.plan);
    }
  };
  const timed = async (step: string, work: () => Promise<void>): Promise<void> => {
    panos.clearRequests();
    const before = [pce.calls, client.calls] as const;
    const started = performance.now();
    await work();
    const time = (performance.now() - started) / 1000;
    times.push([step, time]);
    const messages = panos.requests.filter(({ label }) => label === "user-id").length;
    const numbers = [pce.calls - before[0], client.calls - before[1], messages];
    const resident = Math.round(process.memoryUsage.rss() / 1e6);
    console.log(
      `${String(size).padStart(9)}  ${step.padEnd(15)}${time.toFixed(2).padStart(9)}${String(numbers[0]).padStart(11)}` +
        `${String(numbers[1]).padStart(16)}${String(numbers[2]).padStart(10)}${String(resident).padStart(13)}`,
    );
  };
  try {
    await makeWorkloads(pce, size);
    await timed("cold", sync);
    await timed("no change", sync);
    const [one] = await pce.findWorkloads({ name: "host 7" });
    await pce.updateWorkload(one!.href, { interfaces: [{ name: "eth0", address: "10.255.0.1" }] });
    await timed("one workload", sync);
    if (!(await look()).every(({ plan }) => isInSync(plan))) throw new Error("the firewall is not in sync");
    return times;
  } finally {
    await Promise.all([pce.close(), client.close()]);
    await Promise.all([pceServer.close(), panos.close()]);
  }
}

const DEFINITIONS = Array.from({ length: BINDINGS }, (_, index): DagBindingDefinition => {
  const tag = `illumio-iac.group ${index}`;
  return {
    name: `group ${index}`,
    tag,
    owner: "benchmark",
    revision: "0".repeat(16),
    labels: { role: { anyOf: [`role ${index}`] } },
    all: false,
    target: { firewall: "edge" },
    addressFamilies: ["ipv4"],
    includePublicIp: false,
    onlyOnline: false,
    excludeRanges: [],
    persistent: true,
    onSharedAddress: "union",
    maxRemovedShare: 0.5,
    revisionAddress: defaultRevisionAddress(tag),
  };
});

async function makeWorkloads(pce: PceClient, size: number): Promise<void> {
  const labels: string[] = [];
  for (let index = 0; index < BINDINGS; index++)
    labels.push((await pce.createLabel({ key: "role", value: `role ${index}` })).href);
  const workloads = Array.from({ length: size }, (_, index) => ({
    name: `host ${index}`,
    interfaces: [{ name: "eth0", address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` }],
    labels: [{ href: labels[index % BINDINGS]! }],
  }));
  const failed = (await pce.bulkCreateWorkloads(workloads)).find(({ error }) => error !== undefined);
  if (failed) throw new Error(`a workload could not be made: ${failed.error!.message}`);
}
