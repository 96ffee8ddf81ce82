import { startWithCall, type World } from "../../sandbox/check-point/check-point-call";
import { illumioIac } from "../in-process-command";
import { RunScene, SharedAzure } from "./run-scene";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

jest.setTimeout(180_000);

let azure: SharedAzure;
let world: World;
let scene: RunScene;
beforeAll(async () => {
  azure = await SharedAzure.start();
});
afterAll(() => azure.close());
beforeEach(async () => {
  world = await startWithCall({ callsPerSecond: 100_000 });
  const admin = await world.login();
  await admin.call("add-group", { name: "shop" });
  await admin.task("publish");
  await admin.call("logout");
  world.simulator.clearRequests();
});
afterEach(async () => {
  await scene.end();
  await world.close();
});

/** An onboarding with groups on the management server. @param server what the environment says of it */
async function open(server?: string): Promise<void> {
  const { host, port, apiKey, caFile } = world.simulator;
  scene = await RunScene.open(azure, {
    CHECK_POINT_API_KEY: apiKey,
    CHECK_POINT_CA_FILE: caFile,
    CHECK_POINT_PORT: "1",
    ...(server && { CHECK_POINT_SERVER: server }),
  });
  scene.declare(`checkPoint:
  mode: static-objects
  server: ${host}
  port: ${port}
  groups: { shop: { labels: { app: [shop] } } }
  packages: [Standard]
  install: always
`);
  await scene.place("web-1", { tags: { app: "shop" }, addresses: ["10.0.0.9"] });
}

test("a host goes into its group with the administrator of the environment, and the policy is installed", async () => {
  await open();
  await scene.go("--once");
  await scene.pass();
  const reports: Record<string, number | string>[] = [];
  for (let run = 0; run < 4; run++) reports.push(JSON.parse((await scene.go("--once", "--json")).out));
  expect(reports.at(-1)).toMatchObject({ states: { done: 1 }, publishes: 0, installs: 0, problems: [] });
  const made = (what: string) => reports.reduce((sum, report) => sum + Number(report[what]), 0);
  expect([made("publishes"), made("installs")]).toEqual([1, 1]);
  const { run } = reports.find(({ publishes }) => publishes === 1)!;
  const sessions = world.simulator.store.publishes.map(({ sessionName }) => sessionName);
  expect(sessions.at(-1)).toBe(`illumio-iac onboarding ${reports[0]!["name"]} ${run}`);
  const admin = await world.login();
  const { members } = (await admin.call("show-group", { name: "shop" })).body;
  expect(members).toEqual([expect.objectContaining({ "ipv4-address": "10.0.0.9" })]);
  await admin.call("logout");
});

test("a plan looks into the PCE and logs on to no management server", async () => {
  await open();
  await scene.go("--once");
  await scene.pass();
  const { code, out } = await scene.go("--plan");
  expect([code, out]).toEqual([0, expect.stringMatching(/^web-1 +PCE .*app=shop/m)]);
  expect(out).toMatch(/^web-1 +Check Point +host \S+ \(10\.0\.0\.9\) in the groups shop$/m);
  expect(world.simulator.requests).toEqual([]);
});

test("the administrator of another server is not given to this one", async () => {
  await open("other.example.com");
  const { code, err } = await scene.go("--once");
  expect([code, err]).toEqual([
    1,
    "error: CHECK_POINT_SERVER: is other.example.com, and the onboarding is about 127.0.0.1 (checkPoint.server); " +
      "give the settings of that one\n",
  ]);
  expect(world.simulator.requests).toEqual([]);
});

test("settings that cannot work are named as the user wrote them", async () => {
  await open();
  const env = { ...scene.environment, CHECK_POINT_API_KEY: "", CHECK_POINT_CA_FILE: "none.pem" };
  const { code, err } = await illumioIac(
    ["onboarding", "run", "--once", "--file", scene.file, "--records", scene.records],
    { env },
  );
  expect(code).toBe(1);
  expect(err).toMatch(/CHECK_POINT_API_KEY: is missing[\s\S]*CHECK_POINT_CA_FILE: .*none\.pem/);
});
