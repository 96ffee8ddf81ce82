import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { PceSimulator } from "../../../sandbox/pce";
import { type Call, startWithCall } from "./pce-call";
import { runJob } from "./wait-for-job";

describe("listings of the PCE simulator", () => {
  let pce: PceSimulator;
  let call: Call;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ pce, call, close } = await startWithCall({ callsPerMinute: 100_000 }));
    const workloads = Array.from({ length: 550 }, (_, index) => ({
      name: `w-${index}`,
      online: index % 2 === 0,
    }));
    await call("PUT", "/orgs/1/workloads/bulk_create", { body: workloads });
  });
  afterAll(() => close());

  const count = async (query: string) => {
    const { json, headers } = await call("GET", `/orgs/1/workloads${query}`);
    return [json.length, headers["x-total-count"]];
  };

  test("stop silently at 500, and give the total of the whole collection even with a filter", async () => {
    expect(await count("")).toEqual([500, "550"]);
    expect(await count("?max_results=9999")).toEqual([500, "550"]);
    expect(await count("?max_results=7")).toEqual([7, "550"]);
    expect(await count("?max_results=0")).toEqual([0, "550"]);
    expect(await count("?online=true")).toEqual([275, "550"]);
    expect((await call("GET", "/orgs/1/workloads?max_results=all")).status).toBe(406);
  });

  test("give everything as a job, with a path to poll and whole seconds to wait", async () => {
    const { accepted, job } = await runJob(call, "/orgs/1/workloads");
    expect(accepted).toMatchObject({ status: 202, text: "" });
    expect(accepted.headers["location"]).toMatch(/^\/orgs\/1\/jobs\/[\da-f-]{36}$/);
    expect(accepted.headers["retry-after"]).toMatch(/^\d+$/);
    expect(job.json).toMatchObject({ href: accepted.headers["location"], status: "done" });
    const { json } = await call("GET", job.json.result.href);
    expect(json).toHaveLength(550);
    expect((await call("DELETE", job.json.href)).status).toBe(204);
    expect((await call("GET", job.json.href)).status).toBe(404);
    expect((await call("GET", job.json.result.href)).status).toBe(404);
  });

  test("give a job that applies the query and keeps the rows of the moment of the request", async () => {
    const { job } = await runJob(call, "/orgs/1/workloads?online=true&max_results=270");
    const [first] = (await call("GET", "/orgs/1/workloads?max_results=1")).json;
    await call("PUT", first.href, { body: { name: "renamed" } });
    const { json } = await call("GET", job.json.result.href);
    expect(json).toHaveLength(270);
    expect(json[0].name).toBe("w-0");
  });

  test("give a job that has no result while it runs", () => {
    const { jobs } = pce.store;
    const job = jobs.start({ description: "", rows: [1], render: String, fails: false });
    expect(jobs.render(job)).toMatchObject({ status: "running", result: {} });
    expect(jobs.getDatafile(job.datafileHref)).toBeUndefined();
  });

  test("can end as a failed job", async () => {
    pce.failNext({ path: /workloads$/, fault: "job" });
    const { job } = await runJob(call, "/orgs/1/workloads");
    expect(job.json).toMatchObject({ status: "failed", result: { message: expect.any(String) } });
  });
});

test("50,000 workloads are made, kept within the memory limit and listed", async () => {
  const { pce, call, close } = await startWithCall();
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const used = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  for (let thousand = 0; thousand < 50; thousand++) {
    const body = Array.from({ length: 1000 }, (_, index) => ({
      name: `w-${thousand}-${index}`,
      hostname: `w-${thousand}-${index}.example.com`,
      external_data_set: "fill",
      external_data_reference: `${thousand}/${index}`,
      interfaces: [{ name: "eth0", address: `10.${thousand}.${index >> 8}.${index & 255}`, cidr_block: 16 }],
    }));
    expect((await call("PUT", "/orgs/1/workloads/bulk_create", { body })).status).toBe(200);
  }
  expect((used() - before) / 2 ** 20).toBeLessThan(200);

  const { job } = await runJob(call, "/orgs/1/workloads");
  const { json } = await call("GET", job.json.result.href);
  expect(new Set(json.map(({ href }: { href: string }) => href)).size).toBe(50_000);

  const pair = "external_data_set=fill&external_data_reference=49%2F999";
  expect((await call("GET", `/orgs/1/workloads?${pair}`)).json).toHaveLength(1);
  expect(pce.store.table("workloads").size).toBe(50_000);
  await close();
}, 300_000);
