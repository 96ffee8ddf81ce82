jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import type { TrafficQuery } from "../../../clients/pce";
import { answer } from "../http/scripted-server";
import { all, clientOf, closeAll, failureOf, scriptedPce, startPce } from "./fixtures";

afterEach(closeAll);

const DAY: TrafficQuery = {
  start_date: new Date(Date.now() - 43_200_000),
  end_date: new Date(Date.now() + 43_200_000),
};

test("a traffic query returns uploaded flows with the labels of their workloads", async () => {
  const pce = await startPce();
  const client = clientOf(pce);
  const { href } = await client.createLabel({ key: "role", value: "web" });
  await client.createWorkload({
    name: "w",
    labels: [{ href }],
    interfaces: [{ name: "eth0", address: "10.0.0.1" }],
  });
  await client.uploadFlows(["10.0.0.1,10.0.0.2,443,6", "10.0.0.1,10.0.0.2,443,6", "10.0.0.3,10.0.0.2,53,17"]);
  const rows = await client.queryTraffic({ ...DAY, services: { include: [{ port: 443, proto: 6 }] } });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    src: { ip: "10.0.0.1", workload: { name: "w", labels: [{ key: "role", value: "web" }] } },
    dst: { ip: "10.0.0.2" },
    service: { port: 443, proto: 6 },
    num_connections: 2,
    policy_decision: "unknown",
  });
  const fromWeb = await client.queryTraffic({ ...DAY, sources: { include: [[{ label: { href } }]] } });
  expect(fromWeb.map(({ src }) => src.ip)).toEqual(["10.0.0.1"]);
});

test("a query that fails throws an error that names it", async () => {
  const pce = await startPce();
  pce.failNext({ method: "POST", path: /async_queries/, fault: "job" });
  const error = await failureOf(clientOf(pce).queryTraffic(DAY));
  expect(error.message).toMatch(
    /^PCE ended traffic query \/orgs\/1\/traffic_flows\/async_queries\/.* with status 'failed'$/,
  );
});

test("a query is posted again after a broken connection, because a second one does no harm", async () => {
  const pce = await startPce();
  pce.failNext({ method: "POST", path: /async_queries/, fault: "lost" });
  expect(await clientOf(pce).queryTraffic(DAY)).toEqual([]);
});

test("a result with the maximum number of rows is refused unless the query asked for that many", async () => {
  const rows = JSON.stringify(new Array(200_000).fill({ src: {}, dst: {} }));
  const script = [
    answer(202, '{"href":"/orgs/1/traffic_flows/async_queries/1","status":"queued"}'),
    answer(200, '{"status":"completed","result":"/orgs/1/traffic_flows/async_queries/1/download"}'),
    answer(200, rows),
  ];
  const whole = await scriptedPce(script);
  expect((await failureOf(clientOf(whole.connection).queryTraffic(DAY))).message).toContain(
    "it was probably cut",
  );
  const part = await scriptedPce(script);
  expect(await clientOf(part.connection).queryTraffic({ ...DAY, max_results: 200_000 })).toHaveLength(
    200_000,
  );
});

test.each(["2026-01-01", "yesterday", new Date(Number.NaN)])(
  "the value %s is refused as a point in time",
  async (start_date) => {
    const { server, connection } = await scriptedPce([answer(500)]);
    const error = await failureOf(
      Promise.resolve().then(() => clientOf(connection).queryTraffic({ ...DAY, start_date })),
    );
    expect(error.message).toContain("start_date: must be a full time such as 2026-01-02T03:04:05Z");
    expect(server.seen).toHaveLength(0);
  },
);

test("a traffic query tells everything that is wrong with it at once", async () => {
  const { connection } = await scriptedPce([answer(500)]);
  const query = { start_date: "yesterday", end_date: new Date(Number.NaN), max_results: 0 };
  const error = await failureOf(
    Promise.resolve().then(() => clientOf(connection).queryTraffic({ ...DAY, ...query })),
  );
  expect(error.message.split("\n")).toEqual([
    "traffic query: 3 problems",
    "  max_results: must be a whole number from 1 to 200000, got 0",
    "  start_date: must be a full time such as 2026-01-02T03:04:05Z, got 'yesterday'",
    "  end_date: must be a full time such as 2026-01-02T03:04:05Z, got 'Invalid Date'",
  ]);
});

test("a client lists events of one kind since a point in time", async () => {
  const pce = await startPce();
  const client = clientOf(pce);
  const { href } = await client.createLabel({ key: "role", value: "web" });
  await client.deleteLabel(href);
  const events = await all(
    client.listEvents({ event_type: "label.create", since: new Date(Date.now() - 60_000) }),
  );
  expect(events.map(({ event_type, status }) => [event_type, status])).toEqual([["label.create", "success"]]);
  expect(await all(client.listEvents({ since: new Date(Date.now() + 60_000) }))).toEqual([]);
});

test("a client reads the health of the cluster", async () => {
  expect(await clientOf(await startPce()).health()).toMatchObject([{ status: "normal" }]);
});

test.each([
  [200, true],
  [202, true],
  [404, false],
  [502, false],
])("a node that answers %d is available: %s, with one call", async (status, available) => {
  const { server, connection } = await scriptedPce([answer(status, "")]);
  expect(await clientOf(connection).nodeAvailable()).toBe(available);
  expect(server.seen).toHaveLength(1);
});

test.each([
  ["callsPerMinute", 0],
  ["tryTimeoutInSeconds", -1],
  ["totalTimeoutInSeconds", Number.NaN],
])("the option %s is refused when it is %d", async (name, value) => {
  const { connection } = await scriptedPce([answer(200)]);
  expect(() => clientOf(connection, { [name]: value })).toThrow(`${name}: must be a number above 0`);
});
