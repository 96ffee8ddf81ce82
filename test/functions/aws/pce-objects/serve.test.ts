import { ObjectFunctionScene } from "../../support/object-function-scene";

// Who waits and who is waited for are in this process, so waiting needs no seconds.
jest.mock("node:timers/promises", () => require("../../../support/short-pauses"));
// Each request has a process of its own in a cloud, so no two share a limit of calls.
jest.mock("../../../../clients/http/token-bucket", () => ({ sharedTokenBucket: () => undefined }));

let scene: ObjectFunctionScene;
beforeEach(async () => {
  scene = await ObjectFunctionScene.open();
});
afterEach(() => scene.close());

test("a request is served with the key of the secret, and leaves one line", async () => {
  const stack = scene.stack();
  expect(await stack.deploy({ A: scene.label("env", "prod") })).toBeUndefined();
  expect(scene.labels()).toEqual(["env=prod"]);
  expect(scene.lines).toHaveLength(1);
  expect(scene.log()).toMatchObject({
    event: "custom-resource-served",
    level: "INFO",
    request: "Create",
    logicalId: "A",
    resourceType: "Custom::IllumioLabel",
    stackId: expect.stringContaining("stack/shop/"),
    physicalId: stack.physicalIds["A"],
    RequestsFailed: 0,
    PceCalls: 2,
    problems: [],
  });
  await stack.destroy();
  expect(scene.labels()).toEqual([]);
});

test.each([["before the first call"], ["between two calls"]])(
  "a key that is rotated %s is read again",
  async (when) => {
    const stack = scene.stack();
    await stack.deploy({ A: scene.label("env", "prod") });
    const revoke = await scene.rotateKey();
    if (when === "before the first call") revoke();
    else {
      const table = scene.pce.store.table("labels");
      const live = table.live.bind(table);
      table.live = () => {
        revoke();
        return live();
      };
    }
    expect(await stack.deploy({ B: scene.label("app", "web") })).toBeUndefined();
    expect(scene.labels()).toEqual(["app=web"]);
  },
);

test("a key that is refused and is not another one in the secret fails with the words of the PCE", async () => {
  scene.pce.revokeApiKey(scene.pce.apiKeyUsername);
  expect(await scene.stack().deploy({ A: scene.label("env", "prod") })).toMatch(/PCE answered 401/);
  expect(scene.log()).toMatchObject({
    level: "ERROR",
    RequestsFailed: 1,
    problems: [expect.stringMatching(/401/)],
  });
});

test("a secret that cannot be read or used fails with its ARN and without its content", async () => {
  const away = scene.secretArn.replace(/pce-\w+$/, "gone-AbCdEf");
  expect(await scene.stack().deploy({ A: scene.label("env", "prod", away) })).toMatch(
    /^secret arn:aws:.*gone-AbCdEf: cannot be read: /,
  );
  await scene.setSecret('{"apiKeyUsername":"api_1","apiKeySecret":"s3cr et"}');
  scene.restart();
  const reason = await scene.stack().deploy({ A: scene.label("env", "prod") });
  expect(reason).toContain(`"apiKeySecret" in the secret ${scene.secretArn}`);
  expect([reason, ...scene.lines].join()).not.toContain("s3cr");
});

test("a PCE that is away fails a request before the invocation ends, and the reason is short", async () => {
  scene.pce.setFaults("reset=1");
  const reason = await scene.stack(2).deploy({ A: scene.label("env", "prod") });
  expect(reason).toBeDefined();
  expect(Buffer.byteLength(reason!)).toBeLessThan(2_100);
});

test("an error reaches CloudFormation without a stack, cut to what fits", async () => {
  const long = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`unknown${index}`, "x"]));
  const declared = scene.label("env", "prod");
  const { type, properties } = declared;
  const error = await scene
    .stack()
    .send("Create", "A", { type, properties: { ...properties, ...long } })
    .then(
      () => undefined,
      (caught: Error) => caught,
    );
  expect(error!.message).toMatch(/200 problems\n.*… \(the log of the function has the whole text\)$/s);
  expect(Buffer.byteLength(error!.message)).toBeLessThan(2_100);
  expect(error!.stack).toBe("ConfigurationError");
});

test("a hundred labels that are made at once under a limit of calls are all made", async () => {
  const stack = scene.stack();
  scene.pce.setFaults("429=0.6");
  const made = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      stack.send("Create", `L${index}`, scene.label("app", `app-${index}`)),
    ),
  );
  expect(new Set(made.map(({ PhysicalResourceId }) => PhysicalResourceId)).size).toBe(100);
  expect(scene.labels()).toHaveLength(100);
  expect(scene.pce.counters.byStatus[429]).toBeGreaterThan(20);
});
