import { readAnyClaim } from "../../../../core/reconcile/claim";
import type { DeployOptions } from "../../../dynamic-providers/cloudformation/stack-player";
import { VSYS } from "../../../sandbox/panos/config/config-call";
import { DagSyncScene, firewallSecretOf } from "../../support/dag-sync-scene";
import { type BindingStack, type BindingStackOptions, bindingOf, bindingStack } from "./binding-stack";

let scene: DagSyncScene;
let lines: string[];
beforeEach(async () => {
  lines = [];
  scene = await DagSyncScene.open();
  await scene.setSecret(
    "edge",
    JSON.stringify({ ...JSON.parse(firewallSecretOf(scene.edge)), admin: "admin" }),
  );
  await scene.workload("web01", "10.0.0.1");
});
afterEach(() => scene.close());

const stack = (options: BindingStackOptions = {}) => bindingStack(lines, options);
const RULED = {
  addressGroup: { name: "web servers" },
  rule: { name: "to web", destination: ["web servers"], action: "allow" },
  commit: "commit",
};
const ruled = (more: object = {}) => bindingOf(scene, { ...RULED, ...more });

const firewall = () => scene.edge.firewalls[0]!;
const groups = () => firewall().dynamicGroups();
const warned = () => lines.flatMap((line) => JSON.parse(line).warnings as string[]);
/** Who stands in the marks of tag, group and rule, in the running configuration. */
const marks = () => [
  ...new Set(
    [
      ...firewall()
        .config(VSYS, "running")
        .matchAll(/\[illumio-iac: \d+\/us-east-1\/([^#\]]*)/g),
    ].map(([, mark]) => mark!.replace("&lt;", "<")),
  ),
];
/** How many claims of each stage there are, as in `{ "in-force": 1 }`. */
const claims = () => {
  const found = Object.values(firewall().registered())
    .flat()
    .flatMap((tag) => readAnyClaim(tag)?.stage ?? []);
  return Object.fromEntries(
    [...new Set(found)].map((stage) => [stage, found.filter((one) => one === stage).length]),
  );
};
/** A run of DagSync, which has the binding of the resource in its parameter. */
const sync = (player: BindingStack, id: string) =>
  scene.run([JSON.parse(player.attributes[id]!["definition"]!)]);

test("a construct that was renamed goes on with the binding, its members, group and rule, and DagSync goes on too", async () => {
  const player = stack();
  await player.deploy({ Old: ruled() });
  await scene.workload("web02", "10.0.0.2");
  await sync(player, "Old");
  expect(await player.deploy({ New: ruled() })).toBeUndefined();
  expect([player.sent.slice(1), player.ignored]).toEqual([["Create New", "Delete Old"], []]);
  expect([groups(), marks(), claims()]).toEqual([
    { "web servers": ["10.0.0.1", "10.0.0.2"] },
    ["shop/New"],
    { "in-force": 1 },
  ]);
  await scene.workload("web03", "10.0.0.3");
  await sync(player, "New");
  expect(groups()).toEqual({ "web servers": ["10.0.0.1", "10.0.0.2", "10.0.0.3"] });
  await player.destroy();
  expect([groups(), firewall().registered(), warned()]).toEqual([{}, {}, []]);
  expect(firewall().config(VSYS, "candidate")).not.toContain("illumio-iac");
});

test("while a rename is under way, mark and claims name both constructs, and only DagSync of the new one writes", async () => {
  const player = stack();
  await player.deploy({ Old: ruled() });
  const former = JSON.parse(player.attributes["Old"]!["definition"]!);
  await player.deploy({ New: ruled() }, { fates: { 1: "unsent" } });
  expect([marks(), claims()]).toEqual([["shop/New < Old"], { "in-force": 1, former: 1 }]);
  await scene.workload("web02", "10.0.0.2");
  await expect(scene.run([former])).rejects.toThrow();
  expect(groups()).toEqual({ "web servers": ["10.0.0.1"] });
  await sync(player, "New");
  expect(groups()).toEqual({ "web servers": ["10.0.0.1", "10.0.0.2"] });
  expect(await player.deploy({ New: ruled({ maxRemovedShare: 0.25 }) })).toBeUndefined();
  expect([marks(), claims()]).toEqual([["shop/New"], { "in-force": 1 }]);
  await player.destroy();
  expect([groups(), firewall().registered()]).toEqual([{}, {}]);
});

test("a rename that is rolled back gives the binding back with the claim of before, and DagSync goes on with it", async () => {
  const player = stack();
  await player.deploy({ Old: ruled() });
  const before = [groups(), marks(), firewall().registered(), player.physicalIds];
  expect(await player.deploy({ New: ruled() }, { failsAfter: 1 })).toMatch(/another resource/);
  expect([player.sent.slice(1), player.ignored]).toEqual([["Create New", "Delete New"], []]);
  expect([groups(), marks(), firewall().registered(), player.physicalIds]).toEqual(before);
  await scene.workload("web02", "10.0.0.2");
  await sync(player, "Old");
  expect(groups()).toEqual({ "web servers": ["10.0.0.1", "10.0.0.2"] });
  await player.destroy();
  expect([groups(), firewall().registered()]).toEqual([{}, {}]);
  expect(firewall().config(VSYS, "candidate")).not.toContain("illumio-iac");
});

test("a rename with other members that is rolled back puts the old declaration in force, and DagSync heals the group", async () => {
  await scene.workload("db01", "10.0.0.9", "db");
  const player = stack();
  await player.deploy({ Old: ruled() });
  const changed = { New: ruled({ labels: { role: { anyOf: ["web", "db"] } } }) };
  await player.deploy(changed, { failsAfter: 1 });
  await sync(player, "Old");
  expect([groups(), marks(), claims()]).toEqual([
    { "web servers": ["10.0.0.1"] },
    ["shop/Old"],
    { "in-force": 1 },
  ]);
  expect(await player.deploy(changed)).toBeUndefined();
  expect(groups()).toEqual({ "web servers": ["10.0.0.1", "10.0.0.9"] });
});

test("a rename with another group or rule is refused before anything is written", async () => {
  const player = stack();
  await player.deploy({ Old: ruled() });
  const before = [groups(), marks(), firewall().registered(), firewall().config(VSYS, "candidate")];
  const described = { addressGroup: { ...RULED.addressGroup, description: "of the shop" } };
  for (const more of [described, { rule: { ...RULED.rule, action: "drop" } }])
    expect(await player.deploy({ New: ruled(more) })).toMatch(
      /another construct of this stack has the tag illumio-iac\.web .*Rename or move a construct in one deployment/,
    );
  expect([groups(), marks(), firewall().registered(), firewall().config(VSYS, "candidate")]).toEqual(before);
});

test("a renamed construct whose tag changes with it is told to keep the name where it keeps the group", async () => {
  const player = stack();
  await player.deploy({ Old: ruled() });
  const before = [groups(), marks(), firewall().registered()];
  expect(await player.deploy({ New: ruled({ name: "web2" }) })).toMatch(
    /that of '123456789012\/us-east-1\/shop\/Old', a construct of this stack whose binding has another tag; .*give it the name or the tag of before/,
  );
  expect([groups(), marks(), firewall().registered()]).toEqual(before);
});

test("a binding without a group is handed over, and given back in a rollback", async () => {
  const player = stack();
  await player.deploy({ Old: bindingOf(scene) });
  const before = firewall().registered();
  await player.deploy({ New: bindingOf(scene) }, { failsAfter: 1 });
  expect(firewall().registered()).toEqual(before);
  expect(await player.deploy({ New: bindingOf(scene) })).toBeUndefined();
  expect([player.ignored, claims()]).toEqual([[], { "in-force": 1 }]);
  await player.destroy();
  expect(firewall().registered()).toEqual({});
});

test("a rename whose commit is refused is rolled back, and the binding is the old construct's", async () => {
  const player = stack();
  await player.deploy({ Old: ruled() });
  const before = [groups(), marks(), firewall().registered(), player.physicalIds];
  scene.edge.failNext({ fault: "job", path: /^commit/ });
  expect(await player.deploy({ New: ruled() })).toMatch(/Commit failed/);
  expect(player.sent.slice(1)).toEqual(["Create New", "Delete New"]);
  expect([groups(), marks(), firewall().registered(), player.physicalIds]).toEqual(before);
});

test.each<DeployOptions>([
  { restoresIds: true },
  { restoresIds: false },
  { restoresIds: true, forward: true },
])(
  "two constructs that exchange tags, groups and rules exchange their bindings, and a rollback undoes it: %j",
  async (options) => {
    await scene.workload("db01", "10.0.0.9", "db");
    const db = {
      tag: "db",
      labels: { role: { anyOf: ["db"] } },
      addressGroup: { name: "db servers" },
      rule: { name: "to db", destination: ["db servers"], action: "allow" },
    };
    const player = stack();
    await player.deploy({ A: ruled(), B: ruled(db) });
    const full = { "web servers": ["10.0.0.1"], "db servers": ["10.0.0.9"] };
    const ofGroups = () => [groups(), claims(), player.ignored];
    for (const failsAfter of [1, 2]) {
      await player.deploy({ A: ruled(db), B: ruled() }, { ...options, failsAfter });
      expect(ofGroups()).toEqual([full, { "in-force": 2 }, []]);
      await sync(player, "A");
      await sync(player, "B");
    }
    expect(await player.deploy({ A: ruled(db), B: ruled() }, options)).toBeUndefined();
    expect(ofGroups()).toEqual([full, { "in-force": 2 }, []]);
    await player.destroy();
    expect([groups(), firewall().registered()]).toEqual([{}, {}]);
  },
);

test("a binding whose renaming was never cleaned up is left behind by a destroy, with a warning", async () => {
  const player = stack();
  await player.deploy({ Old: ruled() });
  await player.deploy({ New: ruled() }, { fates: { 1: "unsent" } });
  await player.destroy();
  expect([groups(), marks()]).toEqual([{ "web servers": ["10.0.0.1"] }, ["shop/Old"]]);
  expect(warned()).toEqual([
    expect.stringMatching(
      /left to '[^']*\/shop\/Old'; if its stack has no such resource any more, they stay on the firewall/,
    ),
  ]);
  expect(await player.deploy({ Third: ruled() })).toBeUndefined();
  await player.deploy({ Third: ruled({ maxRemovedShare: 0.25 }) });
  await player.destroy();
  expect([groups(), firewall().registered()]).toEqual([{}, {}]);
});

test("a binding whose renaming was done and never answered is taken back by the next change of the old construct", async () => {
  const player = stack();
  await player.deploy({ Old: ruled() });
  const declared = ruled();
  await player.send("Create", "New", declared);
  expect([marks(), claims()]).toEqual([["shop/New < Old"], { "in-force": 1, former: 1 }]);
  expect(await player.deploy({ Old: ruled({ maxRemovedShare: 0.25 }) })).toBeUndefined();
  expect([marks(), claims()]).toEqual([["shop/Old"], { "in-force": 1 }]);
  await player.destroy();
  expect([groups(), firewall().registered()]).toEqual([{}, {}]);
});
