import { PanosClient, panosConnection } from "../../../../clients/panos";
import { readContent } from "../../../../functions/aws/dag-sync/content";
import { startPanosSimulator } from "../../../../sandbox/panos";
import { VSYS } from "../../../sandbox/panos/config/config-call";
import { DagSyncScene, firewallSecretOf, members } from "../../support/dag-sync-scene";
import { type BindingStackOptions, bindingOf, bindingStack } from "./binding-stack";

let scene: DagSyncScene;
let lines: string[];
beforeEach(async () => {
  lines = [];
  scene = await DagSyncScene.open();
  await scene.setSecret(
    "edge",
    JSON.stringify({ ...JSON.parse(firewallSecretOf(scene.edge)), admin: "admin" }),
  );
});
afterEach(() => scene.close());

const stack = (options: BindingStackOptions = {}) => bindingStack(lines, options);
const binding = (more: object = {}) => bindingOf(scene, more);

const GROUPED = { addressGroup: { name: "web servers" }, commit: "commit" };
const groups = () => scene.edge.firewalls[0]!.dynamicGroups();
const candidate = () => scene.edge.firewalls[0]!.config(VSYS, "candidate");

test("a binding makes tag and group, fills it once, gives its definition, and goes with its stack", async () => {
  await scene.workload("web01", "10.0.0.1");
  const player = stack();
  expect(await player.deploy({ Web: binding(GROUPED) })).toBeUndefined();
  expect(groups()).toEqual({ "web servers": ["10.0.0.1"] });
  const attributes = player.attributes["Web"]!;
  expect(attributes).toMatchObject({
    tag: "illumio-iac.web",
    groupName: "web servers",
    filter: "'illumio-iac.web'",
  });
  const definition = JSON.parse(attributes["definition"]!);
  expect(definition).toMatchObject({
    owner: "123456789012/us-east-1/shop/Web",
    revision: attributes["revision"],
    onlyOnline: false,
  });
  const { port } = new URL(`https://${scene.edge.hosts[0]}`);
  expect(player.physicalIds["Web"]).toMatch(
    new RegExp(`^https://127.0.0.1:${port}/vsys1/illumio-iac.web#[0-9a-f]{8}$`),
  );
  await scene.workload("web02", "10.0.0.2");
  await scene.run([definition]);
  expect(members(scene.edge)).toEqual(["10.0.0.1", "10.0.0.2"]);
  await player.destroy();
  expect([members(scene.edge), groups()]).toEqual([[], {}]);
  expect(candidate()).not.toContain("illumio-iac");
});

test("the definition of a binding is one that dag-sync takes as it is", async () => {
  const player = stack();
  await player.deploy({
    Web: binding({ maxRemovedShare: 0.25, onlyOnline: true, excludeRanges: ["10.9.0.0/16"] }),
  });
  const { definition } = player.attributes["Web"]!;
  const content = `{"version":1,"firewalls":{"edge":"${scene.secrets.edge}"},"bindings":[${definition}]}`;
  expect(readContent([{ source: "parameter", text: content }]).bindings).toMatchObject([
    { maxRemovedShare: 0.25, onlyOnline: true },
  ]);
});

test("a changed declaration is in force in place, and a rollback puts the old one back", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("db01", "10.0.0.9", "db");
  const player = stack();
  await player.deploy({ Web: binding(GROUPED) });
  const ids = player.physicalIds;
  const changed = binding({
    labels: { role: { anyOf: ["web", "db"] } },
    addressGroup: { name: "all servers" },
    commit: "commit",
  });
  expect(await player.deploy({ Web: changed }, { failsAfter: 1 })).toMatch(/another resource/);
  expect([groups(), player.physicalIds]).toEqual([{ "web servers": ["10.0.0.1"] }, ids]);
  expect(await player.deploy({ Web: changed })).toBeUndefined();
  expect([groups(), player.physicalIds]).toEqual([{ "all servers": ["10.0.0.1", "10.0.0.9"] }, ids]);
  await player.destroy();
  expect(candidate()).not.toContain("illumio-iac");
});

test("another tag is another binding, made before the old one goes, and a rollback leaves the old one", async () => {
  await scene.workload("web01", "10.0.0.1");
  const player = stack();
  await player.deploy({ Web: binding() });
  await player.deploy({ Web: binding({ tag: "servers" }) }, { failsAfter: 1 });
  expect([members(scene.edge), scene.edge.firewalls[0]!.registered()["10.0.0.1"]]).toEqual([
    ["10.0.0.1"],
    ["illumio-iac.web"],
  ]);
  expect(await player.deploy({ Web: binding({ tag: "servers" }) })).toBeUndefined();
  expect(scene.edge.firewalls[0]!.registered()["10.0.0.1"]).toEqual(["servers"]);
  await player.destroy();
  expect(scene.edge.firewalls[0]!.registered()).toEqual({});
});

