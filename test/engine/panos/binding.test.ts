import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type PanosSimulator, startPanosSimulator } from "../../../sandbox/panos";
import { firewallEnvironment } from "../../support/environments";
import { EngineScene } from "../pce/engine-scene";
import type { EngineStack } from "../pce/engine-stack";
import { killAll } from "../pce/kill-cli";

jest.setTimeout(180_000);

const TAG = "illumio-iac.web";
const FORGED = "  - 10.66.66.66  domain-controller";
const HOSTILE = `evil\n${FORGED}\r${FORGED}\u2028${FORGED}\u001b[2K\u009b2K\u202e\u200b`;

/** Hosts by address, and a binding that follows their label. */
const program = (hosts: Record<string, string>, { role = "web", more = "" } = {}) => `
  const role = new Label("role", { key: "role", value: "${role}" });
  const hosts = ${JSON.stringify(Object.entries(hosts))}.map(([name, address]) => new UnmanagedWorkload(name, {
    hostname: name, interfaces: { eth0: { address } }, labels: { role: role.value },
  }));
  new DagBinding("web", {
    labels: { role: { anyOf: [role.value] } }, target: { firewall: "edge" } ${more}
  }, { dependsOn: hosts });
`;
const GROUP = `, addressGroup: { name: "web servers" }, commit: "commit",
  rule: { name: "allow web", destination: ["web servers"], action: "allow" }`;
const TWO = { web01: "10.0.0.1", web02: "10.0.0.2" };

let scene: EngineScene;
let panos: PanosSimulator;
let stack: EngineStack;
let folder: string;
beforeAll(async () => {
  scene = await EngineScene.open();
  panos = await startPanosSimulator({ seed: 1 });
  folder = await mkdtemp(path.join(tmpdir(), "illumio-iac-plan-"));
  const environment = { ...firewallEnvironment(panos), ILLUMIO_FIREWALL_EDGE_ADMIN: panos.admin };
  stack = await scene.stack(program(TWO), { environment });
});
afterAll(async () => {
  await scene.close();
  await panos.close();
  await rm(folder, { recursive: true });
});

const members = () =>
  Object.entries(panos.firewalls[0]!.registered())
    .filter(([, tags]) => tags.includes(TAG))
    .map(([address]) => address)
    .sort();
const groupMembers = () => [...(panos.firewalls[0]!.dynamicGroups()["web servers"] ?? [])].sort();

/** What a preview printed of addresses, and what the firewall was then asked to do; the revision tag aside. */
const printed = (text: string) =>
  [...text.matchAll(/^\s+([+-]) (\d+\.\d+\.\d+\.\d+) {2}/gm)]
    .map(([, sign, address]) => `${sign} ${address}`)
    .sort();
const sent = () =>
  panos
    .registrations()
    .filter(({ tag }) => tag === TAG)
    .map(({ kind, address }) => `${kind === "register" ? "+" : "-"} ${address}`)
    .sort();

