import { deployProvider, request } from "../support/provider";
import { type RunningCloud, startCloud } from "../support/running-cloud";

let running: RunningCloud;
beforeEach(async () => {
  running = await startCloud();
});
afterEach(() => running.close());

/** What a call came to. */
const outcome = (call: Promise<unknown>) =>
  call.then(
    (result) => result,
    (error: Error) => error.message,
  );

test("a provider's onEvent gets every field of a request, and its answer is the result", async () => {
  const { cloud } = running;
  const onEvent =
    'const { ResponseURL, RequestId, StackId, ...rest } = event; return { PhysicalResourceId: "id-" + event.RequestType, Data: { seen: JSON.stringify(rest), host: new URL(ResponseURL).host }, NoEcho: event.RequestType === "Update" };';
  const token = await deployProvider(cloud, { onEvent });
  const created = await cloud.customResources.call(request(token));
  expect(created).toMatchObject({ physicalId: "id-Create", noEcho: false });
  expect(created.data["host"]).toBe("cloudformation-custom-resource-response-useast1.s3.amazonaws.com");
  expect(JSON.parse(String(created.data["seen"]))).toEqual({
    RequestType: "Create",
    ServiceToken: token,
    LogicalResourceId: "Thing",
    ResourceType: "Custom::Thing",
    ResourceProperties: { ServiceToken: token, size: "42" },
  });

  const old = { ServiceToken: token, size: "41" };
  const update = { requestType: "Update", physicalId: "id-Create", oldProperties: old } as const;
  const updated = await cloud.customResources.call(request(token, update));
  expect(updated).toMatchObject({ physicalId: "id-Update", noEcho: true });
  expect(JSON.parse(String(updated.data["seen"]))).toMatchObject({
    RequestType: "Update",
    PhysicalResourceId: "id-Create",
    OldResourceProperties: old,
  });
});

test("a Delete that changes the physical id fails with the words of the framework", async () => {
  const { cloud } = running;
  const token = await deployProvider(cloud, {
    onEvent: 'return { PhysicalResourceId: event.ResourceProperties.size === "0" ? "other" : "id-1" };',
  });
  const del = { requestType: "Delete", physicalId: "id-1" } as const;
  expect(await cloud.customResources.call(request(token, del))).toMatchObject({ physicalId: "id-1" });
  const properties = { ServiceToken: token, size: "0" };
  await expect(cloud.customResources.call(request(token, { ...del, properties }))).rejects.toThrow(
    'cannot change the physical resource ID from "id-1" to "other" during deletion',
  );
});

test("a handler that throws fails the operation with its message and the name of its log group", async () => {
  const { cloud } = running;
  const token = await deployProvider(cloud, { onEvent: 'throw new Error("the PCE is away");' });
  await expect(cloud.customResources.call(request(token))).rejects.toThrow(
    /^Received response status \[FAILED\] from custom resource\. Message returned: the PCE is away\n\nLogs: \/aws\/lambda\/user-onEvent\n[\s\S]* \(RequestId: [0-9a-f-]{36}\)$/,
  );
});

test.each([
  [
    "runs out of time",
    "await new Promise((resolve) => setInterval(resolve, 1e8));",
    "Task timed out after 1.00 seconds",
  ],
  ["ends its process", "process.exit(3);", "Runtime exited with error: exit status 3"],
])("a handler that %s fails the operation", async (_what, onEvent, reason) => {
  const { cloud } = running;
  const token = await deployProvider(cloud, { onEvent, timeoutInSeconds: 1 });
  await expect(cloud.customResources.call(request(token))).rejects.toThrow(reason);
});

test("a hundred resources that are made at once are all answered", async () => {
  const { cloud } = running;
  const token = await deployProvider(cloud, {
    onEvent: "return { PhysicalResourceId: event.LogicalResourceId };",
  });
  const names = Array.from({ length: 100 }, (_, index) => `Thing${index}`);
  const made = await Promise.all(
    names.map((logicalId) => cloud.customResources.call(request(token, { logicalId }))),
  );
  expect(made.map(({ physicalId }) => physicalId)).toEqual(names);
});

