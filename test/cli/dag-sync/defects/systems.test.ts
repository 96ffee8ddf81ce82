import {
  type PanoramaSimulator,
  type PanosSimulator,
  startPanoramaSimulator,
  startPanosSimulator,
} from "../../../../sandbox/panos";
import { DagSyncScene, TAG } from "../dag-sync-scene";
import { type OddFirewall, oddFirewall } from "./odd-firewall";

jest.setTimeout(60_000);

let scene: DagSyncScene;
const opened: (OddFirewall | PanoramaSimulator | PanosSimulator)[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await scene.close();
});

const firewall = (name: string, { hosts, apiKey, caFile }: PanosSimulator | PanoramaSimulator) => ({
  [`ILLUMIO_FIREWALL_${name}_HOSTS`]: hosts.join(","),
  [`ILLUMIO_FIREWALL_${name}_API_KEY`]: apiKey,
  [`ILLUMIO_FIREWALL_${name}_CA_FILE`]: caFile,
});

test("D10: settings of the API user never change, so a run that is cut off leaves none changed", async () => {
  scene = await DagSyncScene.open({ vsys: ["vsys1", "vsys2"] });
  await scene.workload("web01", "10.0.0.1");
  scene.declare("web: { labels: { role: { anyOf: [web] } }, target: { firewall: edge, vsys: vsys2 } }");
  await scene.run("claim");
  scene.panos.before("user-id", () => scene.panos.rotateKey());
  expect((await scene.run("--apply")).code).toBe(1);
  expect((await scene.run("--apply")).code).toBe(0);
  expect(scene.panos.firewalls[0]!.registered("vsys2")["10.0.0.1"]).toEqual([TAG]);
  expect(scene.registered()).toEqual({});
  const { requests } = scene.panos;
  expect(requests.filter(({ label }) => !/^(op show|user-id)/.test(label))).toEqual([]);
  const tables = requests.filter(({ label }) => /registered-ip|user-id/.test(label));
  expect(new Set(tables.map(({ params }) => params["vsys"]))).toEqual(new Set(["vsys2"]));
});

test("D12: a list that comes back as an error, with status 200, is a failure and not an empty table", async () => {
  scene = await DagSyncScene.open();
  await scene.workload("web01", "10.0.0.1");
  await scene.run("claim");
  const odd = await oddFirewall(scene);
  opened.push(odd);
  const words = "Server error : op command timed out";
  odd.answers.set("<registered-ip>", `<response status="error"><msg><line>${words}</line></msg></response>`);
  scene.panos.clearRequests();
  const { code, err } = await scene.run("--apply");
  expect([code, err]).toEqual([1, expect.stringContaining(words)]);
  expect(scene.messages()).toEqual([]);
});

test("D15: a secondary Panorama is written to when it was promoted", async () => {
  scene = await DagSyncScene.open();
  const panorama = await startPanoramaSimulator({ seed: 2, pair: true });
  opened.push(panorama);
  panorama.failover();
  Object.assign(scene.variables, firewall("EDGE", panorama));
  await scene.workload("web01", "10.0.0.1");
  const [serial] = Object.keys(panorama.managed) as [string];
  scene.declare(
    `web: { labels: { role: { anyOf: [web] } }, target: { firewall: edge, serials: ["${serial}"] } }`,
  );
  expect((await scene.applied()).code).toBe(0);
  expect(panorama.managed[serial]!.registered()["10.0.0.1"]).toEqual([TAG]);
  const written = panorama.requests.filter(({ label }) => label === "user-id");
  expect(new Set(written.map(({ node }) => node))).toEqual(new Set([1]));
});

test("D18: tag, group, rule and commit are made by one up, and one run or watch serves several firewalls", async () => {
  scene = await DagSyncScene.open();
  const other = await startPanosSimulator({ seed: 2 });
  opened.push(other);
  Object.assign(scene.variables, firewall("BRANCH", other), {
    ILLUMIO_FIREWALL_EDGE_ADMIN: scene.panos.admin,
  });
  await scene.workload("web01", "10.0.0.1");
  const labels = { role: { anyOf: ["web"] } };
  await scene.up({
    name: "group",
    labels,
    target: { firewall: "edge" },
    addressGroup: { name: "web servers" },
    rule: { name: "allow web", destination: ["web servers"], action: "allow" },
    commit: "commit",
  });
  expect(scene.panos.requests.filter(({ label }) => label === "commit")).toHaveLength(1);
  expect(scene.panos.firewalls[0]!.dynamicGroups()).toEqual({ "web servers": ["10.0.0.1"] });

  const on = (name: string) =>
    `${name}: { labels: { role: { anyOf: [web] } }, target: { firewall: ${name} } }`;
  scene.declare(on("edge"), on("branch"));
  await scene.run("claim");
  const watching = scene.watch("--interval", "600", "--poll", "1");
  await watching.said("branch on branch, vsys1: 1 registered");
  await scene.workload("web02", "10.0.0.2");
  await watching.said(/branch on branch, vsys1: 1 registered[\s\S]*branch on branch, vsys1: 1 registered/);
  await watching.said(/edge on edge, vsys1: 1 registered[\s\S]*edge on edge, vsys1: 1 registered/);
  expect(other.firewalls[0]!.registered()).toMatchObject({
    "10.0.0.1": ["illumio-iac.branch"],
    "10.0.0.2": ["illumio-iac.branch"],
  });
  expect(scene.members("illumio-iac.edge")).toEqual(["10.0.0.1", "10.0.0.2"]);
});
