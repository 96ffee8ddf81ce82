import { active, type PolicyWorld, startPolicyWorld } from "./policy-world";

let world: PolicyWorld;
beforeEach(async () => {
  world = await startPolicyWorld();
});
afterEach(() => world.close());

const SEC_POLICY = "/orgs/1/sec_policy";
const subset = (...hrefs: string[]) => {
  const lists: Record<string, { href: string }[]> = {};
  for (const href of hrefs) {
    const kind = href.split("/")[5]!;
    lists[kind] = [...(lists[kind] ?? []), { href }];
  }
  return lists;
};
const allowFrom = (list: string) => ({
  providers: [{ actors: "ams" }],
  consumers: [{ ip_list: { href: list } }],
});
const dependencies = async (operation: string, ...hrefs: string[]) => {
  const body = { operation, change_subset: subset(...hrefs) };
  return (await world.call("POST", `${SEC_POLICY}/draft/dependencies`, { body })).json;
};

test("a version counts what is in force and the managed workloads that it touches", async () => {
  const prod = await world.author.label("env", "prod");
  const inside = await world.author.workload("in", "10.0.0.1", [prod]);
  const outside = await world.author.workload("out", "10.0.0.2", []);
  await world.author.workload("unmanaged", "10.0.0.3", [prod]);
  world.pce.pairVen(inside);
  world.pce.pairVen(outside);
  await world.author.ruleSet("orders", [[prod]]);
  await world.author.provision();
  await world.author.ruleSet("all", [[]]);
  await world.author.provision();
  const versions = await world.read(SEC_POLICY);
  expect(versions.map(({ workloads_affected: count }: { workloads_affected: number }) => count)).toEqual([
    1, 2,
  ]);
  expect(versions[1]).toEqual({
    href: "/orgs/1/sec_policy/2",
    version: 2,
    commit_message: "test",
    workloads_affected: 2,
    object_counts: expect.objectContaining({ rule_sets: 2, ip_lists: 1, services: 1 }),
    created_at: expect.any(String),
    created_by: { href: "/users/1" },
  });
  expect(await world.read(`${SEC_POLICY}/2`)).toEqual(versions[1]);
  expect((await world.call("GET", `${SEC_POLICY}/3`)).status).toBe(404);
});

test("dependencies name what a subset lacks, and who needs it", async () => {
  const list = await world.author.ipList("office", ["10.0.0.0/8"]);
  const ruleSet = await world.author.ruleSet("orders");
  await world.author.rule(ruleSet, allowFrom(list));
  expect(await dependencies("commit", ruleSet)).toEqual([
    { dependency: { ip_lists: { href: list } }, required_by: { rule_sets: [{ href: ruleSet }] } },
  ]);
  expect(await dependencies("commit", ruleSet, list)).toEqual([]);
  expect(await dependencies("revert", list)).toEqual([
    { dependency: { rule_sets: { href: ruleSet } }, required_by: { ip_lists: [{ href: list }] } },
  ]);
  const body = { change_subset: subset(ruleSet) };
  expect((await world.refused("POST", SEC_POLICY, body))[0]).toBe(406);
  expect(await world.read(`${SEC_POLICY}/active/rule_sets`)).toEqual([]);
});

test("dependencies are followed to the end", async () => {
  const web = await world.author.label("role", "web");
  const inner = await world.author.object("label_groups", {
    name: "inner",
    key: "role",
    labels: [{ href: web }],
  });
  const outer = await world.author.object("label_groups", {
    name: "outer",
    key: "role",
    sub_groups: [{ href: inner }],
  });
  const ruleSet = await world.author.ruleSet("orders", [[outer]]);
  expect(await dependencies("commit", ruleSet)).toEqual([
    { dependency: { label_groups: { href: outer } }, required_by: { rule_sets: [{ href: ruleSet }] } },
    { dependency: { label_groups: { href: inner } }, required_by: { label_groups: [{ href: outer }] } },
  ]);
});

