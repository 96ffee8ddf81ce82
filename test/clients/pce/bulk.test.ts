jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { allSucceeded, mayHaveBeenApplied, type PceClient } from "../../../clients/pce";
import { isPartialFailureError } from "../../../core/errors";
import type { PceSimulator } from "../../../sandbox/pce";
import { type Act, answer, breakOff } from "../http/scripted-server";
import { all, clientOf, closeAll, failureOf, requestsOf, scriptedPce, startPce } from "./fixtures";

const names = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `w${n}` }));

const abortable = () => {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(new Error("enough")) };
};

describe("a PCE client", () => {
  let pce: PceSimulator;
  let client: PceClient;
  beforeEach(async () => {
    pce = await startPce();
    client = clientOf(pce);
  });
  afterEach(closeAll);

  const bulkCalls = async (...others: PceClient[]) =>
    (await requestsOf(pce, client, ...others))
      .filter(({ path }) => path.includes("/bulk_"))
      .map(({ path, status }) => `${path.split("/").pop()} ${status}`);

  test("creates, updates and deletes any number of workloads, 1000 per bulk call", async () => {
    const created = allSucceeded("creating workloads", await client.bulkCreateWorkloads(names(2001)), String);
    expect(new Set(created).size).toBe(2001);
    const updates = created.map((href, n) => ({ href, description: `number ${n}` }));
    expect(allSucceeded("updating", await client.bulkUpdateWorkloads(updates), String)).toEqual(created);
    const found = await all(client.listWorkloads());
    const byHref = new Map(found.map(({ href, name, description }) => [href, [name, description]]));
    expect(created.map((href) => byHref.get(href))).toEqual(created.map((_, n) => [`w${n}`, `number ${n}`]));
    expect(allSucceeded("deleting", await client.bulkDeleteWorkloads(created), String)).toEqual(created);
    expect(await all(client.listWorkloads())).toEqual([]);
    expect(await bulkCalls()).toEqual(
      ["create", "update", "delete"].flatMap((name) => new Array<string>(3).fill(`bulk_${name} 200`)),
    );
  });

  test("sends nothing when the list is empty", async () => {
    expect(await client.bulkCreateWorkloads([])).toEqual([]);
    expect(client.calls).toBe(0);
  });

  test("matches each failure of a bulk create to its item", async () => {
    const { href: label } = await client.createLabel({ key: "role", value: "web" });
    const workloads = [
      { name: "good" },
      { name: "bad", interfaces: [{ name: "eth0", address: "10.0.0.1/24" }] },
      { name: "also good", labels: [{ href: label }] },
      { description: "neither name nor hostname" },
    ];
    const results = await client.bulkCreateWorkloads(workloads);
    expect(results.map(({ href }) => href !== undefined)).toEqual([true, false, true, false]);
    expect(results[1]?.error?.token).toBe("input_validation_error");
    const error = await failureOf(
      Promise.resolve().then(() =>
        allSucceeded("creating workloads", results, (n) => workloads[n]?.name ?? `#${n}`),
      ),
    );
    expect(isPartialFailureError(error) && error.failures.map(({ item }) => item)).toEqual(["bad", "#3"]);
    expect(error.message).toMatch(
      /^creating workloads: 2 of 4 failed\n {2}bad: .*\[input_validation_error\]\n {2}#3: /,
    );
  });

  test("matches each failure of a bulk update to its item", async () => {
    const hrefs = allSucceeded("creating", await client.bulkCreateWorkloads(names(4)), String);
    pce.failNext({ fault: "partial", items: [1, 3] });
    const results = await client.bulkUpdateWorkloads(hrefs.map((href) => ({ href, description: "new" })));
    expect(results.map(({ href, error }) => href ?? error?.token)).toEqual([
      hrefs[0],
      "injected_failure",
      hrefs[2],
      "injected_failure",
    ]);
  });

  test("reports a workload with a VEN in a bulk delete, and counts one that is gone as a success", async () => {
    const hrefs = allSucceeded("creating", await client.bulkCreateWorkloads(names(3)), String);
    pce.pairVen(hrefs[1]!);
    await client.deleteWorkload(hrefs[2]!);
    const results = await client.bulkDeleteWorkloads(hrefs);
    expect(results.map(({ href, error }) => href ?? error?.token)).toEqual([
      hrefs[0],
      "method_not_allowed_error",
      hrefs[2],
    ]);
  });

  test("sends bulk calls of one org one at a time across all clients of the process", async () => {
    const other = clientOf(pce);
    await Promise.all([
      client.bulkCreateWorkloads(names(50)),
      other.bulkCreateWorkloads(names(50)),
      client.bulkCreateWorkloads(names(50)),
    ]);
    expect(await bulkCalls(other)).toEqual(new Array<string>(3).fill("bulk_create 200"));
  });

  test("waits and sends again when a bulk call of another process runs", async () => {
    pce.failNext({ path: /bulk_create/, fault: "429", retryAfterInSeconds: 0 });
    await client.bulkCreateWorkloads(names(2));
    expect(await bulkCalls()).toEqual(["bulk_create 429", "bulk_create 200"]);
  });

  test("creates nothing twice when the answer is lost", async () => {
    pce.failNext({ path: /bulk_create/, fault: "lost" });
    const error = await failureOf(client.bulkCreateWorkloads(names(2)));
    expect(mayHaveBeenApplied(error)).toBe(true);
    expect(await bulkCalls()).toEqual(["bulk_create 0"]);
    expect(await all(client.listWorkloads())).toHaveLength(2);
  });

  test.each(["502", "503"])("creates nothing twice when it gets %s", async (status) => {
    pce.failNext({ path: /bulk_create/, fault: "5xx", status: Number(status) });
    expect(mayHaveBeenApplied(await failureOf(client.bulkCreateWorkloads(names(2))))).toBe(true);
    expect(await bulkCalls()).toHaveLength(1);
  });

  test.each(["lost", "5xx", "reset"] as const)(
    "sends an update and a delete again after the fault %s",
    async (fault) => {
      const hrefs = allSucceeded("creating", await client.bulkCreateWorkloads(names(2)), String);
      pce.failNext({ path: /bulk_update/, fault });
      const updates = hrefs.map((href) => ({ href, description: "new" }));
      expect(allSucceeded("updating", await client.bulkUpdateWorkloads(updates), String)).toEqual(hrefs);
      pce.failNext({ path: /bulk_delete/, fault });
      expect(allSucceeded("deleting", await client.bulkDeleteWorkloads(hrefs), String)).toEqual(hrefs);
      expect(await all(client.listWorkloads())).toEqual([]);
    },
  );
});

