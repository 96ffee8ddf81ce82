import type { RunContext } from "../../../../dynamic-providers/lifecycle/resource-provider";
import type { BindingSystems } from "../../../../dynamic-providers/panos/dag-binding/binding-systems";
import { dagBindingProvider } from "../../../../dynamic-providers/panos/dag-binding/dag-binding.provider";
import { SystemsScene } from "../systems-scene";

let scene: SystemsScene;
let systems: BindingSystems;
let said: string[];
beforeEach(async () => {
  scene = await SystemsScene.open({ ILLUMIO_FIREWALL_EDGE_ADMIN: "admin" });
  systems = scene.run();
  said = [];
});
afterEach(() => scene.close());

const run: RunContext = {
  owner: "acme/shop/dev//web",
  preview: true,
  previewsCreate: true,
  release: () => "take the resource out of the program",
  newIncarnation: () => "00000000",
  formerName: () => "its former name",
  warn: (message) => said.push(message),
  say: () => undefined,
};
const preview = (more: object) =>
  dagBindingProvider.check(
    { name: "web", all: true, labels: {}, target: { firewall: "edge" }, ...more },
    systems,
    run,
  );
const WITH_GROUP = { addressGroup: { name: "web" }, commit: "commit" };

test("a preview names administrator and lock when up would fail on a lock", async () => {
  scene.panos.firewalls[0]!.lockConfig("eve", "vsys1");
  scene.panos.firewalls[0]!.lockCommit("bob");
  expect((await preview(WITH_GROUP)).failures).toEqual([]);
  expect(said).toEqual([
    "binding web: up will fail on edge while eve holds a configuration lock for vsys1",
    "binding web: up will fail on edge while bob holds a commit lock for shared",
  ]);
});

test.each([
  ["addresses alone, which need no commit", {}, "eve", "vsys1"],
  ["a lock of our own administrator", WITH_GROUP, "admin", "vsys1"],
  ["a lock of another virtual system", WITH_GROUP, "eve", "vsys2"],
])("a preview gives no warning of %s", async (_what, more, admin, scope) => {
  scene.panos.firewalls[0]!.lockConfig(admin, scope);
  await preview(more);
  expect(said).toEqual([]);
});
