import type { RunContext } from "../../../../dynamic-providers/lifecycle/resource-provider";
import type { BindingSystems } from "../../../../dynamic-providers/panos/dag-binding/binding-systems";
import { dagBindingProvider } from "../../../../dynamic-providers/panos/dag-binding/dag-binding.provider";
import type { DagBindingInputs } from "../../../../dynamic-providers/panos/dag-binding/dag-binding-state";
import { unmanagedWorkloadProvider } from "../../../../dynamic-providers/pce/unmanaged-workload/unmanaged-workload.provider";
import type { WorkloadInputs } from "../../../../dynamic-providers/pce/unmanaged-workload/workload-state";
import { SystemsScene } from "../systems-scene";

const TAG = "illumio-iac.web";

let scene: SystemsScene;
/** Of the run at hand; every run has its own. */
let systems: BindingSystems;
beforeEach(async () => {
  scene = await SystemsScene.open();
  systems = scene.run();
});
afterEach(() => scene.close());

let incarnation = 0;
const runOf = (owner: string): RunContext => ({
  owner,
  preview: false,
  previewsCreate: false,
  release: () => "take the resource out of the program",
  newIncarnation: () => String(++incarnation).padStart(8, "0"),
  formerName: () => "its former name",
  warn: () => undefined,
  say: () => undefined,
});

const BINDING = "acme/shop/dev//web";

/** The inputs as `check` leaves them. */
async function check(more: object = {}): Promise<DagBindingInputs> {
  const written = { name: "web", all: true, labels: {}, target: { firewall: "edge" }, ...more };
  const { inputs, failures } = await dagBindingProvider.check(written, systems, runOf(BINDING));
  expect(failures).toEqual([]);
  return inputs as unknown as DagBindingInputs;
}

const create = async (more: object = {}) =>
  dagBindingProvider.create(await check(more), systems, runOf(BINDING));
const host = (name: string, address: string): WorkloadInputs => ({
  hostname: name,
  interfaces: { eth0: { address } },
});
const createHost = (name: string, address: string) =>
  unmanagedWorkloadProvider.create(host(name, address), systems.pce, runOf(`acme/shop/dev//${name}`));
const deleteHost = ({ id, state }: Awaited<ReturnType<typeof createHost>>) =>
  unmanagedWorkloadProvider.delete(id, state, systems.pce, runOf(String(state.hostname)));

const members = () =>
  Object.entries(scene.panos.firewalls[0]!.registered())
    .filter(([, tags]) => tags.includes(TAG))
    .map(([address]) => address)
    .sort();

test("a workload that is deleted while the binding is being written is removed by that operation", async () => {
  const hosts = [await createHost("web01", "10.0.0.1"), await createHost("web02", "10.0.0.2")];
  await check();
  scene.panos.before("user-id", () => deleteHost(hosts[1]!));
  await create();
  expect(members()).toEqual(["10.0.0.1"]);
});

test("a plan without changes that was made before a deletion is made again", async () => {
  const hosts = [await createHost("web01", "10.0.0.1"), await createHost("web02", "10.0.0.2")];
  const { id, state } = await create();
  systems = scene.run();
  const inputs = await check();
  const planned = systems.planOfCheck.bind(systems);
  let isFirst = true;
  systems.planOfCheck = async (definition) => {
    const plans = await planned(definition);
    if (isFirst) {
      isFirst = false;
      await deleteHost(hosts[1]!);
    }
    return plans;
  };
  const { changes } = await dagBindingProvider.diff(id, state, inputs, systems, runOf(BINDING));
  expect(changes).toBe(true);
  await dagBindingProvider.update(id, state, inputs, systems, runOf(BINDING));
  expect(members()).toEqual(["10.0.0.1"]);
});

test("forty hosts that are deleted together are removed with one message after one read of PCE and firewall", async () => {
  const hosts = await Promise.all(
    Array.from({ length: 80 }, (_, index) => createHost(`web${index}`, `10.0.1.${index}`)),
  );
  await create();
  scene.panos.clearRequests();
  await Promise.all(hosts.slice(40).map(deleteHost));
  expect(members()).toHaveLength(40);
  expect(scene.panos.requests.filter(({ label }) => label.startsWith("user-id"))).toHaveLength(1);
});

test("workloads that the program deletes are removed even when they exceed maxRemovedShare", async () => {
  const hosts = await Promise.all(
    Array.from({ length: 40 }, (_, index) => createHost(`web${index}`, `10.0.1.${index}`)),
  );
  await create({ maxRemovedShare: 0.1 });
  for (const one of hosts.slice(0, 3)) await deleteHost(one);
  await Promise.all(hosts.slice(3, 39).map(deleteHost));
  expect(members()).toEqual(["10.0.1.39"]);
});

test("a preview fails when the declaration of another owner is in force, and says what adopt does", async () => {
  await createHost("web01", "10.0.0.1");
  const { state } = await create();
  systems = scene.run();
  const said: string[] = [];
  const run = { ...runOf("acme/other/dev//web"), preview: true, previewsCreate: true };
  const written = { name: "web", all: true, labels: {}, target: { firewall: "edge" } };
  const { failures } = await dagBindingProvider.check(written, systems, run);
  expect(failures).toEqual([
    {
      path: "tag",
      reason: expect.stringMatching(/^another declaration of the tag .* in vsys1 .*adopt: true/),
    },
  ]);
  const adopting = { ...run, say: (...lines: string[]) => void said.push(...lines) };
  systems = scene.run();
  expect((await dagBindingProvider.check({ ...written, adopt: true }, systems, adopting)).failures).toEqual(
    [],
  );
  expect(said.join()).toContain("up puts it out of force (adopt: true)");
  expect(state.owner).toBe(BINDING);
});

test("the deletion of a workload that no binding holds writes nothing to the firewall, and entries of others stay", async () => {
  await createHost("web01", "10.0.0.1");
  await create({ excludeRanges: ["10.9.0.0/16"] });
  scene.panos.firewalls[0]!.register("10.0.0.1", ["theirs"]);
  scene.panos.clearRequests();
  await deleteHost(await createHost("other", "10.9.0.1"));
  expect(scene.panos.registrations()).toEqual([]);
  expect(scene.panos.firewalls[0]!.registered()["10.0.0.1"]?.sort()).toEqual([TAG, "theirs"]);
});

test("the deletion of a workload fails and writes nothing when another declaration has replaced that of the binding", async () => {
  const gone = await createHost("web01", "10.0.0.1");
  const { state } = await create();
  const mark = Object.entries(scene.panos.firewalls[0]!.registered()).find(([, tags]) =>
    tags[0]!.includes(".rev."),
  )!;
  scene.panos.firewalls[0]!.unregister(mark[0], mark[1][0]!);
  expect(state.memberCount).toBe(1);
  await expect(deleteHost(gone)).rejects.toThrow(/binding web could not follow: nothing was written/);
  expect(members()).toEqual(["10.0.0.1"]);
});