describe("a signal", () => {
  afterEach(closeAll);

  test("ends a bulk call that waits for its turn, and nothing is sent", async () => {
    let arrived = () => {};
    const first = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let release = () => {};
    const hold: Act = (request, response) => {
      release = () => answer(200, "[]")(request, response);
      arrived();
    };
    const { server, connection } = await scriptedPce([hold, answer(200, "[]")]);
    const client = clientOf(connection);
    const running = client.bulkDeleteWorkloads(["/orgs/1/workloads/a"]);
    await first;
    const { signal, abort } = abortable();
    const waiting = failureOf(client.withSignal(signal).bulkDeleteWorkloads(["/orgs/1/workloads/b"]));
    const next = client.bulkDeleteWorkloads(["/orgs/1/workloads/c"]);
    abort();
    const error = await waiting;
    expect(error.message).toMatch(/^PUT \/orgs\/1\/workloads\/bulk_delete: stopped by the caller's signal/);
    expect((error.cause as Error).message).toBe("enough");
    expect(mayHaveBeenApplied(error)).toBe(false);
    expect(server.seen).toHaveLength(1);
    release();
    await Promise.all([running, next]);
    expect(server.seen.map(({ body }) => body)).toEqual([
      '[{"href":"/orgs/1/workloads/a"}]',
      '[{"href":"/orgs/1/workloads/c"}]',
    ]);
  });

  test("that is already aborted prevents the call", async () => {
    const { server, connection } = await scriptedPce([answer(200, "[]")]);
    const { signal, abort } = abortable();
    abort();
    const client = clientOf(connection).withSignal(signal);
    const error = await failureOf(client.bulkCreateWorkloads(names(1)));
    expect(mayHaveBeenApplied(error)).toBe(false);
    expect(server.seen).toHaveLength(0);
  });
});

test("a bulk create keeps the results of its first calls when a later one fails, and marks what was not sent", async () => {
  const created = names(1000).map((_, n) => ({ href: `/orgs/1/workloads/${n}`, status: "created" }));
  const { server, connection } = await scriptedPce([answer(200, JSON.stringify(created)), breakOff]);
  const results = await clientOf(connection).bulkCreateWorkloads(names(3000));
  const tokens = results.map(({ error }) => error?.token ?? "created");
  const times = (token: string) => new Array<string>(1000).fill(token);
  expect(tokens).toEqual([...times("created"), ...times("request_failed"), ...times("not_sent")]);
  expect(mayHaveBeenApplied(results[1000]?.error?.cause)).toBe(true);
  expect(server.seen).toHaveLength(2);
  await closeAll();
});

describe("bulk answers that cannot be matched", () => {
  afterEach(closeAll);

  test.each([
    [
      "too few entries for a create",
      (client: PceClient) => client.bulkCreateWorkloads(names(2)),
      '[{"href":"/orgs/1/workloads/a","status":"created"}]',
    ],
    [
      "an update without an entry for an item",
      (client: PceClient) => client.bulkUpdateWorkloads([{ href: "/orgs/1/workloads/a" }]),
      "[]",
    ],
    [
      "a delete with a failure of nobody",
      (client: PceClient) => client.bulkDeleteWorkloads(["/orgs/1/workloads/a", "/orgs/1/workloads/b"]),
      '[{"token":"t","message":"m"}]',
    ],
  ])("fail as a whole: %s", async (_name, call, body) => {
    const { connection } = await scriptedPce([answer(200, body)]);
    const error = await failureOf(call(clientOf(connection)));
    expect(error.message).toContain("cannot be matched to the items sent");
    expect(mayHaveBeenApplied(error)).toBe(true);
  });
});

describe("with odd hrefs", () => {
  afterEach(closeAll);

  test("a bulk call with several odd hrefs names each of them, and sends nothing", async () => {
    const { server, connection } = await scriptedPce([answer(500)]);
    const hrefs = ["labels/1", "/orgs/1/workloads/a", "/orgs/1/../x"];
    const odd =
      "workloads: 2 problems\n" +
      "  href[0]: must look like /orgs/1/labels/42, got 'labels/1'\n" +
      "  href[2]: must look like /orgs/1/labels/42, got '/orgs/1/../x'";
    const client = clientOf(connection);
    expect((await failureOf(client.bulkDeleteWorkloads(hrefs))).message).toBe(odd);
    const updates = hrefs.map((href) => ({ href }));
    expect((await failureOf(client.bulkUpdateWorkloads(updates))).message).toBe(odd);
    expect(server.seen).toHaveLength(0);
  });
});
