import { readdirSync } from "node:fs";
import path from "node:path";
import { request } from "undici";
import type { PceSimulator } from "../../../sandbox/pce";
import { findCollection, loadCollections } from "../../../sandbox/pce/load-collections";
import { RateLimit } from "../../../sandbox/pce/rate-limit";
import { basic, type Call, startWithCall } from "./pce-call";

describe("the API of the PCE simulator", () => {
  let pce: PceSimulator;
  let call: Call;
  let close: () => Promise<void>;
  beforeAll(async () => ({ pce, call, close } = await startWithCall({ orgId: 7, version: "24.2.1" })));
  afterAll(() => close());

  test("is not reached by a client that does not trust its CA", async () => {
    await expect(request(`${pce.url}/api/v2/noop`)).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/),
    });
  });

  test("answers 401 without a key, with a wrong secret, and with an unknown or revoked name", async () => {
    const other = pce.createApiKey();
    expect((await call("GET", "/noop", { authorization: basic(other.username, other.secret) })).status).toBe(
      204,
    );
    pce.revokeApiKey(other.username);
    const bad = [
      "",
      "Bearer x",
      basic(pce.apiKeyUsername, "wrong"),
      basic(pce.apiKeyUsername.replace("api_", ""), pce.apiKeySecret),
      basic(other.username, other.secret),
    ];
    for (const authorization of bad) {
      expect((await call("GET", "/noop", { authorization })).status).toBe(401);
    }
  });

  test("answers 403 for another org and 404 for an unknown path", async () => {
    expect((await call("GET", "/orgs/1/labels")).status).toBe(403);
    expect((await call("GET", "/orgs/0/labels")).status).toBe(403);
    expect((await call("GET", "/orgs/7/nonsense")).status).toBe(404);
    expect((await call("GET", "/orgs/7")).status).toBe(404);
    expect((await call("GET", "/orgs/7/labels/1/more")).status).toBe(404);
    expect((await call("PATCH", "/orgs/7/labels/1")).status).toBe(405);
    expect((await call("POST", "/orgs/7/labels", { body: "{" })).status).toBe(400);
  });

  test("answers the probes, node_available without a key", async () => {
    expect((await call("GET", "/node_available", { authorization: "" })).status).toBe(200);
    expect((await call("GET", "/health")).json).toMatchObject([{ status: "normal" }]);
    expect((await call("GET", "/product_version")).json).toMatchObject({
      version: "24.2.1",
      long_display: expect.stringMatching(/^24\.2\.1-\d+$/),
    });
    const settings = await call("GET", "/orgs/7/settings/workloads");
    expect(settings.json.href).toBe("/orgs/7/settings/workloads");
  });

  test.each([
    "vens",
    "pairing_profiles",
    "container_clusters",
    "container_workloads",
    "service_bindings",
    "security_principals",
    "auth_security_principals",
    "permissions",
    "roles",
    "network_enforcement_nodes",
    "vulnerabilities",
    "vulnerability_reports",
    "events",
    "traffic_flows/async_queries",
    ...["draft", "active"].flatMap((version) =>
      [
        "label_groups",
        "ip_lists",
        "services",
        "virtual_services",
        "virtual_servers",
        "rule_sets",
        "enforcement_boundaries",
      ].map((name) => `sec_policy/${version}/${name}`),
    ),
  ])("lists %s", async (collection) => {
    const answer = await call("GET", `/orgs/7/${collection}?max_results=0`);
    expect(answer).toMatchObject({ status: 200, json: [] });
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.headers["x-total-count"]).toMatch(/^\d+$/);
  });

  test.each([
    ["GET", "/../v9/orgs/7/labels", 404],
    ["POST", "/orgs/7/vens", 405],
    ["DELETE", "/orgs/7/vens/00000000-0000-4000-8000-000000000000", 405],
  ])("answers %s %s with %d", async (method, target, status) => {
    expect((await call(method, target, method === "POST" ? { body: {} } : {})).status).toBe(status);
  });

  test("has no pending change in the policy", async () => {
    expect((await call("GET", "/orgs/7/sec_policy/pending")).json).toEqual({});
  });

  test("records the calls", async () => {
    const before = pce.counters.requests;
    await call("GET", "/orgs/7/labels?key=env");
    expect(pce.requests.at(-1)).toEqual({
      method: "GET",
      path: "/api/v2/orgs/7/labels",
      query: "key=env",
      status: 200,
    });
    expect(pce.counters.requests).toBe(before + 1);
  });
});

describe("collections", () => {
  test("are served when they are a file in the folder", () => {
    const files = readdirSync(path.join(__dirname, "../../../sandbox/pce/collections"));
    expect(loadCollections()).toHaveLength(files.length);
  });

  test("are preferred to empty ones of the same path, and longer paths to shorter ones", () => {
    const answer = () => ({ status: 200 });
    const [real, empty, pending] = [
      "sec_policy/:pversion/rule_sets",
      "sec_policy/:pversion/rule_sets",
      "sec_policy",
    ].map((collection) => ({ path: collection, answer }));
    const match = findCollection([pending!, real!, empty!], ["sec_policy", "draft", "rule_sets", "7"]);
    expect(match?.collection).toBe(real);
    expect(match).toMatchObject({ rest: ["7"], params: { pversion: "draft" } });
    expect(findCollection([real!], ["sec_policy"])).toBeUndefined();
  });
});

describe("the rate limit", () => {
  test("answers 429 with the documented token to the call past the limit, for each key by itself", async () => {
    const { pce, call, close } = await startWithCall({ callsPerMinute: 3 });
    for (let i = 0; i < 3; i++) expect((await call("GET", "/noop")).status).toBe(204);
    const refused = await call("GET", "/noop");
    expect(refused).toMatchObject({ status: 429, json: [{ token: "too_many_requests_error" }] });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    const other = pce.createApiKey();
    expect((await call("GET", "/noop", { authorization: basic(other.username, other.secret) })).status).toBe(
      204,
    );
    await close();
  });

  test("is 500 calls in a minute unless told otherwise", async () => {
    const { call, close } = await startWithCall();
    const statuses: number[] = [];
    for (let i = 0; i < 501; i++) statuses.push((await call("GET", "/noop")).status);
    expect(statuses).toEqual([...new Array<number>(500).fill(204), 429]);
    await close();
  });

  test("slides over any minute", () => {
    let now = 0;
    const limit = new RateLimit(2, () => now);
    expect(limit.take("a")).toBeUndefined();
    now = 30_000;
    expect(limit.take("a")).toBeUndefined();
    expect(limit.take("a")).toBe(30);
    expect(limit.take("b")).toBeUndefined();
    now = 59_999;
    expect(limit.take("a")).toBe(1);
    now = 60_000;
    expect(limit.take("a")).toBeUndefined();
    expect(limit.take("a")).toBe(30);
  });
});
