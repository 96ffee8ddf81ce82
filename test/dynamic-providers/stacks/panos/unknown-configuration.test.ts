import type { PanosSimulator } from "../../../../sandbox/panos";
import { dynamicGroup, VSYS } from "../../../sandbox/panos/config/config-call";
import { LABELS, program, TARGET, UnknownScene } from "./unknown-scene";

let scene: UnknownScene;
let panos: PanosSimulator;
beforeEach(async () => {
  scene = await UnknownScene.open();
  panos = scene.panos;
});
afterEach(() => scene.close());

const GROUP = 'addressGroup: { name: "web servers" }';
const RULED = `${GROUP}, rule: { name: "allow web", destination: ["web servers"], action: "allow" }`;
const addGroup = (name: string) =>
  panos.firewalls[0]!.configure("set", `${VSYS}/address-group`, dynamicGroup(name, "'x'"), {
    admin: "other",
  });

test("the group of somebody else fails a preview with an unknown argument, of a create and of an update", async () => {
  addGroup("theirs");
  const theirs = { more: 'addressGroup: { name: "theirs" }' };
  const stack = await scene.stack(program("a", theirs));
  const message = "the address group theirs is on the firewall already";
  expect(await stack.run("preview")).toMatchObject({ code: 1, text: expect.stringContaining(message) });
  stack.program = program("a", { more: RULED });
  await stack.up();
  stack.program = program("b", theirs);
  expect(await stack.run("preview")).toMatchObject({ code: 1, text: expect.stringContaining(message) });
});

test("a preview with an unknown argument names the changes of configuration and warns of locks", async () => {
  panos.firewalls[0]!.lockConfig("eve", "vsys1");
  const stack = await scene.stack(program("a", { more: RULED }));
  const created = await stack.must("preview");
  for (const line of ["+ tag illumio-iac.web", "+ address group web servers", "+ rule allow web"])
    expect(created).toContain(`  ${line}\n`);
  expect(created).toContain("up will fail on edge while eve holds a configuration lock for vsys1");
  panos.firewalls[0]!.unlock("eve");
  await stack.up();
  stack.program = program("b", { more: RULED.replaceAll("web servers", "www") });
  expect(await stack.must("preview")).toContain("~ address group web servers becomes www");
  stack.program = program("b", { more: GROUP });
  expect(await stack.must("preview")).toContain("- rule allow web");
  stack.program = program("b", { more: RULED });
  expect(await stack.must("preview")).not.toMatch(/address group|rule/);
});

test.each([
  [
    "group",
    "addressGroup: late({ name: 'web servers' }), rule: { name: 'r', source: ['web servers'], action: 'allow' }, commit: 'none'",
  ],
  ["rule", `${GROUP}, rule: late({ name: 'r', source: ['web servers'], action: 'allow' })`],
  ["source", `${GROUP}, rule: { name: 'r', source: late(['web servers']), action: 'allow' }`],
])("a preview makes no claim about the %s that it does not know, and up takes it", async (_what, more) => {
  const stack = await scene.stack(program("a", { more, unknown: "" }));
  const preview = await stack.must("preview");
  expect(preview).toMatch(/^ {4}web: members known after apply \([^)]+\)\n$/);
  await stack.up();
  stack.program = program("b", { more, unknown: "" });
  expect(await stack.must("preview")).toMatch(/^ {4}web: members known after apply \([^)]+\)\n$/);
  await stack.up();
  await stack.up("--expect-no-changes");
});

test("a commit without its administrator fails a preview with an unknown argument", async () => {
  const stack = await scene.stack(program("a", { more: `${GROUP}, commit: "commit"` }));
  const { code, text } = await stack.run("preview");
  expect(code).toBe(1);
  expect(text).toMatch(/property commit has a problem: .*does not name its administrator/);
});

/** A program in which the address of a member is unknown, and every argument of the binding is known. */
const unsure = (more = "") => `
  const source = new UnmanagedWorkload("source", { hostname: "source" });
  const web02 = new UnmanagedWorkload("web02", { hostname: "web02", labels: { role: "web" },
    interfaces: { eth0: { address: source.href.apply(() => "10.0.0.2") } } });
  new DagBinding("web", { ${[LABELS, TARGET, more].filter(Boolean).join(", ")} }, { dependsOn: [web02] });
`;

test("a first preview that does not know an address of a member checks group, locks and other declarations", async () => {
  const unknown = "web: members known after apply (workload web02)";
  const stack = await scene.stack(unsure(GROUP));
  panos.firewalls[0]!.lockConfig("eve", "vsys1");
  const created = await stack.must("preview");
  for (const line of [unknown, "+ address group web servers", "while eve holds a configuration lock"])
    expect(created).toContain(line);
  panos.firewalls[0]!.unlock("eve");
  addGroup("web servers");
  expect(await stack.run("preview")).toMatchObject({
    code: 1,
    text: expect.stringContaining("the address group web servers is on the firewall already"),
  });
  await (await scene.stack(program("a", { more: 'tag: "illumio-iac.web"', name: "other" }), "other")).up();
  stack.program = unsure();
  expect(await stack.run("preview")).toMatchObject({
    code: 1,
    text: expect.stringContaining("another declaration of the tag illumio-iac.web is in force"),
  });
});