/** The life of one binding: each test goes on where the one before has ended. */
describe("a binding", () => {
  it("converges in one up with the labels and workloads of its program, and a second up changes nothing", async () => {
    expect(printed(await stack.must("preview"))).toEqual(["+ 10.0.0.1", "+ 10.0.0.2"]);
    expect(panos.registrations()).toEqual([]);
    await stack.up();
    expect(members()).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect((await stack.resource("web")).outputs).toMatchObject({
      tag: TAG,
      filter: `'${TAG}'`,
      memberCount: 2,
    });
    panos.clearRequests();
    await stack.up("--expect-no-changes");
    expect(panos.registrations()).toEqual([]);
  });

  it("heals an entry that was removed by hand, and refresh shows it", async () => {
    panos.firewalls[0]!.unregister("10.0.0.2", TAG);
    const preview = await stack.must("preview", "--diff");
    expect(preview).toContain("web: +1 -0 = 2");
    expect(printed(preview)).toEqual(["+ 10.0.0.2"]);
    await stack.must("refresh", "--yes", "--skip-preview");
    expect((await stack.resource("web")).outputs.drift).toEqual({ "10.0.0.2": "missing" });
    await stack.up();
    expect(members()).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect((await stack.resource("web")).outputs.drift).toBeUndefined();
  });

  it("is previewed with what its program will create and change, and up accepts the saved plan", async () => {
    stack.program = program({ web01: "10.0.0.9", web02: "10.0.0.2", web03: "10.0.0.3" });
    const plan = path.join(folder, "plan.json");
    const preview = await stack.must("preview", "--save-plan", plan);
    expect(preview).toContain("web: +2 -1 = 3");
    expect(printed(preview)).toEqual(["+ 10.0.0.3", "+ 10.0.0.9", "- 10.0.0.1"]);
    panos.clearRequests();
    await stack.up("--plan", plan);
    expect(sent()).toEqual(printed(preview));
  });

  it("is previewed with a label that gets another value and the workloads that carry it, also from a saved plan", async () => {
    const hosts = { web01: "10.0.0.9", web02: "10.0.0.2", web03: "10.0.0.3", web04: "10.0.0.4" };
    stack.program = program(hosts, { role: "frontend" });
    const plan = path.join(folder, "other-plan.json");
    const preview = await stack.must("preview", "--save-plan", plan);
    expect(printed(preview)).toEqual(["+ 10.0.0.4"]);
    panos.clearRequests();
    await stack.up("--plan", plan);
    expect(sent()).toEqual(printed(preview));
  });

  it("makes tag, group and rule, and keeps its members when it is replaced by force", async () => {
    stack.program = program(TWO, { more: GROUP });
    const text = await stack.up();
    expect(text).toMatch(/web: committed by job \d+/);
    expect(groupMembers()).toEqual(["10.0.0.1", "10.0.0.2"]);
    const { urn } = await stack.resource("web");
    await stack.up("--target-replace", urn);
    expect(members()).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect(groupMembers()).toEqual(["10.0.0.1", "10.0.0.2"]);
  });

  it("heals when the CLI was killed in an update between two addresses", async () => {
    stack.program = program({ web01: "10.0.0.5", web02: "10.0.0.6" }, { more: ", maxAddresses: 9" });
    let started: ReturnType<EngineStack["start"]> | undefined;
    panos.before("user-id", () => killAll(started!.pid), { skip: 1 });
    started = stack.start("up", "--yes", "--skip-preview");
    await started.result;
    await stack.must("cancel", "--yes");
    stack.program = program(TWO, { more: GROUP });
    await stack.must("refresh", "--yes", "--skip-preview");
    await stack.up();
    expect(members()).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect(groupMembers()).toEqual(["10.0.0.1", "10.0.0.2"]);
  });

  it("shows names of the PCE on one line of a preview, without control characters", async () => {
    await scene.someone.createWorkload({
      name: HOSTILE,
      interfaces: [{ name: "eth0", address: "10.0.0.7" }],
      labels: [{ href: scene.labels()["role=web"]! }],
    });
    const preview = await stack.must("preview");
    expect(preview).toContain(`+ 10.0.0.7  evil\\u000a${FORGED}\\u000d`);
    expect(preview).not.toMatch(/^\s*- 10\.66/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be printed
    expect(preview).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u202e\u200b]/);
    await scene.someone.deleteWorkload(scene.workloads().find(({ name }) => name === HOSTILE).href);
  });

  it("removes everything that it made with destroy", async () => {
    panos.firewalls[0]!.register("10.0.0.1", ["theirs"]);
    await stack.must("destroy", "--yes", "--skip-preview");
    expect(panos.firewalls[0]!.registered()).toEqual({ "10.0.0.1": ["theirs"] });
    expect(panos.firewalls[0]!.dynamicGroups()).toEqual({});
    expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
  });
});
