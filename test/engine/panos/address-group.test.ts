import {
  type PanosSimulator,
  type PanosSimulatorOptions,
  startPanosSimulator,
} from "../../../simulators/panos";
import { dynamicGroup, rule, VSYS } from "../../simulators/panos/config/config-call";
import { EngineScene } from "../pce/engine-scene";
import type { EngineStack } from "../pce/engine-stack";

jest.setTimeout(180_000);

let scene: EngineScene;
let panos: PanosSimulator;
const open = async (options: PanosSimulatorOptions = {}) => {
  panos = await startPanosSimulator({ seed: 1, ...options });
};
beforeEach(async () => {
  scene = await EngineScene.open();
});
afterEach(async () => {
  await scene.close();
  await panos.close();
});

const environment = () => ({
  ILLUMIO_FIREWALL_EDGE_HOSTS: panos.hosts.join(","),
  ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
  ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
  ILLUMIO_FIREWALL_EDGE_ADMIN: "admin",
});
const stackOf = (text: string, more: Record<string, string> = {}): Promise<EngineStack> =>
  scene.stack(text, { environment: { ...environment(), ...more } });

const HOST = `
  const role = new Label("role", { key: "role", value: "web" });
  const web01 = new UnmanagedWorkload("web01", {
    hostname: "web01", interfaces: { eth0: { address: "10.0.0.1" } }, labels: { role: role.value },
  });
  const to = (more) => ({ labels: { role: { anyOf: [role.value] } }, target: { firewall: "edge" }, ...more });
  const after = { dependsOn: [web01] };
`;
const binding = (more: string, name = "web") => `new DagBinding("${name}", to(${more}), after);`;
const GROUPED = '{ addressGroup: { name: "web servers", description: "our <web>" }, commit: "commit" }';
const RULED = `{ addressGroup: { name: "web servers" }, commit: "commit",
  rule: { name: "allow web", destination: ["web servers"], action: "allow", position: "top" } }`;

const config = (path: string, kind: "running" | "candidate" = "running") =>
  panos.firewalls[0]!.config(`${VSYS}/${path}`, kind);
const commits = () => panos.requests.filter(({ label }) => /^commit/.test(label)).length;

it("makes tag, group and rule, commits them once, and a second up changes nothing", async () => {
  await open({ commitInMs: 5 });
  panos.firewalls[0]!.configure("set", `${VSYS}/rulebase/security/rules`, rule("deny all", "any"), {
    admin: "other",
  });
  const stack = await stackOf(HOST + binding(RULED));
  await stack.must("up", "--yes", "--skip-preview", "--target", "**role", "--target", "**web01");
  const preview = await stack.must("preview");
  for (const line of [
    "+ 10.0.0.1",
    "+ tag illumio-iac.web",
    "+ address group web servers",
    "+ rule allow web",
  ])
    expect(preview).toContain(line);
  const text = await stack.must("up", "--yes", "--skip-preview");
  expect(text).toMatch(/web: committed by job \d+/);
  expect(commits()).toBe(1);
  expect(panos.firewalls[0]!.dynamicGroups()).toEqual({ "web servers": ["10.0.0.1"] });
  expect(config("rulebase")).toContain("allow web");
  expect(config("rulebase")).not.toContain("deny all");
  expect(config("rulebase", "candidate")).toMatch(/allow web.*deny all/s);
  expect((await stack.resource("web")).outputs).toMatchObject({ groupName: "web servers" });
  panos.clearRequests();
  await stack.up("--expect-no-changes");
  expect(commits()).toBe(0);

  await stack.must("destroy", "--yes", "--skip-preview");
  expect(commits()).toBe(1);
  for (const name of ["illumio-iac.web", "web servers", "allow web"]) {
    expect(config("tag") + config("address-group") + config("rulebase")).not.toContain(name);
  }
  expect(config("rulebase", "candidate")).toContain("deny all");
});

it("shares one commit among bindings that are under way together", async () => {
  await open({ commitInMs: 5 });
  const three = ["a", "b", "c"].map((name) =>
    binding(`{ addressGroup: { name: "group-${name}" }, commit: "commit" }`, name),
  );
  const stack = await stackOf(HOST + three.join("\n"));
  await stack.up();
  expect(commits()).toBe(1);
  expect(Object.keys(panos.firewalls[0]!.dynamicGroups())).toHaveLength(3);
});

it("renames a group instead of making another, and changes only what differs", async () => {
  await open();
  const stack = await stackOf(HOST + binding(RULED));
  await stack.up();
  stack.program = HOST + binding(RULED.replaceAll("web servers", "www"));
  const preview = await stack.must("preview");
  expect(preview).toContain("~ address group web servers becomes www");
  panos.clearRequests();
  await stack.up();
  expect(panos.requests.filter(({ label }) => /^config (set|delete)/.test(label))).toEqual([]);
  expect(panos.firewalls[0]!.dynamicGroups()).toEqual({ www: ["10.0.0.1"] });
  expect(config("rulebase")).toContain("<member>www</member>");
  await stack.up("--expect-no-changes");
});

it("shows on refresh what somebody changed, and takes it back while the mark is there", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED));
  await stack.up();
  const group = `${VSYS}/address-group/entry[@name='web servers']`;
  const ours = panos.firewalls[0]!.config(group, "candidate");
  panos.firewalls[0]!.configure("edit", group, ours.replace("illumio-iac.web'", "other'"), {
    admin: "other",
  });
  await stack.must("refresh", "--yes", "--skip-preview");
  expect((await stack.resource("web")).outputs["drift"]).toEqual({ "address group web servers": "differs" });
  await stack.up();
  expect(panos.firewalls[0]!.config(group, "candidate")).toBe(ours);

  panos.firewalls[0]!.configure("edit", group, dynamicGroup("web servers", "'other'"), { admin: "other" });
  await expect(stack.must("preview")).rejects.toThrow(/does not carry the mark of this binding/);
});

