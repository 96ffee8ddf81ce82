import { type PanosSimulator, startPanosSimulator } from "../../../../sandbox/panos";
import type { InProcessStack } from "../in-process-stack";
import { StackScene } from "../stack-scene";

const TAG = "illumio-iac.web";

/** Hosts by address, and a binding that follows their label; `dependsOn` says whether it waits for the hosts. */
const program = (hosts: Record<string, string>, { dependsOn = true, role = "web", more = "" } = {}) => `
  const role = new Label("role", { key: "role", value: ${JSON.stringify(role)} });
  const binding = (hosts) => new DagBinding("web", {
    labels: { role: { anyOf: [role.value] } }, target: { firewall: "edge" }, maxRemovedShare: 1,
  }, { dependsOn: hosts });
  ${dependsOn ? "" : "binding([role]);"}
  const hosts = ${JSON.stringify(Object.entries(hosts))}.map(([name, address]) => new UnmanagedWorkload(name, {
    hostname: name, interfaces: { eth0: { address } }, labels: { role: role.value },
  }));
  ${dependsOn ? "binding(hosts);" : ""}
  ${more}
`;

let scene: StackScene;
let panos: PanosSimulator;
beforeEach(async () => {
  scene = await StackScene.open();
  panos = await startPanosSimulator({ seed: 1 });
});
afterEach(async () => {
  await scene.close();
  await panos.close();
});

const stackOf = (text: string): Promise<InProcessStack> =>
  scene.stack(text, {
    environment: {
      ILLUMIO_FIREWALL_EDGE_HOSTS: panos.hosts.join(","),
      ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
      ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
    },
  });

const members = () =>
  Object.entries(panos.firewalls[0]!.registered())
    .filter(([, tags]) => tags.includes(TAG))
    .map(([address]) => address)
    .sort();

it("one up removes the addresses of a workload that leaves the program, and says so", async () => {
  const stack = await stackOf(program({ web01: "10.0.0.1", web02: "10.0.0.2", web03: "10.0.0.3" }));
  await stack.up();
  stack.program = program({ web01: "10.0.0.1" });
  const text = await stack.up();
  expect(members()).toEqual(["10.0.0.1"]);
  expect(text).toMatch(/web: .*- 10\.0\.0\.2 {2}web02/s);
  await stack.up("--expect-no-changes");
  await stack.must("refresh");
  expect(stack.resource("web").outputs).toMatchObject({ memberCount: 1 });
  expect(stack.resource("web").outputs.drift).toBeUndefined();
  await stack.up("--expect-no-changes");
});

it("an address stays when another workload still has it, and entries of other bindings stay", async () => {
  const other = `new DagBinding("all", { all: true, target: { firewall: "edge" }, tag: "all", maxRemovedShare: 1 },
    { dependsOn: hosts });`;
  const shared = { web01: "10.0.0.1", web02: "10.0.0.1", web03: "10.0.0.3" };
  const stack = await stackOf(program(shared, { more: other }));
  await stack.up();
  stack.program = program({ web01: "10.0.0.1" }, { more: other });
  await stack.up();
  expect(panos.firewalls[0]!.registered()["10.0.0.1"]?.sort()).toEqual(["all", TAG]);
  expect(panos.firewalls[0]!.registered()["10.0.0.3"]).toBeUndefined();
});

it("a run fails when the firewall refuses to remove a host, and the next run heals", async () => {
  const stack = await stackOf(program({ web01: "10.0.0.1", web02: "10.0.0.2" }));
  await stack.up();
  stack.program = program({ web01: "10.0.0.1" });
  panos.failNext({ path: /^user-id/, fault: "5xx" });
  panos.failNext({ path: /^user-id/, fault: "5xx" });
  const failed = await stack.run("up");
  expect(failed.code).not.toBe(0);
  expect(failed.text).toMatch(/workload web02 .*deleted in the PCE.*binding web.*10\.0\.0\.2/s);
  expect(members()).toEqual(["10.0.0.1", "10.0.0.2"]);
  await stack.up();
  expect(members()).toEqual(["10.0.0.1"]);
  await stack.up("--expect-no-changes");
});

it("a binding follows new, changed and removed workloads although it does not depend on them", async () => {
  const stack = await stackOf(program({ web01: "10.0.0.1", web02: "10.0.0.2" }, { dependsOn: false }));
  await stack.up();
  expect(members()).toEqual(["10.0.0.1", "10.0.0.2"]);
  stack.program = program({ web01: "10.0.0.9", web03: "10.0.0.3" }, { dependsOn: false });
  await stack.up();
  expect(members()).toEqual(["10.0.0.3", "10.0.0.9"]);
  await stack.up("--expect-no-changes");
});

it("the preview says which workload makes the members unknown until up", async () => {
  const unknown = `new UnmanagedWorkload("web02", {
    hostname: "web02", labels: { role: role.value },
    interfaces: { eth0: { address: new UnmanagedWorkload("source", {
      hostname: "source", interfaces: { eth0: { address: "10.9.9.9" } } }).href.apply(() => "10.0.0.2") } },
  })`;
  const stack = await stackOf(program({ web01: "10.0.0.1" }));
  await stack.up();
  stack.program = program({ web01: "10.0.0.1" }).replace("binding(hosts)", `binding([...hosts, ${unknown}])`);
  const preview = await stack.must("preview");
  expect(preview).toContain("web: members known after apply (workload web02)");
  expect((await stack.preview())["web"]).toBe("update");
  await stack.up();
  expect(members()).toEqual(["10.0.0.1", "10.0.0.2"]);
});
