jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { ArmClient } from "../../../clients/azure/arm-client";
import { ResourceGraph } from "../../../clients/azure/resource-graph";
import { type ArmAnswer, ArmServer } from "./arm-server";

let server: ArmServer;
beforeAll(async () => {
  server = await ArmServer.start();
});
afterAll(() => server.close());
beforeEach(() => {
  server.calls.length = 0;
  server.answers.length = 0;
});

const graph = () =>
  new ResourceGraph(
    new ArmClient({
      cloud: { resourceManager: server.url, audience: "https://management.azure.com" },
      credential: { getToken: async () => ({ token: "t", expiresOnTimestamp: Date.now() + 3_600_000 }) },
    }),
  );
const page = (
  ids: readonly string[],
  more: object = {},
  headers: Record<string, string> = {},
): ArmAnswer => ({
  status: 200,
  headers,
  body: {
    totalRecords: ids.length,
    count: ids.length,
    data: ids.map((id) => ({ id })),
    facets: [],
    resultTruncated: "false",
    ...more,
  },
});
const bodies = () => server.calls.map((call) => JSON.parse(call.slice(call.indexOf("{"))));
const query = "resources | project id";

test("all pages come, of up to 1,000 rows that are objects", async () => {
  server.answers.push(
    page(["a"], { totalRecords: 2, resultTruncated: "true", $skipToken: "t1" }),
    page(["b"], { totalRecords: 2 }),
  );
  const asked = graph();
  expect(await asked.query({ query, subscriptions: ["s"] })).toEqual([{ id: "a" }, { id: "b" }]);
  const options = { $top: 1000, resultFormat: "objectArray" };
  expect(bodies()).toEqual([
    { subscriptions: ["s"], query, options },
    { subscriptions: ["s"], query, options: { ...options, $skipToken: "t1" } },
  ]);
  expect(asked.pages).toBe(2);
  expect(server.calls[0]).toMatch(
    /^POST \/providers\/Microsoft.ResourceGraph\/resources\?api-version=2024-04-01 /,
  );
});

test("subscriptions go in groups of 300, none at all without a call, and all where none are named", async () => {
  const many = Array.from({ length: 601 }, (_, number) => `s${number}`);
  server.answers.push(page(["a"]), page(["b"]), page(["c"]), page(["d"]));
  expect(await graph().query({ query, subscriptions: many })).toHaveLength(3);
  expect(bodies().map(({ subscriptions }) => subscriptions.length)).toEqual([300, 300, 1]);
  expect(bodies().flatMap(({ subscriptions }) => subscriptions)).toEqual(many);
  expect(await graph().query({ query, subscriptions: [] })).toEqual([]);
  server.calls.length = 0;
  await graph().query({ query });
  expect(bodies()[0]).not.toHaveProperty("subscriptions");
});

test.each<[string, ArmAnswer[], RegExp]>([
  [
    "that is cut short without a token",
    [page(["a"], { resultTruncated: "true" })],
    /Azure says not where the rest is/,
  ],
  ["with fewer rows than there are", [page(["a"], { totalRecords: 5 })], /1 of 5 rows came/],
  ["with fewer rows than it counts", [page(["a"], { count: 2 })], /says 2 rows and has 1/],
  ["without rows", [page([], { data: { columns: [], rows: [] } })], /no list of rows/],
  ["that leads to itself", Array(3).fill(page(["a"], { $skipToken: "t" })), /leads to one before it/],
  [
    "of too many subscriptions",
    [page(["a"], {}, { "x-ms-tenant-subscription-limit-hit": "true" })],
    /more subscriptions than/,
  ],
])("an answer %s is an error, and never a whole one", async (_, answers, message) => {
  server.answers.push(...answers);
  await expect(graph().query({ query })).rejects.toThrow(message);
});

test("machines that come or go between two pages are no error", async () => {
  server.answers.push(page(["a"], { totalRecords: 2, $skipToken: "t1" }), page(["b"], { totalRecords: 3 }));
  expect(await graph().query({ query })).toHaveLength(2);
  server.answers.push(page(["a"], { totalRecords: 2, $skipToken: "t1" }), page([], { totalRecords: 1 }));
  expect(await graph().query({ query })).toHaveLength(1);
});

test("a quota that is used up is waited for, in the next query too, and a 429 passes", async () => {
  const asked = graph();
  const begin = performance.now();
  server.answers.push(
    page(
      ["a"],
      { totalRecords: 2, $skipToken: "t1" },
      { "x-ms-user-quota-remaining": "0", "x-ms-user-quota-resets-after": "00:00:07" },
    ),
    page(
      ["b"],
      { totalRecords: 2 },
      { "x-ms-user-quota-remaining": "0", "x-ms-user-quota-resets-after": "soon" },
    ),
    {
      status: 429,
      headers: { "retry-after": "3" },
      body: { error: { code: "RateLimiting", message: "Later." } },
    },
    page(["c"], {}, { "x-ms-user-quota-remaining": "14", "x-ms-user-quota-resets-after": "01:00:00" }),
    page(["d"]),
  );
  await asked.query({ query });
  expect(performance.now() - begin).toBeGreaterThan(6_900);
  await asked.query({ query });
  expect(performance.now() - begin).toBeGreaterThan(14_900);
  await asked.query({ query });
  expect(performance.now() - begin).toBeLessThan(60_000);
});

test("a refusal says which role is missing", async () => {
  server.answers.push({ status: 403, body: { error: { code: "AuthorizationFailed", message: "No." } } });
  await expect(graph().query({ query })).rejects.toThrow(/AuthorizationFailed: No.*role "Reader"/);
});
