jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { isTimeoutError } from "../../../core/errors";
import { type Act, answer } from "../http/scripted-server";
import { all, clientOf, closeAll, failureOf, requestsOf, scriptedPce, startPce } from "./fixtures";

afterEach(closeAll);

const pauses = jest.requireMock<typeof import("node:timers/promises")>("node:timers/promises");

const rows = (count: number) =>
  JSON.stringify(
    Array.from({ length: count }, (_, n) => ({ href: `/orgs/1/labels/${n}`, key: "role", value: `v${n}` })),
  );
const sync = (count: number, total?: number): Act =>
  answer(200, rows(count), total === undefined ? {} : { "x-total-count": String(total) });
const accepted = (location = "/orgs/1/jobs/1"): Act => answer(202, "", { location, "retry-after": "0" });
const job = (status: string, result: object = {}): Act =>
  answer(200, JSON.stringify({ href: "/orgs/1/jobs/1", status, result }));
const done = job("done", { href: "/orgs/1/datafiles/1" });

test("a collection of more than 500 objects is read through a job", async () => {
  const pce = await startPce();
  const client = clientOf(pce);
  await client.bulkCreateWorkloads(Array.from({ length: 1203 }, (_, n) => ({ name: `w${n}` })));
  const before = (await requestsOf(pce, client)).length;
  const found = await all(client.listWorkloads());
  expect(new Set(found.map(({ href }) => href)).size).toBe(1203);
  const requests = (await requestsOf(pce, client)).slice(before);
  const calls = requests.map(({ path }) =>
    path.replace(/[0-9a-f-]{36}/, "ID").replace("/api/v2/orgs/1/", ""),
  );
  expect(calls.slice(0, 3)).toEqual(["workloads", "workloads", "jobs/ID"]);
  expect(calls.at(-1)).toBe("datafiles/ID");
});

test("a collection of up to 499 objects is read with one call", async () => {
  const { server, connection } = await scriptedPce([sync(499, 9999)]);
  expect(await all(clientOf(connection).listLabels())).toHaveLength(499);
  expect(server.seen).toHaveLength(1);
});

test("a collection of exactly 500 objects is complete when the total says so", async () => {
  const { server, connection } = await scriptedPce([sync(500, 500)]);
  expect(await all(clientOf(connection).listLabels())).toHaveLength(500);
  expect(server.seen).toHaveLength(1);
});

test.each([[501], [undefined]])(
  "a collection of 500 objects with a total of %s is read again through a job",
  async (total) => {
    const script = [
      sync(500, total),
      accepted(),
      job("pending"),
      job("running"),
      done,
      answer(200, rows(501)),
    ];
    const { server, connection } = await scriptedPce(script);
    expect(await all(clientOf(connection).listLabels({ key: "env" }))).toHaveLength(501);
    expect(server.seen.map(({ url }) => url)).toEqual([
      "/api/v2/orgs/1/labels?key=env",
      "/api/v2/orgs/1/labels?key=env",
      "/api/v2/orgs/1/jobs/1",
      "/api/v2/orgs/1/jobs/1",
      "/api/v2/orgs/1/jobs/1",
      "/api/v2/orgs/1/datafiles/1",
    ]);
  },
);

test("a collection is read through a job at once when the caller asks for it", async () => {
  const { server, connection } = await scriptedPce([accepted(), done, answer(200, rows(3))]);
  expect(await all(clientOf(connection).listLabels({}, { asJob: true }))).toHaveLength(3);
  expect(server.seen).toHaveLength(3);
});

test.each([
  "/orgs/1/jobs/1",
  "/api/v2/orgs/1/jobs/1",
  "https://pce.elsewhere.example:9443/api/v2/orgs/1/jobs/1",
])("a job at the location %s is read from the same PCE", async (location) => {
  const { server, connection } = await scriptedPce([accepted(location), done, answer(200, rows(3))]);
  await all(clientOf(connection).listLabels({}, { asJob: true }));
  expect(server.seen[1]?.url).toBe("/api/v2/orgs/1/jobs/1");
});

test("a job is polled as slowly as the PCE asks for", async () => {
  const slowly = answer(202, "", { location: "/orgs/1/jobs/1", "retry-after": "1" });
  const { server, connection } = await scriptedPce([slowly, done, answer(200, rows(3))]);
  await all(clientOf(connection).listLabels({}, { asJob: true }));
  expect(server.seen[1]!.at - server.seen[0]!.at).toBeGreaterThanOrEqual(950);
});

test("a job that failed throws an error with the PCE's reason", async () => {
  const { connection } = await scriptedPce([accepted(), job("failed", { message: "out of memory" })]);
  const error = await failureOf(all(clientOf(connection).listLabels({}, { asJob: true })));
  expect(error.message).toBe(
    "PCE ended job /orgs/1/jobs/1 (GET /orgs/1/labels) with status 'failed': out of memory",
  );
});

test("a job that never ends is abandoned at the deadline", async () => {
  const { connection } = await scriptedPce([accepted(), job("running")]);
  const client = clientOf(connection, { jobTimeoutInSeconds: 0.5 });
  const error = await failureOf(all(client.listLabels({}, { asJob: true })));
  expect(isTimeoutError(error)).toBe(true);
  expect(error.message).toBe(
    "PCE did not finish job /orgs/1/jobs/1 (GET /orgs/1/labels) within 0.5 s. If it needs longer, raise jobTimeoutInSeconds of the client",
  );
});

test("a signal ends the wait for a job", async () => {
  const controller = new AbortController();
  const { server, connection } = await scriptedPce([accepted(), job("running")]);
  const wait = pauses.setTimeout;
  const pause = jest.spyOn(pauses, "setTimeout").mockImplementationOnce((...options) => {
    const waiting = wait(...options);
    controller.abort();
    return waiting;
  });
  const client = clientOf(connection).withSignal(controller.signal);
  const error = await failureOf(all(client.listLabels({}, { asJob: true })));
  pause.mockRestore();
  expect(error.message).toMatch(/^waiting for job .*: stopped by the caller's signal$/);
  expect(server.seen).toHaveLength(1);
});

test("a plain answer to a request for a job is refused, because it may be incomplete", async () => {
  const { connection } = await scriptedPce([sync(500, 501)]);
  const error = await failureOf(all(clientOf(connection).listLabels()));
  expect(error.message).toContain("a plain answer is cut at 500 objects");
});

test("an object in place of an array is refused", async () => {
  const { connection } = await scriptedPce([answer(200, '{"rows":[]}')]);
  const error = await failureOf(all(clientOf(connection).listLabels()));
  expect(error.message).toContain("instead of a list of labels (it is an object, not a list)");
});

test("the signal of a client and one given later both end its calls", async () => {
  const { connection } = await scriptedPce([answer(200, "[]")]);
  const [first, second] = [new AbortController(), new AbortController()];
  const client = clientOf(connection, { signal: first.signal });
  const both = client.withSignal(second.signal);
  await both.health();
  expect(client.calls).toBe(1);
  second.abort();
  expect((await failureOf(both.health())).message).toContain("stopped");
  await client.health();
  first.abort();
  expect((await failureOf(client.health())).message).toContain("stopped");
});
