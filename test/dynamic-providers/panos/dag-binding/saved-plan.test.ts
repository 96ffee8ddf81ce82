import { PceClient } from "../../../../clients/pce";
import { isUnknown, UNKNOWN } from "../../../../core/checks/unknown";
import type { RunContext } from "../../../../dynamic-providers/lifecycle/resource-provider";
import { dagBindingProvider } from "../../../../dynamic-providers/panos/dag-binding/dag-binding.provider";
import { SystemsScene } from "../systems-scene";

let scene: SystemsScene;
beforeEach(async () => {
  scene = await SystemsScene.open();
  const client = new PceClient(scene.pce);
  await client.createWorkload({ hostname: "web01", interfaces: [{ name: "eth0", address: "10.0.0.1" }] });
  await client.close();
});
afterEach(() => scene.close());

const RUN: RunContext = {
  owner: "acme/shop/dev//web",
  preview: false,
  previewsCreate: false,
  release: () => "take the resource out of the program",
  newIncarnation: () => "00000000",
  formerName: () => "its former name",
  warn: () => undefined,
  say: () => undefined,
};
const WRITTEN = {
  name: "web",
  all: true,
  target: { firewall: "edge" },
  addressGroup: { name: "web" },
  rule: { name: "r", destination: ["web"], action: "allow" },
};

test.each<Record<string, unknown>>([
  { excludeRanges: [UNKNOWN] },
  { name: UNKNOWN },
  { tag: UNKNOWN },
  { target: UNKNOWN },
  { labels: UNKNOWN },
  { rule: UNKNOWN },
  { commit: UNKNOWN },
])("up adds no input that its preview did not have or know, with %j", async (unknown) => {
  const check = (written: object, run: Partial<RunContext>) =>
    dagBindingProvider.check({ ...written }, scene.run(), { ...RUN, ...run });
  const preview = await check({ ...WRITTEN, ...unknown }, { preview: true, previewsCreate: true });
  const up = await check(WRITTEN, {});
  expect([preview.failures, up.failures]).toEqual([[], []]);
  expect(preview.inputs).toMatchObject({ definition: UNKNOWN, summary: UNKNOWN });
  expect(up.inputs).toHaveProperty("summary", "+1 -0 = 1");
  for (const [name, value] of Object.entries(up.inputs)) {
    const previewed = preview.inputs[name];
    expect([name, isUnknown(previewed) ? value : previewed]).toEqual([name, value]);
  }
});
