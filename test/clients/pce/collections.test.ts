import { isTimeoutError } from "../../../core/errors";
import { type Act, answer } from "../http/scripted-server";
import { all, clientOf, closeAll, failureOf, requestsOf, scriptedPce, startPce } from "./fixtures";

afterEach(closeAll);

const rows = (count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, n) => ({ href: `/orgs/1/labels/${n}` })));
const sync = (count: number, total?: number): Act =>
  answer(200, rows(count), total === undefined ? {} : { "x-total-count": String(total) });
const accepted = (location = "/orgs/1/jobs/1"): Act => answer(202, "", { location, "retry-after": "0" });
const job = (status: string, result: object = {}): Act =>
  answer(200, JSON.stringify({ href: "/orgs/1/jobs/1", status, result }));
const done = job("done", { href: "/orgs/1/datafiles/1" });

test("reads more than 500 objects through a job", async () => {
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

test("reads up to 499 objects with one call", async () => {
  const { server, connection } = await scriptedPce([sync(499, 9999)]);
  expect(await all(clientOf(connection).listLabels())).toHaveLength(499);
  expect(server.seen).toHaveLength(1);
});

test("believes that exactly 500 are all when the total says so", async () => {
  const { server, connection } = await scriptedPce([sync(500, 500)]);
  expect(await all(clientOf(connection).listLabels())).toHaveLength(500);
  expect(server.seen).toHaveLength(1);
});

test.each([[501], [undefined]])("reads 500 objects of a total of %s again through a job", async (total) => {
  const script = [sync(500, total), accepted(), job("pending"), job("running"), done, answer(200, rows(501))];
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
});

test("asks for a job at once when told to", async () => {
  const { server, connection } = await scriptedPce([accepted(), done, answer(200, rows(3))]);
  expect(await all(clientOf(connection).listLabels({}, { asJob: true }))).toHaveLength(3);
  expect(server.seen).toHaveLength(3);
});

test.each([
  "/orgs/1/jobs/1",
  "/api/v2/orgs/1/jobs/1",
  "https://pce.elsewhere.example:9443/api/v2/orgs/1/jobs/1",
])("finds the job at %s on the same PCE", async (location) => {
  const { server, connection } = await scriptedPce([accepted(location), done, answer(200, rows(3))]);
  await all(clientOf(connection).listLabels({}, { asJob: true }));
  expect(server.seen[1]?.url).toBe("/api/v2/orgs/1/jobs/1");
});

test("waits as long as the PCE wants between two looks at a job", async () => {
  const slowly = answer(202, "", { location: "/orgs/1/jobs/1", "retry-after": "1" });
  const { server, connection } = await scriptedPce([slowly, done, answer(200, rows(3))]);
  await all(clientOf(connection).listLabels({}, { asJob: true }));
  expect(server.seen[1]!.at - server.seen[0]!.at).toBeGreaterThanOrEqual(950);
});

test("a job that failed is an error with the PCE's reason", async () => {
  const { connection } = await scriptedPce([accepted(), job("failed", { message: "out of memory" })]);
  const error = await failureOf(all(clientOf(connection).listLabels({}, { asJob: true })));
  expect(error.message).toBe(
    "PCE ended job /orgs/1/jobs/1 (GET /orgs/1/labels) with status 'failed': out of memory",
  );
});

test("a job that never ends is given up at the deadline", async () => {
  const { connection } = await scriptedPce([accepted(), job("running")]);
  const client = clientOf(connection, { jobTimeoutInSeconds: 0.5 });
  const error = await failureOf(all(client.listLabels({}, { asJob: true })));
  expect(isTimeoutError(error)).toBe(true);
  expect(error.message).toBe(
    "PCE did not finish job /orgs/1/jobs/1 (GET /orgs/1/labels) within 0.5 s. If it needs longer, raise jobTimeoutInSeconds of the client",
  );
});

test("a signal ends the waiting for a job", async () => {
  const controller = new AbortController();
  const { connection } = await scriptedPce([
    accepted(),
    (request, response) => {
      job("running")(request, response);
      controller.abort();
    },
  ]);
  const client = clientOf(connection).withSignal(controller.signal);
  const error = await failureOf(all(client.listLabels({}, { asJob: true })));
  expect(error.message).toContain("stopped by the caller's signal");
});

test("a plain answer to the question for a job is refused, because it may be cut", async () => {
  const { connection } = await scriptedPce([sync(500, 501)]);
  const error = await failureOf(all(clientOf(connection).listLabels()));
  expect(error.message).toContain("a plain answer is cut at 500 objects");
});

test("an object in the place of an array is refused", async () => {
  const { connection } = await scriptedPce([answer(200, '{"rows":[]}')]);
  const error = await failureOf(all(clientOf(connection).listLabels()));
  expect(error.message).toContain("instead of a JSON array");
});

test("the signal of a client and the one given later both end its calls", async () => {
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