const RULED = {
  addressGroup: { name: "web servers" },
  rule: { name: "to web", destination: ["web servers"], action: "allow" },
  commit: "commit",
};
const MOVED = {
  tag: "servers",
  addressGroup: { name: "servers" },
  rule: { name: "to servers", destination: ["servers"], action: "allow" },
  commit: "commit",
};

describe.each([true, false])("a rollback that restores ids: %s", (restoresIds) => {
  test("another tag with group and rule leaves those of the old binding alone, also when it is rolled back", async () => {
    await scene.workload("web01", "10.0.0.1");
    const player = stack();
    await player.deploy({ Web: binding(RULED) });
    const failure = await player.deploy({ Web: binding(MOVED) }, { failsAfter: 1, restoresIds });
    expect([failure, player.ignored]).toEqual(["another resource failed", []]);
    expect(groups()).toEqual({ "web servers": ["10.0.0.1"] });
    expect(scene.edge.firewalls[0]!.registered()["10.0.0.1"]).toEqual(["illumio-iac.web"]);
    expect(candidate()).toContain("to web");
    expect(candidate()).not.toContain("to servers");
    expect(await player.deploy({ Web: binding(MOVED) })).toBeUndefined();
    expect(player.ignored).toEqual([]);
    expect(groups()).toEqual({ servers: ["10.0.0.1"] });
    expect(scene.edge.firewalls[0]!.registered()["10.0.0.1"]).toEqual(["servers"]);
    expect(candidate()).toContain("to servers");
    expect(candidate()).not.toMatch(/to web|illumio-iac\.web/);
    await player.destroy();
    expect(candidate()).not.toContain("illumio-iac");
    expect(scene.edge.firewalls[0]!.registered()).toEqual({});
  });

  test("a binding that was taken over goes back in a rollback, with its members, group and rule", async () => {
    await scene.workload("web01", "10.0.0.1");
    const player = stack();
    await player.deploy({ Web: binding(RULED) });
    const { definition } = player.attributes["Web"]!;
    const taking = { Web2: binding({ ...RULED, takeOverFrom: "123456789012/us-east-1/shop/Web" }) };
    await player.deploy(taking, { failsAfter: 1, restoresIds });
    expect([groups(), player.ignored, Object.keys(player.physicalIds)]).toEqual([
      { "web servers": ["10.0.0.1"] },
      [],
      ["Web"],
    ]);
    expect(candidate()).toContain("[illumio-iac: 123456789012/us-east-1/shop/Web#");
    await scene.workload("web02", "10.0.0.2");
    await scene.run([JSON.parse(definition!)]);
    expect(members(scene.edge)).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect(await player.deploy(taking)).toBeUndefined();
    expect(await player.deploy({ Web2: binding(RULED) })).toBeUndefined();
    expect([groups(), player.ignored]).toEqual([{ "web servers": ["10.0.0.1", "10.0.0.2"] }, []]);
    await player.destroy();
    expect([groups(), scene.edge.firewalls[0]!.registered()]).toEqual([{}, {}]);
    expect(candidate()).not.toContain("illumio-iac");
  });

  test("a binding without a group that was taken over goes back in a rollback and goes with its stack", async () => {
    await scene.workload("web01", "10.0.0.1");
    const [one, other] = [stack({ name: "one" }), stack({ name: "other" })];
    await one.deploy({ Web: binding() });
    const taking = binding({ onlyOnline: false, takeOverFrom: "123456789012/us-east-1/one/Web" });
    await other.deploy({ Web: taking }, { failsAfter: 1, restoresIds });
    expect([members(scene.edge), other.ignored]).toEqual([["10.0.0.1"], []]);
    await one.destroy();
    expect(scene.edge.firewalls[0]!.registered()).toEqual({});
  });

  test("another vsys with the same names leaves the old binding alone, also when it is rolled back", async () => {
    await scene.workload("web01", "10.0.0.1");
    const many = await startPanosSimulator({ seed: 8, vsys: ["vsys1", "vsys2"] });
    const inVsys = (vsys: string) => ({
      members: Object.keys(many.firewalls[0]!.registered(vsys)).filter((key) => key.startsWith("10.0.")),
      groups: many.firewalls[0]!.dynamicGroups(vsys),
      hasRule: many.firewalls[0]!.config(VSYS.replace("vsys1", vsys), "candidate").includes("to web"),
    });
    const full = { members: ["10.0.0.1"], groups: { "web servers": ["10.0.0.1"] }, hasRule: true };
    const empty = { members: [], groups: {}, hasRule: false };
    try {
      await scene.setSecret(
        "edge",
        JSON.stringify({ ...JSON.parse(firewallSecretOf(many)), admin: "admin" }),
      );
      const player = stack();
      const moved = binding({ ...RULED, target: { firewall: "edge", vsys: "vsys2" } });
      await player.deploy({ Web: binding(RULED) });
      await player.deploy({ Web: moved }, { failsAfter: 1, restoresIds });
      expect([inVsys("vsys1"), inVsys("vsys2"), player.ignored]).toEqual([full, empty, []]);
      expect(await player.deploy({ Web: moved })).toBeUndefined();
      expect([inVsys("vsys1"), inVsys("vsys2"), player.ignored]).toEqual([empty, full, []]);
    } finally {
      await many.close();
    }
  });

  test("another firewall with the same names leaves the old binding alone, also when it is rolled back", async () => {
    await scene.workload("web01", "10.0.0.1");
    await scene.setSecret(
      "core",
      JSON.stringify({ ...JSON.parse(firewallSecretOf(scene.core)), admin: "admin" }),
    );
    const coreGroups = () => scene.core.firewalls[0]!.dynamicGroups();
    const player = stack();
    const moved = binding({ ...RULED, firewallSecretArn: scene.secrets.core });
    await player.deploy({ Web: binding(RULED) });
    await player.deploy({ Web: moved }, { failsAfter: 1, restoresIds });
    expect([groups(), coreGroups(), player.ignored]).toEqual([{ "web servers": ["10.0.0.1"] }, {}, []]);
    expect(await player.deploy({ Web: moved })).toBeUndefined();
    expect([groups(), coreGroups(), player.ignored]).toEqual([{}, { "web servers": ["10.0.0.1"] }, []]);
    expect(candidate()).not.toContain("illumio-iac");
  });
});