test("a handler that answers more than 4096 bytes fails the operation", async () => {
  const { cloud } = running;
  const token = await deployProvider(cloud, {
    onEvent: 'return { PhysicalResourceId: "id-1", Data: { long: "x".repeat(4096) } };',
  });
  await expect(cloud.customResources.call(request(token))).rejects.toThrow("Response object is too long.");
});

test("a framework without the permission to invoke the handler fails the operation", async () => {
  const { cloud } = running;
  const token = await deployProvider(cloud, { onEvent: "return {};", without: ["lambda:InvokeFunction"] });
  await expect(cloud.customResources.call(request(token))).rejects.toThrow(
    "is not authorized to perform: lambda:InvokeFunction",
  );
});

describe("a provider with isComplete", () => {
  const COUNT = "globalThis.asked = (globalThis.asked ?? 0) + 1;";
  const READY = `${COUNT} return asked < 3 ? { IsComplete: false } : { IsComplete: true, Data: { asked: String(asked) } };`;
  const onEvent = 'return { PhysicalResourceId: "id-1", Data: { from: "onEvent" } };';

  test("is asked at its interval until it is complete, and both answers are merged", async () => {
    const { cloud } = running;
    const start = cloud.clock.now();
    const token = await deployProvider(cloud, { onEvent, isComplete: READY });
    const call = cloud.customResources.call(request(token));
    expect(await cloud.clock.advanceUntilIdle(60_000)).toBe(true);
    expect(await call).toEqual({
      physicalId: "id-1",
      data: { from: "onEvent", asked: "3" },
      noEcho: false,
      requestId: expect.any(String),
    });
    expect(cloud.clock.now() - start).toBe(10_000);
  });

  test("is asked at growing intervals, and fails when the last retry is not complete either", async () => {
    const { cloud } = running;
    const start = cloud.clock.now();
    const retry = { interval: 10, attempts: 2, rate: 2 };
    const token = await deployProvider(cloud, {
      onEvent,
      isComplete: "return { IsComplete: false };",
      retry,
    });
    const call = outcome(cloud.customResources.call(request(token)));
    expect(await cloud.clock.advanceUntilIdle(3_600_000)).toBe(true);
    expect(await call).toMatch(/\[FAILED\].*Message returned: Operation timed out \(RequestId/);
    expect(cloud.clock.now() - start).toBe(30_000);
  });

  test("fails at once when isComplete throws", async () => {
    const { cloud } = running;
    const token = await deployProvider(cloud, { onEvent, isComplete: 'throw new Error("refused");' });
    await expect(cloud.customResources.call(request(token))).rejects.toThrow("Message returned: refused");
  });

  test("fails when the framework may not start the state machine", async () => {
    const { cloud } = running;
    const token = await deployProvider(cloud, {
      onEvent,
      isComplete: READY,
      without: ["states:StartExecution"],
    });
    await expect(cloud.customResources.call(request(token))).rejects.toThrow(
      "is not authorized to perform: states:StartExecution",
    );
  });

  test("never answers when the state machine may not invoke its functions", async () => {
    const { cloud } = running;
    const token = await deployProvider(cloud, { onEvent, isComplete: READY, without: ["waiter"] });
    const call = outcome(cloud.customResources.call(request(token, { timeoutInSeconds: 120 })));
    await cloud.clock.advanceUntilIdle(3_600_000);
    expect(await call).toMatch(/^CloudFormation did not receive a response from your Custom Resource\./);
    const machine = cloud.resources.list().find(({ type }) => type === "AWS::StepFunctions::StateMachine")!;
    const dimensions = { StateMachineArn: machine.id };
    expect(cloud.metrics.total({ namespace: "AWS/States", name: "ExecutionsFailed", dimensions })).toBe(1);
  });
});
