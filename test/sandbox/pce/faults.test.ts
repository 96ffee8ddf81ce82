import type { PceSimulator } from "../../../sandbox/pce";
import { type Call, startWithCall } from "./pce-call";

const labels = "/orgs/1/labels";

describe("faults of the PCE simulator", () => {
  let pce: PceSimulator;
  let call: Call;
  let close: () => Promise<void>;
  beforeEach(async () => ({ pce, call, close } = await startWithCall({ seed: 4, callsPerMinute: 10_000 })));
  afterEach(() => close());

  const create = (value: string) => call("POST", labels, { body: { key: "env", value } });
  const stored = () => pce.store.table("labels").size;

  test("429 and 5xx change nothing, and have a Retry-After header when one is set", async () => {
    pce.failNext({ fault: "429", retryAfterInSeconds: 7 });
    const limited = await create("a");
    expect(limited).toMatchObject({ status: 429, json: [{ token: "too_many_requests_error" }] });
    expect(limited.headers["retry-after"]).toBe("7");
    pce.failNext({ fault: "5xx", status: 502 });
    const failed = await create("a");
    expect([failed.status, failed.headers["retry-after"]]).toEqual([502, undefined]);
    expect(stored()).toBe(0);
    expect((await create("a")).status).toBe(201);
  });

  test("reset breaks the connection before the write, and lost after it", async () => {
    pce.failNext({ method: "POST", fault: "reset" });
    await expect(create("a")).rejects.toThrow();
    expect(stored()).toBe(0);
    pce.failNext({ method: "POST", fault: "lost" });
    await expect(create("a")).rejects.toThrow();
    expect(stored()).toBe(1);
    expect((await create("a")).status).toBe(406);
    expect(pce.counters.byStatus[0]).toBe(2);
  });

  test("slow gives the right answer late", async () => {
    pce.failNext({ fault: "slow", milliseconds: 120 });
    const start = performance.now();
    expect((await create("a")).status).toBe(201);
    expect(performance.now() - start).toBeGreaterThanOrEqual(110);
  });

  test("partial makes the named items of a bulk call or of an upload fail", async () => {
    pce.failNext({ path: /bulk_create/, fault: "partial", items: [1] });
    const body = [{ name: "a" }, { name: "b" }, { name: "c" }];
    const { json } = await call("PUT", "/orgs/1/workloads/bulk_create", { body });
    expect(json.map(({ status }: { status: string }) => status)).toEqual(["created", "error", "created"]);
    pce.failNext({ path: /bulk_traffic_flows/, fault: "partial" });
    const lines = ["10.0.0.1,10.0.0.2,1,6", "10.0.0.1,10.0.0.2,2,6"];
    const upload = await call("POST", "/orgs/1/agents/bulk_traffic_flows", { body: lines.join("\n") });
    expect(upload.json).toMatchObject({ num_flows_failed: 1, failed_flows: [lines[0]] });
    expect(pce.store.traffic.uploaded).toBe(1);
  });

  test("occur at rates that can be changed while the simulator runs", async () => {
    const statuses = async (): Promise<number[]> => {
      const all: number[] = [];
      for (let i = 0; i < 60; i++) all.push((await call("GET", labels)).status);
      return all;
    };
    pce.setFaults("429=0.5");
    const some = await statuses();
    expect(new Set(some)).toEqual(new Set([200, 429]));
    pce.setFaults("");
    expect(new Set(await statuses())).toEqual(new Set([200]));
  });

  test("partial at a rate fails about that share of the items", async () => {
    pce.setFaults("partial=0.2");
    const body = Array.from({ length: 1000 }, (_, index) => ({ name: `w${index}` }));
    const { json } = await call("PUT", "/orgs/1/workloads/bulk_create", { body });
    const failed = json.filter(({ status }: { status: string }) => status === "error").length;
    expect(failed).toBeGreaterThan(120);
    expect(failed).toBeLessThan(280);
    expect(pce.store.table("workloads").size).toBe(1000 - failed);
  });
});

test("the same seed gives the same ids, however many reads there are", async () => {
  const hrefs = await Promise.all(
    [11, 11, 12].map(async (seed, looks) => {
      const { call, close } = await startWithCall({ seed });
      for (let look = 0; look < looks; look++) await call("GET", "/health");
      const { json } = await call("POST", "/orgs/1/workloads", { body: { name: "x" } });
      await close();
      return json.href;
    }),
  );
  expect(hrefs[0]).toBe(hrefs[1]);
  expect(hrefs[0]).not.toBe(hrefs[2]);
});