test("an object is read as each version had it, with hrefs of that version", async () => {
  const list = await world.author.ipList("office", ["10.0.0.0/8"]);
  const ruleSet = await world.author.ruleSet("orders");
  await world.author.rule(ruleSet, allowFrom(list));
  await world.author.provision();
  await world.author.change(list, { ip_ranges: [{ from_ip: "10.1.0.0/16" }] });
  await world.author.provision();
  await world.author.remove(ruleSet);
  await world.author.provision();
  const at = (href: string, version: number) => href.replace("/draft/", `/${version}/`);
  const ranges = async (version: number) =>
    (await world.read(at(list, version))).ip_ranges.map(({ from_ip }: { from_ip: string }) => from_ip);
  expect(await ranges(1)).toEqual(["10.0.0.0/8"]);
  expect(await ranges(2)).toEqual(["10.1.0.0/16"]);
  const [then] = await world.read(`${SEC_POLICY}/2/rule_sets`);
  expect(then.href).toBe(at(ruleSet, 2));
  expect(then.rules[0]).toMatchObject({
    href: expect.stringContaining(`${at(ruleSet, 2)}/sec_rules/`),
    consumers: [{ ip_list: { href: at(list, 2) } }],
  });
  expect(await world.read(then.rules[0].href)).toMatchObject({ href: then.rules[0].href });
  expect(await world.read(`${SEC_POLICY}/3/rule_sets`)).toEqual([]);
  expect((await world.call("GET", `${SEC_POLICY}/4/rule_sets`)).status).toBe(404);
  expect((await world.call("PUT", at(list, 2), { body: { name: "x" } })).status).toBe(405);
  expect(await world.read(`${SEC_POLICY}/2/modified_objects`)).toEqual([
    expect.objectContaining({
      object_type: "ip_lists",
      href: active(list),
      name: "office",
      update_type: "update",
    }),
  ]);
});

test("a version is restored as a draft of the whole org", async () => {
  const list = await world.author.ipList("office", ["10.0.0.0/8"]);
  const gone = await world.author.ipList("gone", []);
  await world.author.provision();
  await world.author.change(list, { name: "branch" });
  await world.author.remove(gone);
  await world.author.ipList("later", []);
  await world.author.provision();
  const draft = await world.author.ipList("draft", []);
  const restored = await world.call("POST", `${SEC_POLICY}/1/restore`, { body: {} });
  expect(restored.status).toBe(201);
  const pending = (await world.read(`${SEC_POLICY}/pending`)).ip_lists;
  expect(
    Object.fromEntries(pending.map(({ name, update_type }: Record<string, string>) => [name, update_type])),
  ).toEqual({ office: "update", gone: "create", later: "delete" });
  expect((await world.call("GET", draft)).status).toBe(404);
  await world.author.provision();
  const names = (await world.read(`${SEC_POLICY}/active/ip_lists`)).map(({ name }: { name: string }) => name);
  expect(names).toEqual(["Any (0.0.0.0/0 and ::/0)", "office", "gone"]);
});

test("a restore that would use a name twice changes nothing", async () => {
  const list = await world.author.ipList("office", []);
  await world.author.provision();
  await world.author.change(list, { name: "branch" });
  const other = await world.author.ipList("office", []);
  await world.author.provision();
  expect(await world.refused("POST", `${SEC_POLICY}/1/restore`, {})).toEqual([
    406,
    "ip_list_name_not_unique",
  ]);
  expect(await world.read(`${SEC_POLICY}/pending`)).toEqual({});
  expect((await world.read(other)).name).toBe("office");
});

test("a revert takes back a change, a new object and a deletion, and swaps names back", async () => {
  const list = await world.author.ipList("office", []);
  const kept = await world.author.ipList("kept", []);
  await world.author.provision();
  await world.author.change(list, { name: "branch" });
  const fresh = await world.author.ipList("office", []);
  await world.author.remove(kept);
  expect((await world.call("DELETE", `${SEC_POLICY}/pending`)).status).toBe(204);
  expect((await world.read(list)).name).toBe("office");
  expect((await world.call("GET", fresh)).status).toBe(404);
  expect((await world.read(kept)).update_type).toBeNull();
});

test("a reverted rule set has the rules that are in force", async () => {
  const ruleSet = await world.author.ruleSet("orders");
  const rule = await world.author.rule(ruleSet, {
    providers: [{ actors: "ams" }],
    consumers: [{ actors: "ams" }],
  });
  await world.author.provision();
  await world.author.remove(rule);
  const body = { change_subset: subset(ruleSet) };
  expect((await world.call("PUT", `${SEC_POLICY}/delete`, { body })).status).toBe(204);
  expect((await world.read(ruleSet)).rules).toEqual([
    expect.objectContaining({ href: rule, update_type: null }),
  ]);
});

test("more than 500 objects are listed whole as a job, of a numbered version too", async () => {
  for (let index = 0; index < 510; index++) await world.author.ipList(`list ${index}`, []);
  await world.author.provision();
  for (const version of ["draft", "active", "1"]) {
    const path = `${SEC_POLICY}/${version}/ip_lists`;
    const { json, headers } = await world.call("GET", path);
    expect([json.length, headers["x-total-count"]]).toEqual([500, "511"]);
    const { headers: started } = await world.call("GET", path, { headers: { prefer: "respond-async" } });
    let job = await world.read(String(started["location"]));
    while (job.status === "running") job = await world.read(job.href);
    const rows = await world.read(job.result.href);
    expect(rows).toHaveLength(511);
    expect(rows[510].href).toContain(`/sec_policy/${version}/ip_lists/`);
  }
});
