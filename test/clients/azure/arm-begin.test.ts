jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { ArmClient, armId, armPath } from "../../../clients/azure/arm-client";
import { isHttpStatusError, isNetworkError, isNotFoundError } from "../../../core/errors";
import { ArmServer } from "./arm-server";

let server: ArmServer;
beforeAll(async () => {
  server = await ArmServer.start();
});
afterAll(() => server.close());
beforeEach(() => {
  server.calls.length = 0;
  server.answers.length = 0;
});

const client = () =>
  new ArmClient({
    cloud: { resourceManager: server.url, audience: "https://management.azure.com" },
    credential: { getToken: async () => ({ token: "t0k3n", expiresOnTimestamp: Date.now() + 3_600_000 }) },
  });
const path = armId("subscriptions", "s", "providers", "A.B", "things", "x");
const call = { path, apiVersion: "1" };
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error("nothing was thrown");
    },
    (error: Error) => error,
  );

test("a change that is begun is not waited for, and its address has no host", async () => {
  server.answers.push({
    status: 201,
    headers: {
      "azure-asyncoperation": `${server.url}/operations/1?api-version=7&t=x%2By`,
      location: "/other",
    },
    body: { id: "x" },
  });
  expect(await client().begin("PUT", call, { a: 1 })).toEqual({
    resource: { id: "x" },
    operation: "/operations/1?api-version=7&t=x%2By",
  });
  expect(server.calls).toEqual([`PUT ${path}?api-version=1 {"a":1}`]);
  server.answers.push({ status: 202, headers: { location: "/operations/2" } }, { status: 204 });
  expect(await client().begin("POST", call)).toEqual({
    resource: undefined,
    operation: "/operations/2?api-version=1",
  });
  expect(await client().begin("DELETE", call)).toEqual({ resource: undefined, operation: undefined });
});

test("an operation that leads to another host is not kept", async () => {
  server.answers.push({ status: 202, headers: { location: "https://evil.example.com/operations/1" } });
  expect((await caught(client().begin("POST", call))).message).toContain("the link is not followed");
  expect((await caught(client().look(call, "https://evil.example.com/operations/1"))).message).toContain(
    "the link is not followed",
  );
  expect(server.calls).toHaveLength(1);
});

test("a POST is sent again when Azure refused it for its number, and never when it may have been carried out", async () => {
  server.answers.push(
    { status: 429, headers: { "retry-after": "1" } },
    { status: 202, headers: { location: "/o" } },
  );
  await client().begin("POST", call, {});
  expect(server.calls).toHaveLength(2);
  for (const answer of [{ status: 500 }, { status: 503 }, "break"] as const) {
    server.calls.length = 0;
    server.answers.length = 0;
    server.answers.push(answer);
    const error = await caught(client().begin("POST", call, {}));
    expect(isHttpStatusError(error) || (isNetworkError(error) && error.mayHaveBeenApplied)).toBe(true);
    expect(server.calls).toHaveLength(1);
  }
  server.answers.push({ status: 503 }, { status: 200, body: {} });
  await client().begin("PUT", call, {});
});

test("a question may be put again, and says what headers its answer has", async () => {
  server.answers.push({ status: 500 }, "break", {
    status: 200,
    headers: { "X-Quota": "3" },
    body: { data: [] },
  });
  const { answer, header } = await client().ask(call, { query: "q" });
  expect([answer, header("x-quota"), header("x-none")]).toEqual([{ data: [] }, "3", undefined]);
  expect(server.calls).toEqual(Array(3).fill(`POST ${path}?api-version=1 {"query":"q"}`));
});

test("a call takes parameters of its query", async () => {
  server.answers.push({ status: 200, body: { id: "x" } });
  await client().get({ ...call, query: { $expand: "instanceView" } });
  expect(server.calls).toEqual([`GET ${path}?%24expand=instanceView&api-version=1`]);
});

test.each([
  [{ status: 202 }, { state: "running" }],
  [{ status: 200, body: { status: "InProgress" } }, { state: "running" }],
  [
    { status: 200, body: { status: "Succeeded", properties: { output: { value: [] } } } },
    { state: "succeeded", output: { value: [] } },
  ],
  [
    { status: 200, body: { status: "Succeeded" } },
    { state: "succeeded", output: undefined },
  ],
  [
    { status: 200, body: { value: [1] } },
    { state: "succeeded", output: { value: [1] } },
  ],
  [{ status: 204 }, { state: "succeeded", output: undefined }],
  [
    { status: 200, body: { status: "Failed", error: { code: "VMExtensionError", message: "No." } } },
    { state: "failed", code: "VMExtensionError", message: "No." },
  ],
  [
    { status: 200, body: { status: "Canceled" } },
    { state: "failed", code: "canceled", message: "Azure gives no reason" },
  ],
])("one look at an operation reads %j", async (answer, expected) => {
  server.answers.push(answer);
  expect(await client().look(call, "/operations/1?api-version=7")).toEqual(expected);
  expect(server.calls).toEqual(["GET /operations/1?api-version=7"]);
});

test("an operation that Azure does not know is an error of its own", async () => {
  server.answers.push({ status: 404, body: { error: { code: "NotFound", message: "No." } } });
  expect(isNotFoundError(await caught(client().look(call, "/operations/1")))).toBe(true);
});

test("what a call says is secret stands in no error, also where Azure repeats it", async () => {
  server.answers.push({ status: 400, body: { error: { code: "Bad", message: "Wrong: c0de-of-the-pce." } } });
  const error = await caught(client().begin("PUT", { ...call, secrets: ["c0de-of-the-pce"] }, {}));
  expect(error.message).toMatch(/Bad: Wrong: (?!.*c0de)/);
});

test("an id of Azure is a path, with odd characters too", () => {
  expect(armPath("/subscriptions/S/resourceGroups/Büro (1)/providers/A.B/things/x")).toBe(
    "/subscriptions/S/resourceGroups/B%C3%BCro%20(1)/providers/A.B/things/x",
  );
  expect(() => armPath("/subscriptions/s/../t")).toThrow("'..' cannot be the name of a resource of Azure");
});
