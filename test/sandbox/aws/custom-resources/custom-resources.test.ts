import { deployAnswering, request } from "../support/provider";
import { type RunningCloud, startCloud } from "../support/running-cloud";

let running: RunningCloud;
beforeAll(async () => {
  running = await startCloud();
});
afterAll(() => running.close());

/** The error of a call, once the clock has nothing left to do. */
async function failure(call: Promise<unknown>): Promise<string> {
  const message = call.then(
    () => "no error",
    (error: Error) => error.message,
  );
  await running.cloud.clock.advanceUntilIdle(7_200_000);
  return message;
}

test.each([
  ["never answers", "", 3600],
  ["never answers, within a limit of a second,", "", 1],
  ["throws, in each of its three attempts", 'throw new Error("crash");', 300],
  ["ends its process", "process.exit(1);", 300],
])(
  "a provider that %s fails the operation when the time limit is over",
  async (_what, body, timeoutInSeconds) => {
    const { cloud } = running;
    const start = cloud.clock.now();
    const token = await deployAnswering(cloud, body);
    const message = await failure(cloud.customResources.call(request(token, { timeoutInSeconds })));
    expect(message).toMatch(
      /^CloudFormation did not receive a response from your Custom Resource\. Please check your logs for requestId \[[0-9a-f-]{36}\]\./,
    );
    expect(cloud.clock.now() - start).toBe(timeoutInSeconds * 1000);
  },
);

test("a provider that fails once and answers in its second attempt, a minute later, succeeds", async () => {
  const { cloud } = running;
  const start = cloud.clock.now();
  const body =
    'globalThis.tried = (globalThis.tried ?? 0) + 1; if (tried === 1) throw new Error("not yet"); await put(event.ResponseURL, JSON.stringify(fits));';
  const token = await deployAnswering(cloud, body);
  const call = cloud.customResources.call(request(token));
  await cloud.clock.advanceUntilIdle(7_200_000);
  expect(await call).toMatchObject({ physicalId: "id-1", data: {}, noEcho: false });
  expect(cloud.clock.now() - start).toBe(60_000);
});

test("only the first document counts when a provider answers twice", async () => {
  const { cloud } = running;
  const body = `await put(event.ResponseURL, JSON.stringify(fits));
    const second = await put(event.ResponseURL, JSON.stringify({ ...fits, PhysicalResourceId: "id-2" }));
    console.log("second:" + second);`;
  const token = await deployAnswering(cloud, body);
  expect(await cloud.customResources.call(request(token))).toMatchObject({ physicalId: "id-1" });
  await cloud.clock.advance(0);
  const printed = cloud.logs.find(`/aws/lambda/${token.split(":").at(-1)}`)!;
  expect(JSON.stringify([...printed.streams.values()])).toContain("second:200");
});

test.each([
  ['"{"', "Invalid response object: it must be a JSON object."],
  ['JSON.stringify({ ...fits, Data: { x: "y".repeat(4096) } })', "Response object is too long."],
])("the answer %s fails the operation", async (text, reason) => {
  const { cloud } = running;
  const token = await deployAnswering(cloud, `await put(event.ResponseURL, ${text});`);
  expect(await failure(cloud.customResources.call(request(token)))).toBe(reason);
});

test("an answer of 4096 bytes is accepted", async () => {
  const { cloud } = running;
  const body =
    'const room = 4096 - JSON.stringify({ ...fits, Data: { x: "" } }).length; await put(event.ResponseURL, JSON.stringify({ ...fits, Data: { x: "y".repeat(room) } }));';
  const token = await deployAnswering(cloud, body);
  await expect(cloud.customResources.call(request(token))).resolves.toMatchObject({ physicalId: "id-1" });
});

test("a URL with another signature is refused", async () => {
  const { cloud } = running;
  const body =
    'const status = await put(event.ResponseURL + "0", "{}"); await put(event.ResponseURL, JSON.stringify({ ...fits, Data: { status } }));';
  const token = await deployAnswering(cloud, body);
  expect((await cloud.customResources.call(request(token))).data).toEqual({ status: 403 });
});

