import { type PanoramaSimulator, startPanoramaSimulator } from "../../../../sandbox/panos";
import { StackScene } from "../stack-scene";

let scene: StackScene;
let panorama: PanoramaSimulator;
let serials: string[];
beforeEach(async () => {
  scene = await StackScene.open();
  const named = await startPanoramaSimulator({ seed: 1 });
  serials = Object.keys(named.managed);
  await named.close();
  panorama = await startPanoramaSimulator({ seed: 1, deviceGroups: { branches: serials } });
});
afterEach(async () => {
  await scene.close();
  await panorama.close();
});

const program = (target: string, commit = "commit-and-push") => `
  const role = new Label("role", { key: "role", value: "web" });
  const web01 = new UnmanagedWorkload("web01", {
    hostname: "web01", interfaces: { eth0: { address: "10.0.0.1" } }, labels: { role: role.value },
  });
  new DagBinding("web", {
    labels: { role: { anyOf: [role.value] } },
    target: { firewall: "hq", deviceGroup: "branches" ${target} },
    addressGroup: { name: "web servers" },
    rule: { name: "allow web", source: ["web servers"], action: "allow", rulebase: "pre" },
    commit: "${commit}",
  }, { dependsOn: [web01] });
`;
const stackOf = (text: string) =>
  scene.stack(text, {
    environment: {
      ILLUMIO_FIREWALL_HQ_HOSTS: panorama.hosts.join(","),
      ILLUMIO_FIREWALL_HQ_API_KEY: panorama.apiKey,
      ILLUMIO_FIREWALL_HQ_CA_FILE: panorama.caFile,
      ILLUMIO_FIREWALL_HQ_ADMIN: "admin",
    },
  });

it("a binding makes group and rule in a device group, commits and pushes them, and the group has its members", async () => {
  const stack = await stackOf(program(`, serials: ${JSON.stringify(serials)}`));
  const text = await stack.must("up");
  expect(text).toMatch(/web: committed by job 1, branches pushed by job 2/);
  for (const serial of serials)
    expect(panorama.managed[serial]!.dynamicGroups()).toEqual({ "web servers": ["10.0.0.1"] });
  await stack.up("--expect-no-changes");
  await stack.must("destroy");
  for (const serial of serials) expect(panorama.managed[serial]!.dynamicGroups()).toEqual({});
});

it("the next up pushes again when a firewall did not take the push", async () => {
  const stack = await stackOf(program(`, serials: ${JSON.stringify(serials)}`));
  panorama.failNext({ fault: "partial", path: /^commit all/, items: [0] });
  await expect(stack.up()).rejects.toThrow(new RegExp(`${serials[0]}: Commit failed on device`));
  await stack.up();
  for (const serial of serials)
    expect(panorama.managed[serial]!.dynamicGroups()).toEqual({ "web servers": ["10.0.0.1"] });
  await stack.up("--expect-no-changes");
});
