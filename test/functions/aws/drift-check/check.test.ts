import { DriftCheckScene, PATH } from "../../support/drift-check-scene";

// Who waits and who is waited for are in this process, so waiting needs no seconds.
jest.mock("node:timers/promises", () => require("../../../support/short-pauses"));
jest.mock("../../../../clients/http/token-bucket", () => ({ sharedTokenBucket: () => undefined }));

let scene: DriftCheckScene;
beforeEach(async () => {
  scene = await DriftCheckScene.open();
});
afterEach(() => scene.close());

test("a run compares all objects of a stack, of however many pages, and leaves one line", async () => {
  const values = Array.from({ length: 25 }, (_, index) => `app-${index}`);
  await scene.deploy(values);
  await scene.run();
  expect(scene.lines).toHaveLength(1);
  expect(scene.log()).toMatchObject({
    event: "drift-checked",
    level: "INFO",
    ObjectsChecked: 25,
    ObjectsDrifted: 0,
    ObjectsFailed: 0,
    PceCalls: 25,
    drifted: {},
    notes: [],
    problems: [],
  });
});

test("a run succeeds when objects drifted, and names each of them with its fields, and no value", async () => {
  const values = Array.from({ length: 25 }, (_, index) => `app-${index}`);
  await scene.deploy(values);
  for (const value of values) scene.rename(value, `s3cret-${value}`);
  await scene.run();
  const { level, ObjectsDrifted, drifted } = scene.log();
  expect([level, ObjectsDrifted]).toEqual(["WARN", 25]);
  expect(Object.keys(drifted).sort()).toEqual(values.map((_, index) => `Shop/L${index}`).sort());
  expect(drifted["Shop/L7"]).toEqual({
    href: expect.stringMatching(/^\/orgs\/1\/labels\/\d+$/),
    fields: ["value"],
    gone: false,
  });
  expect(scene.lines.join()).not.toContain("s3cret");
});

test("the counts of a run are metrics of the function", async () => {
  await scene.deploy(["web"]);
  await scene.run();
  const { _aws } = JSON.parse(scene.lines[0]!);
  expect(_aws.CloudWatchMetrics).toEqual([
    {
      Namespace: "IllumioIac/DriftCheck",
      Dimensions: [["FunctionName"]],
      Metrics: ["ObjectsChecked", "ObjectsDrifted", "ObjectsFailed", "PceCalls"].map((Name) => ({
        Name,
        Unit: "Count",
      })),
    },
  ]);
});

test("while a deployment is under way, what differs is a note and no drift", async () => {
  await scene.deploy(["web", "db"]);
  await scene.begin(2, "next");
  scene.rename("web", "shop");
  await scene.run();
  expect(scene.log()).toMatchObject({ level: "INFO", ObjectsChecked: 2, ObjectsDrifted: 0, drifted: {} });
  expect(scene.log().notes).toEqual([
    expect.stringMatching(
      /^a deployment is under way: Shop\/L0 \(\/orgs\/1\/labels\/\d+\) differs in value$/,
    ),
  ]);
});

test("in a first deployment, objects that are not declared yet are no failure", async () => {
  await scene.begin(2, "first");
  await scene.run();
  expect(scene.log()).toMatchObject({ level: "INFO", ObjectsChecked: 0, ObjectsFailed: 0 });
});

test("a deployment that was left unfinished for a day hides nothing any more", async () => {
  await scene.close();
  scene = await DriftCheckScene.open(Date.now() - 25 * 3_600_000);
  await scene.deploy(["web", "db"]);
  await scene.begin(2, "next");
  scene.rename("web", "shop");
  await scene.run();
  expect(scene.log()).toMatchObject({ level: "WARN", ObjectsDrifted: 1, notes: [] });
});