test("another tag with a group or rule of the same name is refused, and nothing changes", async () => {
  await scene.workload("web01", "10.0.0.1");
  const player = stack();
  await player.deploy({ Web: binding(RULED) });
  const ids = player.physicalIds;
  const failure = await player.deploy({ Web: binding({ ...RULED, tag: "servers" }) });
  expect(failure).toMatch(
    /vsys1\/illumio-iac\.web stays beside it until the deployment is over, so both cannot have addressGroup\.name 'web servers' and rule\.name 'to web'\. Nothing was written/,
  );
  expect([groups(), player.physicalIds]).toEqual([{ "web servers": ["10.0.0.1"] }, ids]);
  expect(await player.deploy({ Web: binding() })).toBeUndefined();
  expect(await player.deploy({ Web: binding({ ...RULED, tag: "servers" }) })).toBeUndefined();
  expect(groups()).toEqual({ "web servers": ["10.0.0.1"] });
});

test("a binding with another tag whose commit is cut off goes on without the objects of the old one", async () => {
  await scene.workload("web01", "10.0.0.1");
  let now = Date.now();
  const slow = await startPanosSimulator({ seed: 7, commitInMs: 60_000, now: () => now });
  await scene.setSecret("edge", JSON.stringify({ ...JSON.parse(firewallSecretOf(slow)), admin: "admin" }));
  try {
    const player = stack({
      seconds: 1.5,
      between: () => {
        now += 60_000;
      },
    });
    await player.deploy({ Web: binding(RULED) });
    const calls = player.calls;
    await player.deploy({ Web: binding(MOVED) }, { failsAfter: 1, restoresIds: true });
    expect(player.calls).toBeGreaterThan(calls + 1);
    expect(slow.firewalls[0]!.dynamicGroups()).toEqual({ "web servers": ["10.0.0.1"] });
    expect(slow.firewalls[0]!.config(VSYS, "candidate")).toContain("to web");
  } finally {
    await slow.close();
  }
});

test("a tag that another stack declares is refused, and its entries stay", async () => {
  await scene.workload("web01", "10.0.0.1");
  await stack({ name: "one" }).deploy({ Web: binding() });
  const other = stack({ name: "other" });
  expect(await other.deploy({ Web: binding() })).toMatch(
    /another declaration of the tag illumio-iac.web is in force.*Nothing was written/,
  );
  await other.destroy();
  expect(members(scene.edge)).toEqual(["10.0.0.1"]);
});