test.each([
  [7_200_000, 200],
  [7_200_001, 403],
])("a URL answers a document that comes after %p ms with status %p", async (milliseconds, status) => {
  const { cloud } = running;
  const start = cloud.clock.now();
  const urls: string[] = [];
  cloud.invocationListeners.push(({ payload }) => void urls.push(JSON.parse(payload).ResponseURL));
  const token = await deployAnswering(cloud, 'if (event.late) return put(event.late, "{}");');
  await failure(cloud.customResources.call(request(token)));
  await cloud.clock.advanceTo(start + milliseconds);
  const caller = { kind: "deployer", arn: "arn:aws:iam::123456789012:user/sandbox" } as const;
  const { payload } = await cloud.functions.invoke(caller, token, JSON.stringify({ late: urls[0] }));
  expect(payload).toBe(String(status));
});

test("a function reaches no other host through the route of the ResponseURL", async () => {
  const { cloud } = running;
  const body = `const tryTo = (url) => put(url, "{}").catch((error) => error.code ?? error.message);
    const others = [event.ResponseURL.replace("useast1", "useast2"), "https://localhost:" + PORT + "/"];
    const seen = []; for (const url of others) seen.push(await tryTo(url));
    await put(event.ResponseURL, JSON.stringify({ ...fits, Data: { seen: JSON.stringify(seen) } }));`;
  const port = new URL(cloud.endpoint).port;
  const token = await deployAnswering(cloud, body.replace("PORT", port));
  const { data } = await cloud.customResources.call(request(token));
  const [otherRegion, plain] = JSON.parse(String(data["seen"])) as string[];
  expect(otherRegion).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  expect(plain).not.toBe(200);
});

test("a provider that uses fetch reaches the ResponseURL as well", async () => {
  const { cloud } = running;
  const token = await deployAnswering(
    cloud,
    'await fetch(event.ResponseURL, { method: "PUT", body: JSON.stringify(fits) });',
  );
  await expect(cloud.customResources.call(request(token))).resolves.toMatchObject({ physicalId: "id-1" });
});

test.each([
  [
    "arn:aws:lambda:us-east-1:123456789012:function:none",
    /^Function not found: arn:aws:lambda:us-east-1:123456789012:function:none \(Service: Lambda, Status Code: 404, Request ID: [0-9a-f-]{36}\)$/,
  ],
  ["arn:aws:sns:us-east-1:123456789012:topic", /^Invalid service token\. The sandbox calls functions only/],
])("the service token %s fails the operation at once", async (token, reason) => {
  const { cloud } = running;
  const start = cloud.clock.now();
  expect(await failure(cloud.customResources.call(request(token)))).toMatch(reason);
  expect(cloud.clock.now()).toBe(start);
});

test("a function that an outage covers fails the operation with the service's error", async () => {
  const { cloud } = running;
  const token = await deployAnswering(cloud, "");
  cloud.outages.begin({ service: "lambda", count: 1 });
  expect(await failure(cloud.customResources.call(request(token)))).toMatch(
    /\(Service: Lambda, Status Code: 503/,
  );
});

test.each([0, 3601, 1.5])("the time limit of %p seconds is refused", async (timeoutInSeconds) => {
  const { cloud } = running;
  const token = await deployAnswering(cloud, "");
  await expect(cloud.customResources.call(request(token, { timeoutInSeconds }))).rejects.toThrow(
    `from 1 to 3600, got ${timeoutInSeconds}`,
  );
});

test("a call that waits fails when the sandbox is closed", async () => {
  const other = await startCloud();
  const token = await deployAnswering(other.cloud, "");
  const call = other.cloud.customResources.call(request(token));
  const message = call.catch((error: Error) => error.message);
  await other.cloud.clock.advance(0);
  await other.close();
  expect(await message).toBe("The sandbox was closed.");
});
