import type { PceClient } from "../../../clients/pce";
import type { PceSimulator } from "../../../sandbox/pce";
import { all, clientOf, closeAll, failureOf, startPce } from "./fixtures";

let pce: PceSimulator;
let client: PceClient;
beforeEach(async () => {
  pce = await startPce();
  client = clientOf(pce);
});
afterEach(closeAll);

test("a workload is created, read, changed and deleted", async () => {
  const { href: label } = await client.createLabel({ key: "role", value: "web" });
  const { href } = await client.createWorkload({
    name: "i-0abc",
    hostname: "web01",
    interfaces: [{ name: "eni-0", address: "10.0.1.5", cidr_block: 24, link_state: "up" }],
    labels: [{ href: label }],
    public_ip: "203.0.113.9",
    enforcement_mode: "visibility_only",
  });
  expect(await client.getWorkload(href)).toMatchObject({
    managed: false,
    hostname: "web01",
    labels: [{ href: label, key: "role", value: "web" }],
    interfaces: [{ name: "eni-0", address: "10.0.1.5", cidr_block: 24 }],
  });
  await client.updateWorkload(href, { description: "first", public_ip: null, labels: [] });
  const changed = await client.getWorkload(href);
  expect(changed).toMatchObject({ description: "first", hostname: "web01", labels: [] });
  expect(changed?.public_ip ?? null).toBeNull();
  await client.deleteWorkload(href);
  await client.deleteWorkload(href);
  expect(await client.getWorkload(href)).toBeUndefined();
});

test("a workload with a VEN is not deleted, and the error says what to do", async () => {
  const { href } = await client.createWorkload({ hostname: "web01" });
  pce.pairVen(href);
  const error = await failureOf<Error & { status: number }>(client.deleteWorkload(href));
  expect(error.status).toBe(405);
  expect(error.message).toContain("unpair the VEN instead");
});

test("a refused attribute is quoted from the PCE", async () => {
  const workload = { hostname: "web01", no_such_field: 1 };
  const error = await failureOf(client.createWorkload(workload));
  expect(error.message).toContain("PCE answered 406 to POST /api/v2/orgs/1/workloads");
  expect(error.message).toContain("no_such_field");
  expect(error.message).toContain("[input_validation_error]");
});

test("a workload is found by exactly its external pair", async () => {
  const pairs = [
    ["iac", "web"],
    ["iac", "web-1"],
    ["iac-2", "web"],
  ] as const;
  for (const [external_data_set, external_data_reference] of pairs) {
    await client.createWorkload({ name: "web", external_data_set, external_data_reference });
  }
  expect(await client.findWorkload("iac", "web")).toMatchObject({
    external_data_set: "iac",
    external_data_reference: "web",
  });
  expect(await client.findWorkload("iac", "we")).toBeUndefined();
});

test("workloads are found by exactly their name", async () => {
  for (const name of ["web", "web", "web-1", "Web"]) await client.createWorkload({ name });
  const found = await client.findWorkloads({ name: "web" });
  expect(found.map(({ name }) => name)).toEqual(["web", "web"]);
  expect(await client.findWorkloads({ name: "web", hostname: "none" })).toEqual([]);
});

test("a search for workloads without a criterion is refused", async () => {
  expect((await failureOf(client.findWorkloads({}))).message).toContain("at least one text");
  expect(pce.counters.requests).toBe(0);
});

test("a label filter means AND inside a list and OR between lists", async () => {
  const href: Record<string, string> = {};
  for (const [key, value] of [
    ["role", "web"],
    ["role", "db"],
    ["env", "prod"],
    ["env", "test"],
  ] as const) {
    href[value] = (await client.createLabel({ key, value })).href;
  }
  for (const values of [
    ["web", "prod"],
    ["web", "test"],
    ["db", "prod"],
    ["db", "test"],
  ]) {
    await client.createWorkload({
      name: values.join("-"),
      labels: values.map((value) => ({ href: href[value]! })),
    });
  }
  const labels = [[href["web"]!, href["prod"]!], [href["test"]!]];
  const found = await all(client.listWorkloads({ labels }));
  expect(found.map(({ name }) => name).sort()).toEqual(["db-test", "web-prod", "web-test"]);
});