test("a Delete of what was never claimed removes nothing, also not what others registered under the tag", async () => {
  const { hosts, apiKey, caFile } = scene.edge;
  const other = new PanosClient(panosConnection({ hosts: hosts.join(","), apiKey, caFile }));
  const updates = [{ address: "10.0.0.7", tag: "illumio-iac.web" }];
  await other.updateTags({ vsys: "vsys1" }, { kind: "register", updates });
  await other.close();
  const id = `https://${hosts[0]}/vsys1/illumio-iac.web#00000000`;
  await stack().send("Delete", "Web", binding(), id);
  expect(members(scene.edge)).toEqual(["10.0.0.7"]);
});

test("a commit that takes longer than a call is gone on with in the next one", async () => {
  await scene.workload("web01", "10.0.0.1");
  let now = Date.now();
  const slow = await startPanosSimulator({ seed: 7, commitInMs: 60_000, now: () => now });
  await scene.setSecret("edge", JSON.stringify({ ...JSON.parse(firewallSecretOf(slow)), admin: "admin" }));
  try {
    const player = stack({
      seconds: 1.5,
      between: () => {
        now += 60_000;
      },
    });
    expect(await player.deploy({ Web: binding(GROUPED) })).toBeUndefined();
    expect(player.calls).toBeGreaterThan(1);
    expect(lines.flatMap((line) => JSON.parse(line).notes)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/goes on in the next call: .*job \d+ \(the commit\) is not done/),
      ]),
    );
    expect(slow.firewalls[0]!.dynamicGroups()).toEqual({ "web servers": ["10.0.0.1"] });
  } finally {
    await slow.close();
  }
});

const warned = () => lines.flatMap((line) => JSON.parse(line).warnings as string[]);

test("a binding waits for a PCE that is away, also when it is updated", async () => {
  await scene.workload("web01", "10.0.0.1");
  const player = stack({ between: () => scene.pce.setFaults("") });
  scene.pce.setFaults("5xx=1");
  expect(await player.deploy({ Web: binding(GROUPED) })).toBeUndefined();
  expect(groups()).toEqual({ "web servers": ["10.0.0.1"] });
  expect(warned()).toContainEqual(expect.stringMatching(/^goes on in the next call: .*PCE/));
  scene.pce.setFaults("5xx=1");
  expect(await player.deploy({ Web: binding({ ...GROUPED, persistent: false }) })).toBeUndefined();
  expect(player.calls).toBe(4);
});

test("a binding waits for a firewall that is away, also when it is deleted", async () => {
  await scene.workload("web01", "10.0.0.1");
  const player = stack({ between: () => scene.edge.setFaults("") });
  scene.edge.setFaults("5xx=1");
  expect(await player.deploy({ Web: binding(GROUPED) })).toBeUndefined();
  expect(groups()).toEqual({ "web servers": ["10.0.0.1"] });
  scene.edge.setFaults("5xx=1");
  await player.destroy();
  expect([groups(), members(scene.edge), player.calls]).toEqual([{}, [], 4]);
});

test("a binding whose PCE stays away fails when the framework gives up, and its log says why", async () => {
  scene.pce.setFaults("5xx=1");
  const player = stack({ most: 2 });
  expect(await player.deploy({ Web: binding() })).toBe("Operation timed out");
  expect(warned()).toHaveLength(2);
  expect(warned()[1]).toMatch(/^goes on in the next call: .*PCE/);
  scene.pce.setFaults("");
});

test("a refusal of the PCE or the firewall fails a binding at once", async () => {
  await scene.setSecret(
    "edge",
    JSON.stringify({ ...JSON.parse(firewallSecretOf(scene.edge)), apiKey: "wrong" }),
  );
  const player = stack();
  expect(await player.deploy({ Web: binding() })).toBeDefined();
  expect([player.sent, player.calls]).toEqual([["Create Web", "Delete Web"], 2]);
});

test("a commit needs the administrator in the secret, and wrong properties are all named before anything is written", async () => {
  await scene.setSecret("edge", firewallSecretOf(scene.edge));
  const player = stack();
  expect(await player.deploy({ Web: binding(GROUPED) })).toMatch(
    /the secret does not name its administrator: add "admin"/,
  );
  expect(await player.deploy({ Web: binding({ labels: {}, onlyOnline: "perhaps", colour: "red" }) })).toMatch(
    /3 problems\n.*onlyOnline: must be true or false.*\n.*colour: unknown property.*\n.*labels: is empty/,
  );
  expect(player.calls).toBe(0);
  expect(candidate()).not.toContain("illumio-iac");
});

test("a definition that is too long for CloudFormation is refused before anything is written", async () => {
  const anyOf = Array.from({ length: 300 }, (_, index) => `web-server-${index}`);
  const player = stack();
  expect(await player.deploy({ Web: binding({ labels: { role: { anyOf } } }) })).toMatch(
    /its definition has \d+ characters.*Nothing was written/,
  );
  expect(player.calls).toBe(0);
});
