jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { ArmClient, type ArmClientOptions, armId } from "../../../clients/azure/arm-client";
import {
  isHttpStatusError,
  isNetworkError,
  isNotFoundError,
  isRateLimitError,
  isTimeoutError,
} from "../../../core/errors";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";
import { ArmServer } from "./arm-server";

const TOKEN = "abcdefgh-opaque-token-of-entra-id";
let server: ArmServer;
let scopes: unknown[];

beforeAll(async () => {
  server = await ArmServer.start();
});
afterAll(() => server.close());
beforeEach(() => {
  server.calls.length = 0;
  server.answers.length = 0;
  scopes = [];
});

const client = (options: Partial<ArmClientOptions> = {}) =>
  new ArmClient({
    cloud: { resourceManager: server.url, audience: "https://management.usgovcloudapi.net" },
    credential: {
      getToken: async (scope) => {
        scopes.push(scope);
        return { token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    ...options,
  });
const path = armId("subscriptions", "s", "resourceGroups", "shop", "providers", "A.B", "servers", "db");
const call = { path, apiVersion: "2023-08-01" };
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error("nothing was thrown");
    },
    (error: Error) => error,
  );
const refusal = (status: number, code: string, message = "No.", headers = {}) => ({
  status,
  headers,
  body: { error: { code, message } },
});

test("every call has the version that was named and a token for the cloud's Resource Manager", async () => {
  server.answers.push((message) => ({
    status: 200,
    body: { id: "x", token: message.headers.authorization },
  }));
  expect(await client().get(call)).toEqual({ id: "x", token: `Bearer ${TOKEN}` });
  expect(server.calls).toEqual([`GET ${path}?api-version=2023-08-01`]);
  expect(scopes.flat()).toEqual(["https://management.usgovcloudapi.net/.default"]);
});

test("names are encoded, and a name that would lead elsewhere is refused before a call", () => {
  expect(armId("rules", "a b/c?d#e%")).toBe("/rules/a%20b%2Fc%3Fd%23e%25");
  for (const name of ["", ".", ".."])
    expect(() => armId("servers", "db", "rules", name)).toThrow(
      `'${name}' cannot be the name of a resource of Azure, in /servers/db/rules/${name}`,
    );
});

test("a path that is none of armId is refused before a call", async () => {
  const wrong = { path: "/servers/../db", apiVersion: "1" };
  expect((await caught(client().get(wrong))).message).toBe(
    "'/servers/../db' is no path of Azure Resource Manager",
  );
  expect(server.calls).toEqual([]);
});

describe("a list", () => {
  test("goes over all pages by absolute links", async () => {
    server.answers.push(
      { status: 200, body: { value: [{ id: "1" }], nextLink: `${server.url}/next?$skiptoken=1` } },
      { status: 200, body: { value: [], nextLink: `${server.url}/next?Api-Version=7` } },
      { status: 200, body: { value: [{ id: "2" }] } },
    );
    expect(await client().list(call)).toEqual([{ id: "1" }, { id: "2" }]);
    expect(server.calls.slice(1)).toEqual([
      "GET /next?%24skiptoken=1&api-version=2023-08-01",
      "GET /next?Api-Version=7",
    ]);
  });

  test.each([
    "https://elsewhere.example/next",
    "http://127.0.0.1/next",
    "https://127.0.0.1:1/next",
    "//x/next",
  ])("does not follow a link to %s with its token", async (nextLink) => {
    server.answers.push({ status: 200, body: { value: [], nextLink } });
    expect((await caught(client().list(call))).message).toMatch(
      /leads to 'https?:\/\/[^/]+', away from https:\/\/127.0.0.1:\d+; the link is not followed$/,
    );
    expect(server.calls).toHaveLength(1);
  });

  test("that leads back is an error", async () => {
    const page = { status: 200, body: { value: [], nextLink: `${server.url}/next?api-version=1` } };
    server.answers.push(page, page, page);
    expect((await caught(client().list(call))).message).toMatch(
      /does not end: page 2 leads to one before it/,
    );
  });

  test.each([{ value: "x" }, { value: [1] }, [], "<html>"])(
    "that is none is an error, never an empty list: %p",
    async (body) => {
      server.answers.push({ status: 200, body });
      expect((await caught(client().list(call))).message).toMatch(
        /^Azure Resource Manager answered 200 to GET \/subscriptions\/.*instead of a list of resources/,
      );
    },
  );
});

describe("an error", () => {
  test("is one line with code, message, resource and request id", async () => {
    const id = { "x-ms-request-id": "r-1" };
    server.answers.push(refusal(404, "ResourceNotFound", "It is\nnot there.", id));
    const error = await caught(client().get({ ...call, hint: (code) => `Advice on ${code}` }));
    expect(isNotFoundError(error)).toBe(true);
    expect(error.message).toBe(
      `Azure Resource Manager answered 404 to GET ${path}: ResourceNotFound: It is not there (request id r-1). Advice on ResourceNotFound`,
    );
    expect((error as { tokens?: string[] }).tokens).toEqual(["ResourceNotFound"]);
  });

  test("of an old service has its code beside the message", async () => {
    server.answers.push({ status: 400, body: { code: "40613", message: "old" } });
    expect((await caught(client().get(call))).message).toMatch(/: 40613: old$/);
  });

  test("that is no JSON shows how it begins", async () => {
    server.answers.push({ status: 403, body: "<html>blocked\nby a proxy" });
    expect((await caught(client().get(call))).message).toMatch(/answered 403 .*: <html>blocked by a proxy$/);
  });

  test("never holds the token, whatever the service quotes", async () => {
    server.answers.push(refusal(400, "Odd", `You sent Bearer ${TOKEN}, that is ${TOKEN}`));
    const error = await caught(client().get(call));
    expect(error.message).toContain("Odd");
    expect(JSON.stringify([error.message, String(error.cause), error.stack])).not.toContain(TOKEN);
  });

  test("of a credential names the cloud and not more than its first line", async () => {
    const credential = { getToken: () => Promise.reject(new Error("expired\ntrace")) };
    expect((await caught(client({ credential }).get(call))).message).toBe(
      `Azure credentials: no token for ${server.url}: expired`,
    );
    expect(server.calls).toEqual([]);
  });
});

describe("a call that Azure does not take now", () => {
  test.each([429, 500, 502, 503, 504, 408])("is made again after %i", async (status) => {
    server.answers.push(refusal(status, "Busy"), refusal(status, "Busy"), { status: 200, body: { id: "x" } });
    await client().put(call, { properties: {} });
    expect(server.calls).toEqual(Array(3).fill(`PUT ${path}?api-version=2023-08-01 {"properties":{}}`));
  });

  test("is made again when the connection broke", async () => {
    server.answers.push("break", { status: 204 });
    expect(await client().delete(call)).toBe(false);
    expect(server.calls).toHaveLength(2);
  });

  test("waits as long as Retry-After says", async () => {
    const before = performance.now();
    server.answers.push(refusal(429, "SubscriptionTooManyRequests", "Slow.", { "retry-after": "40" }), {
      status: 200,
      body: { id: "x" },
    });
    await client().get(call);
    expect(performance.now() - before).toBeGreaterThanOrEqual(40_000);
  });

  test("is given up at once when Retry-After leads past the time of the call", async () => {
    server.answers.push(refusal(429, "SubscriptionTooManyRequests", "Slow.", { "retry-after": "3600" }));
    const error = await caught(client().get(call));
    expect(isRateLimitError(error)).toBe(true);
    expect(error).toMatchObject({ retryAfterInSeconds: 3600 });
    expect(server.calls).toHaveLength(1);
  });

  test("is given up when the storm outlasts the time of the call", async () => {
    server.answers.push(...Array(50).fill(refusal(429, "TooMany", "Slow.", { "retry-after": "17" })));
    const before = performance.now();
    const error = await caught(client({ totalTimeoutInSeconds: 100 }).get(call));
    expect(isRateLimitError(error)).toBe(true);
    expect(performance.now() - before).toBeLessThan(100_000);
    expect(server.calls.length).toBeLessThanOrEqual(6);
  });

  test.each([400, 401, 403, 404, 409, 412])("is not made again after %i", async (status) => {
    server.answers.push(refusal(status, "No"));
    expect(isHttpStatusError(await caught(client().put(call, {})))).toBe(true);
    expect(server.calls).toHaveLength(1);
  });

  test("is made again after a refusal that passes by itself", async () => {
    server.answers.push(refusal(409, "OperationInterrupted"), { status: 200, body: { id: "x" } });
    await client().put({ ...call, isPassing: (code) => code === "OperationInterrupted" }, {});
    expect(server.calls).toHaveLength(2);
  });

  test("ends with the caller's signal, also within a pause", async () => {
    const stop = new AbortController();
    server.answers.push(() => {
      setImmediate(() => stop.abort(new Error("enough")));
      return refusal(429, "TooMany", "Slow.", { "retry-after": "60" });
    });
    const error = await caught(client().get({ ...call, signal: stop.signal }));
    expect(isNetworkError(error)).toBe(true);
    expect(error.message).toBe(`GET ${path}: stopped by the caller's signal`);
  });
});

describe("a long-running operation", () => {
  const link = (name: string) => `${server.url}/operations/${name}?api-version=1`;

  test("by Azure-AsyncOperation is waited for, and the resource is read then", async () => {
    server.answers.push(
      {
        status: 201,
        headers: { "azure-asyncoperation": link("1"), "retry-after": "0" },
        body: { id: "old" },
      },
      { status: 200, headers: { "retry-after": "0" }, body: { status: "InProgress" } },
      { status: 200, headers: { "retry-after": "0" }, body: { status: "Running" } },
      { status: 200, body: { status: "Succeeded" } },
      { status: 200, body: { id: "new" } },
    );
    expect(await client().put(call, {})).toEqual({ id: "new" });
    expect(server.calls.slice(1)).toEqual([
      ...Array(3).fill("GET /operations/1?api-version=1"),
      `GET ${path}?api-version=2023-08-01`,
    ]);
  });

  test("by Location is waited for, and its end is the resource", async () => {
    server.answers.push(
      { status: 202, headers: { location: link("2") } },
      { status: 202, headers: { location: link("3") } },
      { status: 200, body: { id: "made" } },
    );
    expect(await client().put(call, {})).toEqual({ id: "made" });
    expect(server.calls.slice(1)).toEqual([
      "GET /operations/2?api-version=1",
      "GET /operations/3?api-version=1",
    ]);
  });

  test("of a deletion ends without a body", async () => {
    server.answers.push({ status: 202, headers: { location: link("4") } }, { status: 204 });
    expect(await client().delete(call)).toBe(true);
  });

  test.each(["Failed", "Canceled"])("that ended as %s is an error with code and message", async (status) => {
    server.answers.push(
      { status: 202, headers: { "azure-asyncoperation": link("5") } },
      { status: 200, body: { status, error: { code: "SubnetGone", message: "The subnet is gone." } } },
    );
    const error = await caught(client().put({ ...call, hint: () => "Look at it" }, {}));
    expect(error.name).toBe("ArmOperationError");
    expect(error.message).toBe(
      `Azure Resource Manager: PUT ${path} ended as ${status.toLowerCase()}: SubnetGone: The subnet is gone. Look at it`,
    );
    expect(error).toMatchObject({ code: "SubnetGone" });
  });

  test("whose Location ends in an error is that error", async () => {
    server.answers.push({ status: 202, headers: { location: link("6") } }, refusal(400, "Bad", "Wrong."));
    expect((await caught(client().put(call, {}))).message).toMatch(/answered 400 to GET .*: Bad: Wrong$/);
  });

  test("that does not end is given up after its time", async () => {
    server.answers.push({ status: 202, headers: { location: link("7") } });
    for (let looks = 0; looks < 300; looks++)
      server.answers.push({ status: 202, headers: { location: link("7"), "retry-after": "0" } });
    const error = await caught(client({ operationTimeoutInSeconds: 120 }).delete(call));
    expect(error.message).toMatch(
      /was still under way after 120 s\. It may still be carried out: look at the activity log/,
    );
    expect(server.calls.length).toBeLessThan(80);
  });

  test("is not followed to another host", async () => {
    server.answers.push({ status: 202, headers: { "azure-asyncoperation": "https://elsewhere.example/1" } });
    expect((await caught(client().put(call, {}))).message).toMatch(/leads to 'https:\/\/elsewhere.example'/);
  });
});

test("an address without TLS is refused before a token is asked for", async () => {
  const cloud = { resourceManager: server.url.replace("https:", "http:"), audience: "https://x" };
  expect((await caught(client({ cloud }).get(call))).message).toMatch(/not permitted for non-TLS protected/);
  expect(scopes).toEqual([]);
});

test("a certificate that is not trusted is an error that names the setting", async () => {
  const { certificate, privateKey } = new CertificateAuthority().issue(["127.0.0.1"]);
  const stranger = createHttpsServer({ cert: certificate, key: privateKey });
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  const { port } = stranger.address() as AddressInfo;
  const cloud = { resourceManager: `https://127.0.0.1:${port}`, audience: "https://x" };
  const error = await caught(client({ cloud }).get(call));
  stranger.close();
  expect(isNetworkError(error)).toBe(true);
  expect(error.message).toMatch(/is not trusted .*NODE_EXTRA_CA_CERTS/);
});

test("packages that are not installed are named with what needs them", () => {
  jest.isolateModules(() => {
    jest.doMock("@azure/core-rest-pipeline", () => {
      throw Object.assign(new Error("Cannot find module '@azure/core-rest-pipeline'"), {
        code: "MODULE_NOT_FOUND",
      });
    });
    const { ArmClient: Client } = require("../../../clients/azure/arm-client");
    const options = {
      cloud: { resourceManager: "https://a.example", audience: "https://x" },
      credential: {},
    };
    expect(() => new Client({ ...options, of: "illumio-iac sql-sync" })).toThrow(
      "illumio-iac sql-sync needs the packages @azure/core-rest-pipeline and @azure/identity: npm install @azure/core-rest-pipeline @azure/identity",
    );
  });
  jest.dontMock("@azure/core-rest-pipeline");
});

test("an answer that does not come in time is a TimeoutError", async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const cloud = { resourceManager: `https://127.0.0.1:${port}`, audience: "https://x" };
  const options = { cloud, tryTimeoutInSeconds: 0.02, totalTimeoutInSeconds: 0.03 };
  const error = await caught(client(options).get(call));
  silent.close();
  expect(isTimeoutError(error)).toBe(true);
  expect(error.message).toMatch(/did not answer in time/);
});
