jest.mock("../../../../clients/http/token-bucket", () => require("../../../support/any-rate"));

import fc from "fast-check";
import { UNKNOWN } from "../../../../core/checks/unknown";
import type { PceFacts } from "../../../../core/dag";
import type { RunContext } from "../../../../dynamic-providers/lifecycle/resource-provider";
import { labelProvider } from "../../../../dynamic-providers/pce/label/label.provider";
import { PceSystems } from "../../../../dynamic-providers/pce/system/pce-systems";
import { plannedFacts } from "../../../../dynamic-providers/pce/system/planned-facts";
import { unmanagedWorkloadProvider } from "../../../../dynamic-providers/pce/unmanaged-workload/unmanaged-workload.provider";
import type { WorkloadInputs } from "../../../../dynamic-providers/pce/unmanaged-workload/workload-state";
import { readFacts } from "../../../../reconcilers/dag/plan/read-facts";
import { type PceSimulator, startPceSimulator } from "../../../../sandbox/pce";

let pce: PceSimulator;
beforeAll(async () => {
  pce = await startPceSimulator({ seed: 1, callsPerMinute: 1_000_000 });
});
afterAll(() => pce.close());

const systemsOf = () =>
  new PceSystems(
    { get: () => undefined },
    {
      ILLUMIO_PCE_HOST: pce.host,
      ILLUMIO_PCE_PORT: String(pce.port),
      ILLUMIO_PCE_ORG_ID: String(pce.orgId),
      ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
      ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
      ILLUMIO_CA_FILE: pce.caFile,
    },
    { quietInMilliseconds: 1 },
  );

let incarnation = 0;
const runOf = (name: string, preview: boolean, previewsCreate = false): RunContext => ({
  owner: `acme/shop/dev//${name}`,
  preview,
  previewsCreate,
  release: () => "take the resource out of the program",
  newIncarnation: () => String(++incarnation).padStart(8, "0"),
  formerName: () => "its former name",
  warn: () => undefined,
  say: () => undefined,
});

type Hosts = Readonly<Record<string, WorkloadInputs>>;
type States = Map<string, Awaited<ReturnType<typeof unmanagedWorkloadProvider.create>>>;

/** Takes the label and the hosts through the calls that the engine makes in a preview. */
async function preview(systems: PceSystems, hosts: Hosts, states: States): Promise<void> {
  for (const value of ["web", "db"])
    await labelProvider.check({ key: "role", value }, systems, runOf(value, true, true));
  for (const [name, inputs] of Object.entries(hosts)) {
    const known = states.get(name);
    await unmanagedWorkloadProvider.check({ ...inputs }, systems, runOf(name, true, known === undefined));
    if (known)
      await unmanagedWorkloadProvider.diff(known.id, known.state, inputs, systems, runOf(name, true));
  }
}

async function up(systems: PceSystems, hosts: Hosts, states: States): Promise<void> {
  for (const value of ["web", "db"])
    await labelProvider.create({ key: "role", value }, systems, runOf(value, false));
  await Promise.all(
    Object.entries(hosts).map(async ([name, inputs]) => {
      const known = states.get(name);
      const run = runOf(name, false);
      if (known === undefined) states.set(name, await unmanagedWorkloadProvider.create(inputs, systems, run));
      else {
        const { changes } = await unmanagedWorkloadProvider.diff(known.id, known.state, inputs, systems, run);
        if (changes === false) return;
        const state = await unmanagedWorkloadProvider.update(known.id, known.state, inputs, systems, run);
        states.set(name, { id: known.id, state });
      }
    }),
  );
}

/** What decides about members, by name. */
function membership({ labels, workloads }: PceFacts): Record<string, unknown> {
  const names = new Map([...labels].map(({ href, key, value }) => [href, `${key}=${value}`]));
  return Object.fromEntries(
    workloads.map((workload) => [
      workload.hostname,
      {
        addresses: workload.interfaces?.map(({ name, address }) => `${name} ${address}`).sort() ?? [],
        publicIp: workload.public_ip || undefined,
        ignored: workload.ignored_interface_names ?? [],
        labels: workload.labels?.map(({ href }) => names.get(href)).sort() ?? [],
      },
    ]),
  );
}

const inputs = fc.record(
  {
    interfaces: fc.dictionary(
      fc.constantFrom("eth0", "eth1"),
      fc.record({ address: fc.integer({ min: 1, max: 20 }).map((last) => `10.0.0.${last}`) }),
    ),
    publicIp: fc.constantFrom("198.51.100.1", "198.51.100.2"),
    ignoredInterfaceNames: fc.constant(["eth1"]),
    labels: fc.oneof(
      fc.constant({}),
      fc.constantFrom("web", "db").map((role) => ({ role })),
    ),
    exclusiveLabels: fc.boolean(),
  },
  { requiredKeys: [] },
);
const programs = fc.array(fc.dictionary(fc.constantFrom("a", "b", "c"), inputs), {
  minLength: 1,
  maxLength: 4,
});

test("the facts that a preview plans with are those of the PCE after the run", async () => {
  await fc.assert(
    fc.asyncProperty(programs, async (runs) => {
      const states: States = new Map();
      const all = systemsOf();
      for (const program of runs) {
        const hosts = Object.fromEntries(
          Object.entries(program).map(([name, host]) => [
            name,
            { hostname: name, ...host } as WorkloadInputs,
          ]),
        );
        const before = systemsOf();
        await preview(before, hosts, states);
        const system = before.system();
        const planned = plannedFacts(await readFacts(system.client), system.planned);
        const after = systemsOf();
        await up(after, hosts, states);
        const real = await readFacts(after.system().client);
        expect(membership(planned)).toEqual(membership(real));
        expect(planned.unsure.filter(({ unknown }) => unknown !== "online")).toEqual([]);
        await Promise.all([before.close(), after.close()]);
      }
      for (const { id, state } of states.values())
        await unmanagedWorkloadProvider.delete(id, state, all, runOf("x", false));
      await all.close();
    }),
    { numRuns: 8, seed: 7, endOnFailure: true },
  );
});

test.each([
  ["addresses", { interfaces: { eth0: { address: UNKNOWN } }, labels: { role: "web" } }, 1],
  ["labels", { interfaces: { eth0: { address: "10.0.0.1" } }, labels: { role: UNKNOWN } }, undefined],
])("a workload with unknown %s is listed as unsure", async (_what, host, sets) => {
  const systems = systemsOf();
  await preview(systems, { late: { hostname: "late", ...host } }, new Map());
  const { unsure } = plannedFacts({ labels: [], labelGroups: [], workloads: [] }, systems.system().planned);
  expect(unsure.map(({ title, labels }) => [title, labels?.length])).toEqual([["workload late", sets]]);
  await systems.close();
});