it("leaves alone a group of somebody else, takes it over on demand, and gives it back", async () => {
  await open();
  const group =
    "<entry name=\"web servers\"><description>theirs</description><dynamic><filter>'x'</filter></dynamic></entry>";
  panos.firewalls[0]!.configure("set", `${VSYS}/address-group`, group, { admin: "other" });
  const stack = await stackOf(HOST + binding(GROUPED));
  await expect(stack.up()).rejects.toThrow(/the address group web servers is on the firewall already/);
  expect(panos.registrations()).toEqual([]);
  stack.program = HOST + binding(GROUPED.replace("{ addressGroup", "{ adopt: true, addressGroup"));
  await stack.up();
  expect(config("address-group")).toContain("'illumio-iac.web'");
  await stack.must("destroy", "--yes", "--skip-preview");
  expect(config("address-group")).toContain('name="web servers"');
  expect(config("address-group")).not.toContain("illumio-iac:");
});

it("only feeds an existing group, whose filter has to name the tag", async () => {
  await open();
  panos.firewalls[0]!.configure("set", `${VSYS}/address-group`, dynamicGroup("old", "'web' or 'app'"), {
    admin: "admin",
  });
  panos.firewalls[0]!.startCommit({ admin: "admin", milliseconds: 0 });
  const existing = '{ addressGroup: { name: "old", existing: true } }';
  const stack = await stackOf(HOST + binding(existing));
  await expect(stack.up()).rejects.toThrow(/filter of the address group old does not name the tag/);
  stack.program = HOST + binding(existing.replace("{ addr", '{ tag: "web", addr'));
  await stack.up();
  expect(panos.firewalls[0]!.dynamicGroups()).toEqual({ old: ["10.0.0.1"] });
  expect(panos.requests.filter(({ label }) => /^config (set|edit)/.test(label))).toEqual([]);
});

it("commits in the next up what a failed commit left", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED));
  panos.failNext({ fault: "job", path: /^commit/ });
  await expect(stack.up()).rejects.toThrow(/the firewall refused the commit: Commit failed/);
  expect(config("address-group", "candidate")).toContain("web servers");
  expect(await stack.must("preview")).toContain("not in force yet: address group web servers");
  await stack.up();
  expect(config("address-group")).toContain("web servers");
  await stack.up("--expect-no-changes");
});

it("refuses a commit without its administrator, before anything is written", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED), { ILLUMIO_FIREWALL_EDGE_ADMIN: "" });
  await expect(stack.must("preview")).rejects.toThrow(
    /commit.*does not name its administrator: pulumi config set/s,
  );
});

it("says who uses a group that a destroy cannot remove, and removes it once nobody does", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED));
  await stack.up();
  const theirs = `${VSYS}/rulebase/security/rules`;
  panos.firewalls[0]!.configure("set", theirs, rule("theirs", "web servers"), { admin: "other" });
  await expect(stack.must("destroy", "--yes", "--skip-preview")).rejects.toThrow(/references from.*theirs/s);
  expect(panos.firewalls[0]!.registered()["10.0.0.1"]).toContain("illumio-iac.web");
  panos.firewalls[0]!.configure("delete", `${theirs}/entry[@name='theirs']`, "", { admin: "other" });
  await stack.must("destroy", "--yes", "--skip-preview");
  expect(config("address-group")).not.toContain("web servers");
});

it("removes rule, group and tag that leave the program, and commits that as it committed them", async () => {
  await open();
  const stack = await stackOf(HOST + binding(RULED));
  await stack.up();
  stack.program = HOST + binding("{}");
  const preview = await stack.must("preview");
  expect(preview).toMatch(/- rule allow web\s+- address group web servers\s+- tag illumio-iac.web/);
  const text = await stack.up();
  expect(text).toMatch(/web: committed by job/);
  expect(config("tag") + config("address-group") + config("rulebase")).not.toMatch(/web servers|allow web/);
  expect(panos.firewalls[0]!.registered()["10.0.0.1"]).toContain("illumio-iac.web");
  await stack.up("--expect-no-changes");
});

it("gives back a group that is only fed from now on", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED));
  await stack.up();
  stack.program =
    HOST + binding('{ addressGroup: { name: "web servers", existing: true }, commit: "commit" }');
  expect(await stack.must("preview")).toContain("~ (given back) address group web servers");
  await stack.up();
  expect(panos.firewalls[0]!.dynamicGroups()).toEqual({ "web servers": ["10.0.0.1"] });
  expect(config("address-group")).not.toContain("illumio-iac:");
  await stack.must("destroy", "--yes", "--skip-preview");
  expect(config("address-group")).toContain("web servers");
});

it("commits in the next destroy what a failed commit left, without a warning about what is gone", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED));
  await stack.up();
  panos.failNext({ fault: "job", path: /^commit/ });
  await expect(stack.must("destroy", "--yes", "--skip-preview")).rejects.toThrow(/Commit failed/);
  expect(config("address-group")).toContain("web servers");
  const text = await stack.must("destroy", "--yes", "--skip-preview");
  expect(text).not.toContain("stays");
  expect(config("address-group")).not.toContain("web servers");
});

it("fails the preview where a new name is somebody else's", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED));
  await stack.up();
  panos.firewalls[0]!.configure("set", `${VSYS}/address-group`, dynamicGroup("theirs", "'x'"), {
    admin: "other",
  });
  stack.program = HOST + binding(GROUPED.replace("web servers", "theirs"));
  await expect(stack.must("preview")).rejects.toThrow(/the address group theirs is on the firewall already/);
});
