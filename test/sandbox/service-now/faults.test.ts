import { startWorld, type World } from "./service-now-call";

const PATH = "table/cmdb_ci_server";
let world: World;
beforeEach(async () => {
  world = await startWorld({ longestPage: 8 });
  for (let number = 0; number < 10; number++)
    world.instance.insert("cmdb_ci_server", { name: `vm-${number}` });
});
afterEach(() => world.close());

const page = (limit: number) => world.call("GET", PATH, { query: { limit } });

test("a truncated page is a whole answer with half a text", async () => {
  world.instance.damageNextPage({ kind: "truncated", table: "cmdb_ci_server" });
  const other = await world.call("GET", "table/sys_choice");
  expect(other.json.result.length).toBeGreaterThan(0);
  const damaged = await page(5);
  expect([damaged.status, damaged.headers["x-total-count"], damaged.json]).toEqual([200, "10", undefined]);
  expect(damaged.text).toMatch(/^\{"result":\[/);
  expect((await page(5)).json.result).toHaveLength(5);
});

test("a cancelled transaction is an error in a list that does not end", async () => {
  world.instance.damageNextPage({ kind: "cancelled", times: 2 });
  for (let time = 0; time < 2; time++) {
    const { status, text, json } = await page(4);
    expect([status, json]).toEqual([200, undefined]);
    expect(text).toMatch(/"vm-1".*Transaction cancelled: maximum execution time exceeded/);
    expect(text).not.toContain("vm-2");
  }
  expect((await page(4)).json.result).toHaveLength(4);
});

test("a page that is longer than the instance can write comes truncated, a shorter one whole", async () => {
  expect((await page(9)).json).toBeUndefined();
  expect((await page(8)).json.result).toHaveLength(8);
});

test("calls are refused, slow or lost, as a test says", async () => {
  world.instance.failNext({ fault: "429", retryAfterInSeconds: 7 });
  const refused = await page(1);
  expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "7"]);
  world.instance.failNext({ fault: "5xx", status: 502 });
  expect((await page(1)).status).toBe(502);
  world.instance.failNext({ fault: "slow", milliseconds: 30 });
  const began = performance.now();
  expect((await page(1)).status).toBe(200);
  expect(performance.now() - began).toBeGreaterThan(25);
  world.instance.failNext({ fault: "lost" });
  await expect(world.call("POST", PATH, { body: { name: "lost" } })).rejects.toThrow();
  expect(world.instance.records("cmdb_ci_server")).toContainEqual(expect.objectContaining({ name: "lost" }));
  world.instance.failNext({ fault: "reset" });
  await expect(world.call("POST", PATH, { body: { name: "reset" } })).rejects.toThrow();
  expect(world.instance.records("cmdb_ci_server")).toHaveLength(11);
  expect(world.instance.requests.map(({ status }) => status)).toEqual([429, 502, 200, 0, 0]);
});