test("a declaration that cannot be read fails the run and hides no other", async () => {
  await scene.deploy(["web", "db", "cache"]);
  await scene.put("objects/L0", "{");
  await scene.put("objects/L1", { schemaVersion: 1 });
  scene.rename("cache", "redis");
  await expect(scene.run()).rejects.toThrow(/^drift-check: 2 of 3 failed/);
  expect(scene.log()).toMatchObject({
    level: "ERROR",
    ObjectsChecked: 1,
    ObjectsDrifted: 1,
    ObjectsFailed: 2,
    problems: [
      expect.stringMatching(`parameter ${PATH}/objects/L0: must be JSON`),
      expect.stringMatching(`parameter ${PATH}/objects/L1: 6 problems\n +stackId: is missing`),
    ],
  });
});

test("a declaration that somebody deleted fails the run", async () => {
  await scene.deploy(["web", "db", "cache"]);
  await scene.remove("objects/L0");
  await expect(scene.run()).rejects.toThrow(`2 of 3 are below ${PATH}`);
  expect(scene.log()).toMatchObject({ ObjectsChecked: 2, ObjectsFailed: 1 });
});

test("a run that finds no declarations fails", async () => {
  await expect(scene.run()).rejects.toThrow(`parameters below ${PATH}: hold no declarations`);
  expect(scene.log()).toMatchObject({ level: "ERROR", ObjectsChecked: 0, ObjectsFailed: 1, PceCalls: 0 });
});

test("a run fails when Systems Manager refuses a page, and the next one succeeds", async () => {
  await scene.deploy(["web"]);
  const { outages } = scene.objects.cloud;
  const end = outages.begin({ service: "ssm", code: "AccessDeniedException", status: 400 });
  await expect(scene.run()).rejects.toThrow(
    /the declarations: parameters below .*: cannot be read: AccessDeniedException.*needs ssm:GetParametersByPath/,
  );
  expect(scene.log().ObjectsFailed).toBe(1);
  end();
  await scene.run();
  expect(scene.log()).toMatchObject({ level: "INFO", ObjectsChecked: 1 });
});

test("a PCE that is away fails all objects before the invocation ends", async () => {
  const values = Array.from({ length: 25 }, (_, index) => `app-${index}`);
  await scene.deploy(values);
  scene.objects.pce.setFaults("reset=1");
  await expect(scene.run(2)).rejects.toThrow(/connection to PCE at .* broke|no answer|timed out|time/i);
  expect(scene.log()).toMatchObject({ level: "ERROR", ObjectsChecked: 0, ObjectsFailed: 25 });
  expect(scene.log().problems.at(-1)).toMatch(/15 more objects: were not compared/);
});

test("a secret that cannot be read fails all objects and names its ARN", async () => {
  await scene.deploy(["web", "db"]);
  const ended = scene.objects.cloud.outages.begin({
    service: "secretsmanager",
    code: "AccessDeniedException",
    status: 400,
  });
  await expect(scene.run()).rejects.toThrow(`the PCE: secret ${scene.objects.secretArn}: cannot be read`);
  ended();
  expect(scene.log()).toMatchObject({ ObjectsChecked: 0, ObjectsFailed: 2, PceCalls: 0 });
});

test("a key that was rotated counts from the next run on", async () => {
  await scene.deploy(["web"]);
  const revoke = await scene.objects.rotateKey();
  revoke();
  await scene.run();
  expect(scene.log()).toMatchObject({ level: "INFO", ObjectsChecked: 1 });
});

test("objects that are still in the former PCE of a connection are notes while it is deployed, and drift afterwards", async () => {
  await scene.deploy(["web"]);
  Object.assign(scene.environment, { ILLUMIO_PCE_ORG_ID: "2" });
  await scene.run();
  expect(scene.log().drifted["Shop/L0"]!.fields).toEqual(["pce"]);
  await scene.begin(1, "another PCE");
  await scene.run();
  expect(scene.log()).toMatchObject({ level: "INFO", ObjectsDrifted: 0 });
  expect(scene.log().notes).toEqual([expect.stringMatching(/Shop\/L0 .* differs in pce$/)]);
});
