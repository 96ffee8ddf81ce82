import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { PceSimulator } from "../../../sandbox/pce";
import { type Call, startWithCall } from "./pce-call";

const path = "/orgs/1/workloads";

describe("bulk calls of the PCE simulator", () => {
  let pce: PceSimulator;
  let call: Call;
  let close: () => Promise<void>;
  beforeEach(async () => ({ pce, call, close } = await startWithCall()));
  afterEach(() => close());

  const named = (...names: string[]) => names.map((name) => ({ name }));
  const bulk = (what: string, body: unknown) => call("PUT", `${path}/bulk_${what}`, { body });
  const hrefs = async (...names: string[]) =>
    (await bulk("create", named(...names))).json.map(({ href }: { href: string }) => href);

  test("create item by item, in order, and continue after an item that fails", async () => {
    const { status, json } = await bulk("create", [{ name: "a" }, { description: "no name" }, { name: "c" }]);
    expect(status).toBe(200);
    expect(json).toEqual([
      { href: expect.stringContaining("/orgs/1/workloads/"), status: "created" },
      expect.objectContaining({
        href: "",
        token: "input_validation_error",
        errors: [expect.objectContaining({ token: "input_validation_error" })],
      }),
      { href: expect.stringContaining("/orgs/1/workloads/"), status: "created" },
    ]);
    expect(pce.store.table("workloads").size).toBe(2);
  });

  test("update by href, and report items that do not exist", async () => {
    const [a, b] = await hrefs("a", "b");
    pce.pairVen(b);
    const gone = `${path}/00000000-0000-4000-8000-000000000000`;
    const { json } = await bulk("update", [
      { href: a, hostname: "new" },
      { href: b, hostname: "new" },
      { href: gone, name: "x" },
    ]);
    expect(json).toMatchObject([
      { href: a, status: "updated" },
      { href: b, errors: [{ token: "input_validation_error" }] },
      { href: gone, errors: [{ token: "not_found_error" }] },
    ]);
    expect((await call("GET", a)).json.hostname).toBe("new");
  });

  test("delete with entries for failures only, also what the query of a collection URI finds", async () => {
    const [a, b, c] = await hrefs("a", "b", "c");
    const pair = { external_data_set: "iac", external_data_reference: "i-1" };
    await call("POST", path, { body: { name: "d", ...pair } });
    pce.pairVen(c);
    expect((await bulk("delete", [{ href: a }])).json).toEqual([]);
    const byPair = `${path}?${new URLSearchParams(pair)}`;
    const { json } = await bulk("delete", [
      { href: b },
      { href: c },
      { href: a },
      { href: byPair },
      { href: path },
    ]);
    expect(json).toMatchObject([
      { href: c, errors: [{ token: "method_not_allowed_error" }] },
      { href: a, errors: [{ token: "workload_already_deleted" }] },
      { href: path, errors: [{ token: "invalid_uri" }] },
    ]);
    expect((await call("GET", path)).json.map(({ name }: { name: string }) => name)).toEqual(["c"]);
  });

  test("accept only a list of at most 1000 items", async () => {
    const many = Array.from({ length: 1001 }, (_, index) => ({ name: `w${index}` }));
    expect((await bulk("create", many)).status).toBe(406);
    expect((await bulk("create", { workloads: [] })).status).toBe(406);
    expect(pce.store.table("workloads").size).toBe(0);
    expect((await bulk("create", many.slice(1))).json).toHaveLength(1000);
  });

  test("run one at a time: a second one in the meantime gets 429", async () => {
    const body = new PassThrough();
    const first = call("PUT", `${path}/bulk_create`, { body });
    body.write('[{"name":"a"}');
    while (pce.store.running.size === 0) await setImmediate();
    expect(await bulk("delete", [])).toMatchObject({
      status: 429,
      json: [{ token: "too_many_requests_error" }],
    });
    body.end("]");
    expect((await first).json).toMatchObject([{ status: "created" }]);
    expect((await bulk("create", named("c"))).status).toBe(200);
  });

  test("leave one event each, which names what was changed", async () => {
    const [a] = await hrefs("a", "b");
    await bulk("update", [{ href: a, name: "z" }]);
    await bulk("delete", [{ href: a }]);
    const { json } = await call("GET", "/orgs/1/events");
    expect(json.map((event: { event_type: string }) => event.event_type)).toEqual([
      "workloads.bulk_delete",
      "workloads.bulk_update",
      "workloads.bulk_create",
    ]);
    expect(json[1].resource_changes).toMatchObject([
      {
        change_type: "update",
        resource: { workload: { href: a } },
        changes: { name: { before: "a", after: "z" } },
      },
    ]);
    expect(json[2].resource_changes).toHaveLength(2);
  });
});
