import { nextTime } from "../../../../sandbox/azure/functions/cron";
import { type AppScene, appScene, packageOf } from "../support/app-scene";

jest.setTimeout(120_000);

const CODE = `
const { app } = require("@azure/functions");
let calls = 0;
app.timer("greet", {
  schedule: "0 * * * * *",
  handler: async (timer, context) => {
    calls += 1;
    context.info(process.env.GREETING + " " + calls + " late=" + timer.isPastDue);
    context.error("wrong\\nin two lines");
    console.log("from the console");
  },
});`;

let scene: AppScene;
beforeAll(async () => {
  scene = await appScene();
});
afterAll(() => scene.close());
beforeEach(() => {
  scene.apps.traces.all.length = 0;
});

test("code is not deployed by a blob in the container, and a package that is published runs on its timer", async () => {
  const zip = packageOf(CODE);
  await scene.storage.internal("host").putBlob("packages", "released-package.zip", zip);
  await scene.cloud.clock.advance(120_000);
  expect(scene.messages()).toEqual([]);

  expect(await scene.publish(zip)).toMatchObject({ status: 4, complete: true, deployer: "test" });
  await scene.cloud.clock.advance(120_000);
  expect(scene.apps.traces.all).toMatchObject([
    { severity: 1, message: "hello 1 late=false", functionName: "greet", time: Date.UTC(2026, 10, 23, 7, 3) },
    { severity: 3, message: "wrong\rin two lines" },
    { severity: 1, message: "from the console" },
    { message: "hello 2 late=false", time: Date.UTC(2026, 10, 23, 7, 4) },
    { message: "wrong\rin two lines" },
    { message: "from the console" },
  ]);
});

test("an app starts anew with other settings, rests while it is stopped, and goes on after a kill", async () => {
  await scene.publish(packageOf(CODE));
  const { resources, clock } = scene.cloud;
  const site = resources.get(scene.siteId)!;
  const siteConfig = site.properties["siteConfig"] as { appSettings: { name: string; value: string }[] };
  const appSettings = siteConfig.appSettings.map((one) =>
    one.name === "GREETING" ? { ...one, value: "hi" } : one,
  );
  await resources.put(site.id, { ...site, properties: { ...site.properties, siteConfig: { appSettings } } });
  await clock.advance(60_000);
  await scene.apps.find("reading")!.kill();
  await clock.advance(60_000);
  expect(scene.messages().filter((message) => message.startsWith("hi"))).toEqual([
    "hi 1 late=false",
    "hi 1 late=false",
  ]);
  await resources.put(site.id, { ...site, properties: { ...site.properties, state: "Stopped" } });
  scene.apps.traces.all.length = 0;
  await clock.advance(300_000);
  expect(scene.messages()).toEqual([]);
  await resources.put(site.id, site);
});

test("code has the clock of the sandbox, which storage has too", async () => {
  await scene.publish(
    packageOf(`
      const { app } = require("@azure/functions");
      const { ManagedIdentityCredential } = require("@azure/identity");
      const { BlobServiceClient } = require("@azure/storage-blob");
      app.timer("read", { schedule: "0 * * * * *", handler: async (_timer, context) => {
        const credential = new ManagedIdentityCredential({ clientId: process.env.AZURE_CLIENT_ID });
        const client = new BlobServiceClient(process.env.AzureWebJobsStorage__blobServiceUri, credential);
        const { date } = await client.getContainerClient("packages").getProperties();
        context.info([new Date(), date, new Date(Date.now())].map((time) => time.toISOString().slice(0, 16)).join(" "));
        context.info([new Date(0).getTime(), typeof Date(), new Date() instanceof Date, Date.UTC(1970, 0)].join(" "));
      } });`),
  );
  await scene.cloud.clock.advance(60_000);
  const now = new Date(scene.cloud.clock.now() - 30_000).toISOString().slice(0, 16);
  await scene.cloud.clock.advance(3_600_000 - 60_000);
  const [first, dates] = scene.messages();
  expect(first).toBe(`${now} ${now} ${now}`);
  expect(dates).toBe("0 string true 0");
  const later = new Date(scene.cloud.clock.now() - 30_000).toISOString().slice(0, 16);
  expect(scene.messages().at(-2)).toBe(`${later} ${later} ${later}`);
});

test("a call that takes too long is ended with its process, and what it logged is kept", async () => {
  await scene.publish(
    packageOf(
      `require("@azure/functions").app.timer("slow", { schedule: "0 * * * * *", handler: async (_timer, context) => { context.info("begun"); await new Promise((done) => setTimeout(done, 600_000)); } });`,
      { functionTimeout: "00:00:02" },
    ),
  );
  await scene.cloud.clock.advance(60_000);
  expect(scene.messages()).toEqual(["begun", expect.stringContaining("Timeout value of 2 s exceeded")]);
});

