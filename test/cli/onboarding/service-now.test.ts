import type { ServiceNowSimulator } from "../../../sandbox/service-now";
import { closeAll, FLAG_COLUMNS, startInstance } from "../../clients/service-now/fixtures";
import { RunScene, SharedAzure } from "./run-scene";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

jest.setTimeout(180_000);

let azure: SharedAzure;
let instance: ServiceNowSimulator;
let scene: RunScene;
beforeAll(async () => {
  azure = await SharedAzure.start();
});
afterAll(() => azure.close());
beforeEach(async () => {
  instance = await startInstance();
});
afterEach(async () => {
  await scene.end();
  await closeAll();
});

/** An onboarding whose CMDB is the instance. @param name of the instance that the environment is about */
async function open(name?: string): Promise<void> {
  scene = await RunScene.open(azure, {
    SERVICE_NOW_USER: instance.username,
    SERVICE_NOW_PASSWORD: instance.password,
    SERVICE_NOW_CA_FILE: instance.caFile,
    ...(name && { SERVICE_NOW_INSTANCE: name }),
  });
  const flags = Object.entries(FLAG_COLUMNS).map(([flag, column]) => `${flag}: ${column}`);
  scene.write(
    "onboarding.yaml",
    `name: vms
ven: { pairingProfile: azure }
cmdb:
  serviceNow:
    instance: ${instance.host}
    port: ${instance.port}
    dataSource: IllumioIaC
    flags: { ${flags.join(", ")} }
`,
  );
  await scene.place("web-1");
}

test("a machine gets its record and its flags with the user of the environment, and a plan writes none", async () => {
  await open();
  expect((await scene.go("--plan")).code).toBe(0);
  expect(instance.records("cmdb_ci_server")).toEqual([]);
  await scene.go("--once");
  await scene.pass();
  const { states, problems } = JSON.parse((await scene.go("--once", "--json")).out);
  expect([states, problems]).toEqual([{ done: 1 }, []]);
  expect(instance.records("cmdb_ci_server")).toMatchObject([
    { host_name: "web-1", discovery_source: "IllumioIaC", u_ven_installed: "true", u_commissioned: "true" },
  ]);
});

test("the user of another instance is not given to this one", async () => {
  await open("other.service-now.com");
  const { code, err } = await scene.go("--once");
  expect(code).toBe(1);
  expect(err).toMatch(
    /SERVICE_NOW_INSTANCE: is other\.service-now\.com, and the onboarding is about 127\.0\.0\.1/,
  );
  expect(instance.requests).toEqual([]);
});
