import {
  type PanosSimulator,
  type PanosSimulatorOptions,
  startPanosSimulator,
} from "../../../../sandbox/panos";
import { dynamicGroup, rule, VSYS } from "../../../sandbox/panos/config/config-call";
import type { InProcessStack } from "../in-process-stack";
import { StackScene } from "../stack-scene";

let scene: StackScene;
let panos: PanosSimulator;
const open = async (options: PanosSimulatorOptions = {}) => {
  panos = await startPanosSimulator({ seed: 1, ...options });
};
beforeEach(async () => {
  scene = await StackScene.open();
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
const stackOf = (text: string, more: Record<string, string> = {}): Promise<InProcessStack> =>
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

it("a binding makes tag, group and rule and commits them once, and a second up changes nothing", async () => {
  await open({ commitInMs: 5 });
  panos.firewalls[0]!.configure("set", `${VSYS}/rulebase/security/rules`, rule("deny all", "any"), {
    admin: "other",
  });
  const stack = await stackOf(HOST + binding(RULED));
  await stack.must("up", "--target", "**role", "--target", "**web01");
  const preview = await stack.must("preview");
  for (const line of [
    "+ 10.0.0.1",
    "+ tag illumio-iac.web",
    "+ address group web servers",
    "+ rule allow web",
  ])
    expect(preview).toContain(line);
  const text = await stack.must("up");
  expect(text).toMatch(/web: committed by job \d+/);
  expect(commits()).toBe(1);
  expect(panos.firewalls[0]!.dynamicGroups()).toEqual({ "web servers": ["10.0.0.1"] });
  expect(config("rulebase")).toContain("allow web");
  expect(config("rulebase")).not.toContain("deny all");
  expect(config("rulebase", "candidate")).toMatch(/allow web.*deny all/s);
  expect(stack.resource("web").outputs).toMatchObject({ groupName: "web servers" });
  panos.clearRequests();
  await stack.up("--expect-no-changes");
  expect(commits()).toBe(0);

  await stack.must("destroy");
  expect(commits()).toBe(1);
  for (const name of ["illumio-iac.web", "web servers", "allow web"]) {
    expect(config("tag") + config("address-group") + config("rulebase")).not.toContain(name);
  }
  expect(config("rulebase", "candidate")).toContain("deny all");
});

it("bindings that are written at the same time share one commit", async () => {
  await open({ commitInMs: 5 });
  const three = ["a", "b", "c"].map((name) =>
    binding(`{ addressGroup: { name: "group-${name}" }, commit: "commit" }`, name),
  );
  const stack = await stackOf(HOST + three.join("\n"));
  await stack.up();
  expect(commits()).toBe(1);
  expect(Object.keys(panos.firewalls[0]!.dynamicGroups())).toHaveLength(3);
});

it("a binding renames its group instead of making another, and changes only what differs", async () => {
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

it("a refresh shows changes made by others, and up reverts them while the group has its mark", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED));
  await stack.up();
  const group = `${VSYS}/address-group/entry[@name='web servers']`;
  const ours = panos.firewalls[0]!.config(group, "candidate");
  panos.firewalls[0]!.configure("edit", group, ours.replace("illumio-iac.web'", "other'"), {
    admin: "other",
  });
  await stack.must("refresh");
  expect(stack.resource("web").outputs["drift"]).toEqual({ "address group web servers": "differs" });
  await stack.up();
  expect(panos.firewalls[0]!.config(group, "candidate")).toBe(ours);

  panos.firewalls[0]!.configure("edit", group, dynamicGroup("web servers", "'other'"), { admin: "other" });
  await expect(stack.must("preview")).rejects.toThrow(/does not carry the mark of this binding/);
});

it("a binding leaves the group of another owner, takes it over with adopt, and gives it back", async () => {
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
  await stack.must("destroy");
  expect(config("address-group")).toContain('name="web servers"');
  expect(config("address-group")).not.toContain("illumio-iac:");
});

it("a binding with an existing group writes only addresses, and the filter of the group has to name the tag", async () => {
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

it("the next up commits the changes that a failed commit left", async () => {
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

it("a commit without its administrator is refused before anything is written", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED), { ILLUMIO_FIREWALL_EDGE_ADMIN: "" });
  await expect(stack.must("preview")).rejects.toThrow(
    /commit.*does not name its administrator: pulumi config set/s,
  );
});

it("destroy names the users of a group that it cannot remove, and removes it when nobody uses it", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED));
  await stack.up();
  const theirs = `${VSYS}/rulebase/security/rules`;
  panos.firewalls[0]!.configure("set", theirs, rule("theirs", "web servers"), { admin: "other" });
  await expect(stack.must("destroy")).rejects.toThrow(/references from.*theirs/s);
  expect(panos.firewalls[0]!.registered()["10.0.0.1"]).toContain("illumio-iac.web");
  panos.firewalls[0]!.configure("delete", `${theirs}/entry[@name='theirs']`, "", { admin: "other" });
  await stack.must("destroy");
  expect(config("address-group")).not.toContain("web servers");
});