test("code fetches tokens of the app's identity, and reads the host account with them over verified TLS", async () => {
  await scene.publish(
    packageOf(`
      const { app } = require("@azure/functions");
      const { ManagedIdentityCredential } = require("@azure/identity");
      const { BlobServiceClient } = require("@azure/storage-blob");
      app.timer("read", { schedule: "0 * * * * *", handler: async (_timer, context) => {
        const credential = new ManagedIdentityCredential({ clientId: process.env.AZURE_CLIENT_ID });
        const client = new BlobServiceClient(process.env.AzureWebJobsStorage__blobServiceUri, credential);
        for await (const { name } of client.getContainerClient("packages").listBlobsFlat()) context.info(name);
      } });`),
  );
  await scene.cloud.clock.advance(60_000);
  expect(scene.messages()).toEqual(["released-package.zip"]);
});

test("a package without host.json, with an old bundle, or whose code does not start, is a deployment that failed", async () => {
  const { zipSync, strToU8 } = await import("fflate");
  expect(await scene.publish(zipSync({ "package.json": strToU8("{}") }))).toMatchObject({
    status: 3,
    status_text: expect.stringContaining("has no host.json"),
  });
  expect(
    await scene.publish(packageOf(CODE, { extensionBundle: { version: "[3.*, 4.0.0)" } })),
  ).toMatchObject({
    status: 3,
    status_text: expect.stringContaining("extension bundle"),
  });
  expect(await scene.publish(packageOf('throw new Error("no start");'))).toMatchObject({
    status: 3,
    status_text: expect.stringContaining("no start"),
  });
  const twice = `const { app } = require("@azure/functions");
    for (let i = 0; i < 2; i++) app.timer("greet", { schedule: "0 * * * * *", handler: () => undefined });`;
  expect(await scene.publish(packageOf(twice))).toMatchObject({
    status: 3,
    status_text: expect.stringContaining('"greet" has already been registered'),
  });
});

test("the deployment site takes no password, no token for something else, and nobody without the right", async () => {
  const { access } = scene.cloud;
  const basic = `Basic ${Buffer.from("user:secret").toString("base64")}`;
  expect(await scene.scmCall("GET", "/api/deployments/latest", undefined, basic)).toMatchObject({
    status: 401,
  });
  const other = access.issue(access.deployer.objectId, "https://storage.azure.com").token;
  expect(await scene.scmCall("GET", "/api/deployments", undefined, `Bearer ${other}`)).toMatchObject({
    status: 401,
  });
  const nobody = access.issue(scene.identity.principalId, "https://management.azure.com").token;
  expect(await scene.scmCall("POST", "/api/publish", packageOf(CODE), `Bearer ${nobody}`)).toMatchObject({
    status: 403,
  });
  expect(await scene.scmCall("GET", "/api/deployments/none")).toMatchObject({ status: 404 });
});

test("nothing is logged without the role for it, nothing runs without the host account, and no package is kept without a role", async () => {
  await scene.publish(packageOf(CODE));
  const { resources, clock } = scene.cloud;
  const { metrics, host } = scene.roleAssignments;
  const kept = [resources.get(metrics)!, resources.get(host)!] as const;
  await resources.delete(metrics);
  await clock.advance(60_000);
  expect(scene.messages()).toEqual([]);
  await resources.put(metrics, kept[0]);
  await resources.delete(host);
  await clock.advance(60_000);
  expect(scene.messages()).toEqual([expect.stringContaining("may not write blobs of host")]);
  expect(await scene.publish(packageOf(CODE))).toMatchObject({
    status: 3,
    status_text: expect.stringContaining("AuthorizationPermissionMismatch"),
  });
  await resources.put(host, kept[1]);
});

test.each([
  ["0 * * * * *", "2026-11-23T07:00:30Z", "2026-11-23T07:01:00Z"],
  ["0 */5 * * * *", "2026-11-23T07:05:00Z", "2026-11-23T07:10:00Z"],
  ["30 0 3 1,15 * *", "2026-11-23T07:05:00Z", "2026-12-01T03:00:30Z"],
  ["0 0 12 29 2 *", "2026-11-23T07:05:00Z", "2028-02-29T12:00:00Z"],
  ["0 0 8-10 * * 1-5", "2026-11-27T10:00:00Z", "2026-11-30T08:00:00Z"],
])("the schedule %s is next due after %s at %s", (schedule, after, next) => {
  expect(new Date(nextTime(schedule, Date.parse(after))).toISOString()).toBe(next.replace("Z", ".000Z"));
});

test.each(["* * * * *", "0 61 * * * *", "0 0 0 31 2 *", "x * * * * *"])("%s is no schedule", (schedule) => {
  expect(() => nextTime(schedule, 0)).toThrow("schedule");
});
