import { PceClient } from "../../../../clients/pce";
import { type PanosSimulator, startPanosSimulator } from "../../../../sandbox/panos";
import { pceEnvironment } from "../../../support/environments";
import type { InProcessStack } from "../in-process-stack";
import { StackScene } from "../stack-scene";

const TAG = "illumio-iac.web";
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

const program = (more = "", hosts = ["10.0.0.1"]) => `
  const role = new Label("role", { key: "role", value: "web" });
  const hosts = ${JSON.stringify(hosts)}.map((address, index) => new UnmanagedWorkload("web" + index, {
    hostname: "web" + index, interfaces: { eth0: { address } }, labels: { role: role.value },
  }));
  const binding = (name, more = {}) => new DagBinding(name, {
    labels: { role: { anyOf: [role.value] } }, target: { firewall: "edge" }, ...more
  }, { dependsOn: hosts });
  ${more}
`;
const stackOf = (text: string, more: Record<string, string> = {}): Promise<InProcessStack> =>
  scene.stack(text, {
    environment: {
      ILLUMIO_FIREWALL_EDGE_HOSTS: panos.hosts.join(","),
      ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
      ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
      ...more,
    },
  });
const members = () =>
  Object.entries(panos.firewalls[0]!.registered())
    .filter(([, tags]) => tags.includes(TAG))
    .map(([address]) => address);

it("a binding with membership: sync fills the group once, and then reports differences without changing them", async () => {
  const stack = await stackOf(program('binding("web", { membership: "sync" });'));
  await stack.up();
  expect(members()).toEqual(["10.0.0.1"]);
  panos.firewalls[0]!.unregister("10.0.0.1", TAG);
  const text = await stack.must("preview", "--expect-no-changes");
  expect(text).toContain("web: +1 -0 = 1");
  expect(text).toContain("the addresses differ, which dag-sync will settle");
  await stack.up("--expect-no-changes");
  expect(members()).toEqual([]);
  stack.program = program('binding("web", { membership: "deploy" });');
  await stack.up();
  expect(members()).toEqual(["10.0.0.1"]);
});

it("a binding has the members in its outputs only with exportMembers", async () => {
  const stack = await stackOf(program('binding("web", { exportMembers: true });'));
  await stack.up();
  expect(stack.resource("web").outputs["members"]).toEqual({ "10.0.0.1": ["web0"] });
  stack.program = program('binding("web");');
  await stack.up();
  expect(JSON.stringify(stack.resource("web").outputs)).not.toContain("10.0.0.1");
});

it("the capacity check counts all bindings of the program against what the firewall holds", async () => {
  const four = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"];
  const two = `
    binding("web", { excludeRanges: ["10.0.0.3-10.0.0.4"] });
    binding("other", { excludeRanges: ["10.0.0.1-10.0.0.2"] });`;
  const stack = await stackOf(program(two, four), { ILLUMIO_FIREWALL_EDGE_DEVICE_LIMIT: "3" });
  await stack.must(
    "up",
    "--yes",
    "--skip-preview",
    "--target",
    "**role",
    "--target",
    "**web0",
    "--target",
    "**web1",
    "--target",
    "**web2",
    "--target",
    "**web3",
  );
  await expect(stack.must("preview")).rejects.toThrow(
    /would hold 4 entries \(0 now\), and the firewall takes 3/,
  );
  expect(panos.registrations()).toEqual([]);
});

it("preview, refresh and up fail without a write when the settings name another PCE, and destroy needs only the firewall", async () => {
  const stack = await stackOf(program('binding("web");'));
  await stack.up();
  const other = await scene.otherPce();
  const client = new PceClient({ ...other });
  await client.createLabel({ key: "role", value: "web" });
  await client.close();
  stack.setEnvironment(pceEnvironment(other));
  panos.clearRequests();
  for (const command of [["preview"], ["refresh"], ["up"]]) {
    const { code, text } = await stack.run(...command, "--target", "**web");
    expect(code).not.toBe(0);
    expect(text).toContain(`but the settings now name 127.0.0.1:${other.port}`);
  }
  expect(panos.registrations()).toEqual([]);
  expect(members()).toEqual(["10.0.0.1"]);
  await stack.must("destroy", "--target", "**web");
  expect(members()).toEqual([]);
});