it("up removes and commits rule, group and tag when they leave the program", async () => {
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

it("a binding gives its group back when the program makes it an existing group", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED));
  await stack.up();
  stack.program =
    HOST + binding('{ addressGroup: { name: "web servers", existing: true }, commit: "commit" }');
  expect(await stack.must("preview")).toContain("~ (given back) address group web servers");
  await stack.up();
  expect(panos.firewalls[0]!.dynamicGroups()).toEqual({ "web servers": ["10.0.0.1"] });
  expect(config("address-group")).not.toContain("illumio-iac:");
  await stack.must("destroy");
  expect(config("address-group")).toContain("web servers");
});

it("the next destroy commits the changes that a failed commit left, without a warning about removed objects", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED));
  await stack.up();
  panos.failNext({ fault: "job", path: /^commit/ });
  await expect(stack.must("destroy")).rejects.toThrow(/Commit failed/);
  expect(config("address-group")).toContain("web servers");
  const text = await stack.must("destroy");
  expect(text).not.toContain("stays");
  expect(config("address-group")).not.toContain("web servers");
});

it("the preview fails when a new name belongs to another owner", async () => {
  await open();
  const stack = await stackOf(HOST + binding(GROUPED));
  await stack.up();
  panos.firewalls[0]!.configure("set", `${VSYS}/address-group`, dynamicGroup("theirs", "'x'"), {
    admin: "other",
  });
  stack.program = HOST + binding(GROUPED.replace("web servers", "theirs"));
  await expect(stack.must("preview")).rejects.toThrow(/the address group theirs is on the firewall already/);
});

it("a binding takes over that of a removed stack when takeOverFrom is the exact owner that the refusal prints", async () => {
  await open();
  const gone = await stackOf(HOST + binding(RULED));
  await gone.up();
  const before = panos.registrations().length;
  const owner = "organization/shop/dev//web";
  const HERE = `const after = {}; const to = (more) => ({ labels: { role: { anyOf: ["web"] } }, target: { firewall: "edge" }, ...more });`;
  const next = await scene.stack(HERE + binding(GROUPED), { environment: environment(), name: "next" });
  const refused = await next.run("preview");
  expect([refused.code === 0, refused.text]).toEqual([
    false,
    expect.stringContaining(`takeOverFrom: "${owner}"`),
  ]);
  const taking = (from: string) =>
    HERE + binding(GROUPED.replace("{ addr", `{ takeOverFrom: "${from}", addr`));
  next.program = taking("organization/shop/dev//we");
  expect((await next.run("up")).code).not.toBe(0);
  expect(panos.registrations().length).toBe(before);
  next.program = taking(owner);
  const preview = await next.must("preview");
  expect(preview).toContain(`goes on with that of '${owner}'`);
  expect(preview).toContain("- rule allow web");
  await next.up();
  expect(config("address-group")).toContain("[illumio-iac: organization/shop/next//web]");
  expect(config("rulebase/security/rules")).not.toContain("allow web");
  expect((await gone.run("up")).text).toMatch(/another declaration|does not carry the mark/);
  next.program = HERE + binding(GROUPED);
  await next.up("--expect-no-changes");
  await next.must("destroy");
  expect(panos.firewalls[0]!.registered()).toEqual({});
  expect(config("address-group")).not.toContain("web servers");
});
