import { active, type PolicyWorld, startPolicyWorld } from "./policy-world";

const RULE_SETS = "/orgs/1/sec_policy/draft/rule_sets";

let world: PolicyWorld;
let web: string;
let db: string;
let prod: string;
beforeEach(async () => {
  world = await startPolicyWorld();
  web = await world.author.label("role", "web");
  db = await world.author.label("role", "db");
  prod = await world.author.label("env", "prod");
});
afterEach(() => world.close());

const parties = () => ({
  providers: [{ label: { href: db } }],
  consumers: [{ label: { href: web } }],
});

const rule = (more: object = {}) => ({
  enabled: true,
  ...parties(),
  ingress_services: [{ proto: 6, port: 1433 }],
  resolve_labels_as: { providers: ["workloads"], consumers: ["workloads"] },
  ...more,
});

test("a rule set is created with scopes, and its rules are read in it and one by one", async () => {
  const ruleSet = await world.author.ruleSet("orders", [[prod]]);
  const { status, json } = await world.call("POST", `${ruleSet}/sec_rules`, { body: rule() });
  expect(status).toBe(201);
  expect(json).toEqual({
    href: expect.stringMatching(new RegExp(`^${ruleSet}/sec_rules/[1-9]\\d*$`)),
    enabled: true,
    description: "",
    providers: [{ exclusion: false, label: { href: db } }],
    consumers: [{ exclusion: false, label: { href: web } }],
    ingress_services: [{ proto: 6, port: 1433 }],
    egress_services: [],
    resolve_labels_as: { providers: ["workloads"], consumers: ["workloads"] },
    sec_connect: false,
    stateless: false,
    machine_auth: false,
    consuming_security_principals: [],
    unscoped_consumers: false,
    use_workload_subnets: [],
    network_type: "brn",
    external_data_set: null,
    external_data_reference: null,
    update_type: "create",
    created_at: expect.any(String),
    updated_at: expect.any(String),
    created_by: { href: "/users/1" },
    updated_by: { href: "/users/1" },
    deleted_at: null,
    deleted_by: null,
    caps: ["write"],
  });
  expect(await world.read(json.href)).toEqual(json);
  expect(await world.read(`${ruleSet}/sec_rules`)).toEqual([json]);
  expect(await world.read(ruleSet)).toMatchObject({
    name: "orders",
    enabled: true,
    scopes: [[{ label: { href: prod }, exclusion: false }]],
    rules: [{ href: json.href }],
    deny_rules: [],
    ip_tables_rules: [],
  });
});

test("a rule set is created with its rules in one call, or not at all", async () => {
  const body = { name: "orders", scopes: [[]], rules: [rule(), rule({ description: "second" })] };
  const bad = { ...body, rules: [rule(), rule({ providers: [] })] };
  expect(await world.refused("POST", RULE_SETS, bad)).toEqual([406, "input_validation_error"]);
  expect(await world.read(RULE_SETS)).toEqual([]);
  const { json } = await world.call("POST", RULE_SETS, { body });
  expect(json.rules.map(({ href }: { href: string }) => href)).toEqual([
    expect.stringMatching(/\/sec_rules\/\d+$/),
    expect.stringMatching(/\/sec_rules\/\d+$/),
  ]);
});

test("a changed rule makes its rule set pending, and is in force once the rule set is provisioned", async () => {
  const ruleSet = await world.author.ruleSet("orders");
  const first = await world.author.rule(ruleSet, rule());
  await world.author.provision(ruleSet);
  expect(await world.read("/orgs/1/sec_policy/pending")).toEqual({});
  await world.author.change(first, { ingress_services: [{ proto: 6, port: 5432 }] });
  expect(await world.read(first)).toMatchObject({ update_type: "update" });
  expect(await world.read("/orgs/1/sec_policy/pending")).toEqual({
    rule_sets: [expect.objectContaining({ href: ruleSet, name: "orders", update_type: "update" })],
  });
  expect((await world.read(active(first))).ingress_services).toEqual([{ proto: 6, port: 1433 }]);
  await world.author.provision(ruleSet);
  expect(await world.read(active(first))).toMatchObject({
    href: active(first),
    update_type: null,
    ingress_services: [{ proto: 6, port: 5432 }],
  });
});

test("a deleted rule stays in the draft until its rule set is provisioned, a new one is gone at once", async () => {
  const ruleSet = await world.author.ruleSet("orders");
  const first = await world.author.rule(ruleSet, rule());
  await world.author.provision(ruleSet);
  const second = await world.author.rule(ruleSet, rule());
  await world.author.remove(second);
  expect((await world.call("GET", second)).status).toBe(404);
  await world.author.remove(first);
  expect((await world.read(first)).update_type).toBe("delete");
  expect((await world.read(active(ruleSet))).rules).toHaveLength(1);
  await world.author.provision(ruleSet);
  expect((await world.read(ruleSet)).rules).toEqual([]);
  expect((await world.read(active(ruleSet))).rules).toEqual([]);
});

test("a PUT with rules changes, adds and deletes them, and one without leaves them", async () => {
  const ruleSet = await world.author.ruleSet("orders");
  const first = await world.author.rule(ruleSet, rule());
  const second = await world.author.rule(ruleSet, rule());
  await world.author.change(ruleSet, { description: "changed", update_type: "update" });
  expect((await world.read(ruleSet)).rules).toHaveLength(2);
  await world.author.change(ruleSet, { rules: [{ href: second, description: "kept" }, rule()] });
  const { rules } = await world.read(ruleSet);
  expect(rules.map(({ href }: { href: string }) => href)).toEqual([
    second,
    expect.stringContaining("/sec_rules/"),
  ]);
  expect(rules[0].description).toBe("kept");
  expect(rules[1].href).not.toBe(first);
  expect(await world.refused("PUT", ruleSet, { rules: [{ href: first }] })).toEqual([406, "invalid_uri"]);
});

test("deny rules have a collection and a list of their own, and fewer actors", async () => {
  const ruleSet = await world.author.ruleSet("orders");
  const deny = await world.author.denyRule(ruleSet, {
    override: true,
    providers: [{ actors: "ams" }],
    consumers: [{ label: { href: web } }],
  });
  expect(deny).toMatch(new RegExp(`^${ruleSet}/deny_rules/`));
  expect(await world.read(deny)).toMatchObject({ override: true, enabled: true, network_type: "brn" });
  expect(await world.read(`${ruleSet}/sec_rules`)).toEqual([]);
  expect((await world.read(ruleSet)).deny_rules).toEqual([expect.objectContaining({ href: deny })]);
  const service = { virtual_service: { href: `${world.author.draft}/virtual_services/x` } };
  const body = { providers: [service], consumers: [{ actors: "ams" }], ingress_services: [] };
  expect(await world.refused("POST", `${ruleSet}/deny_rules`, body)).toEqual([406, "input_validation_error"]);
});

test("rules refer to draft objects, also when they are given the active href", async () => {
  const ruleSet = await world.author.ruleSet("orders");
  const list = await world.author.ipList("office", ["10.0.0.0/8"]);
  const service = await world.author.service("sql", [{ proto: 6, port: 1433 }]);
  await world.author.provision();
  const made = await world.author.rule(ruleSet, {
    ...rule(),
    consumers: [{ ip_list: { href: active(list) } }],
    ingress_services: [{ href: active(service) }],
  });
  expect(await world.read(made)).toMatchObject({
    consumers: [{ ip_list: { href: list } }],
    ingress_services: [{ href: service }],
  });
  await world.author.provision(ruleSet);
  expect(await world.read(active(made))).toMatchObject({
    consumers: [{ ip_list: { href: active(list) } }],
    ingress_services: [{ href: active(service) }],
  });
});

test.each([
  ["sec_rules", "rules", rule],
  ["deny_rules", "deny_rules", () => ({ ...parties(), ingress_services: [] })],
] as const)("%s have services of the consumers", async (path, list, body) => {
  const ruleSet = await world.author.ruleSet("orders");
  const service = await world.author.service("browser", [{ proto: 6, port: 443 }]);
  const create = (more: object) => ({ body: { ...body(), ...more } });
  const rules = `${ruleSet}/${path}`;
  expect((await world.call("POST", rules, create({}))).json.egress_services).toEqual([]);
  const { json, status } = await world.call("POST", rules, create({ egress_services: [{ href: service }] }));
  expect([status, json.egress_services]).toEqual([201, [{ href: service }]]);
  expect(await world.read(json.href)).toEqual(json);
  expect((await world.read(ruleSet))[list][1].egress_services).toEqual([{ href: service }]);
  expect(await world.refused("DELETE", service)).toEqual([406, "service_referenced"]);
  await world.author.change(json.href, { egress_services: [] });
  expect((await world.read(json.href)).egress_services).toEqual([]);
  const unknown = { egress_services: [{ href: `${world.author.draft}/services/999` }] };
  expect(await world.refused("PUT", json.href, unknown)).toEqual([406, "invalid_uri"]);
});

test("representation adds keys, values, names and ports to the hrefs", async () => {
  const list = await world.author.ipList("office", ["10.0.0.0/8"]);
  const service = await world.author.service("sql", [{ proto: 6, port: 1433 }]);
  const ruleSet = await world.author.ruleSet("orders", [[prod]]);
  await world.author.rule(ruleSet, {
    ...rule(),
    consumers: [{ ip_list: { href: list } }, { label: { href: web } }],
    ingress_services: [{ href: service }],
  });
  const query = "representation=rule_set_services_labels_and_names";
  const full = await world.read(`${ruleSet}?${query}`);
  expect(full.scopes).toEqual([[{ label: { href: prod, key: "env", value: "prod" }, exclusion: false }]]);
  expect(full.rules[0].consumers).toEqual([
    { ip_list: { href: list, name: "office" } },
    { label: { href: web, key: "role", value: "web" }, exclusion: false },
  ]);
  expect(full.rules[0].ingress_services).toEqual([
    { href: service, name: "sql", service_ports: [{ proto: 6, port: 1433 }] },
  ]);
  const labels = await world.read(`${ruleSet}?representation=rule_set_labels`);
  expect(labels.rules[0].consumers[0]).toEqual({ ip_list: { href: list } });
  expect(labels.rules[0].providers).toEqual([
    { label: { href: db, key: "role", value: "db" }, exclusion: false },
  ]);
});

test.each([
  ["no providers", () => rule({ providers: [] })],
  ["two actors in one entry", () => rule({ consumers: [{ actors: "ams", label: { href: web } }] })],
  ["an excluded workload list", () => rule({ consumers: [{ actors: "ams", exclusion: true }] })],
  ["another protocol than TCP and UDP inline", () => rule({ ingress_services: [{ proto: 1 }] })],
  ["an attribute of a later release", () => rule({ all_ips_except_for_in_consumers: true })],
  ["no resolve_labels_as", () => rule({ resolve_labels_as: undefined })],
  [
    "services beside providers that are virtual services only",
    () => rule({ resolve_labels_as: { providers: ["virtual_services"], consumers: ["workloads"] } }),
  ],
])("a rule is refused with %s", async (_, body) => {
  const ruleSet = await world.author.ruleSet("orders");
  const path = `${ruleSet}/sec_rules`;
  expect(await world.refused("POST", path, body())).toEqual([406, "input_validation_error"]);
  expect((await world.read(ruleSet)).rules).toEqual([]);
});

test.each([
  ["a label", { label: { href: "/orgs/1/labels/999" } }],
  ["a workload", { workload: { href: "/orgs/1/workloads/x" } }],
  ["an IP list", { ip_list: { href: "/orgs/1/sec_policy/draft/ip_lists/999" } }],
  ["an IP list that is a service", { ip_list: { href: "/orgs/1/sec_policy/draft/services/1" } }],
])("a rule is refused with %s that does not exist", async (_, actor) => {
  const ruleSet = await world.author.ruleSet("orders");
  const body = rule({ consumers: [actor] });
  expect(await world.refused("POST", `${ruleSet}/sec_rules`, body)).toEqual([406, "invalid_uri"]);
});

test("the name of a rule set is unique", async () => {
  await world.author.ruleSet("orders");
  const body = { name: "orders", scopes: [] };
  expect(await world.refused("POST", RULE_SETS, body)).toEqual([406, "rule_set_name_in_use"]);
});

test("a label in a scope or a rule, of the draft or in force, cannot be deleted", async () => {
  const ruleSet = await world.author.ruleSet("orders", [[prod]]);
  const made = await world.author.rule(ruleSet, rule());
  const token = "label_still_has_associated_rule_set";
  expect(await world.refused("DELETE", prod)).toEqual([406, token]);
  expect(await world.refused("DELETE", db)).toEqual([406, token]);
  await world.author.provision();
  await world.author.remove(made);
  expect(await world.refused("DELETE", db)).toEqual([406, token]);
  await world.author.provision();
  await world.author.remove(db);
  const [used] = await world.read("/orgs/1/labels?usage=true&value=prod");
  expect(used.usage).toMatchObject({ ruleset: true, rule: false });
});

test("an IP list and a service that a rule uses cannot be deleted until the rule is out of force", async () => {
  const list = await world.author.ipList("office", ["10.0.0.0/8"]);
  const service = await world.author.service("sql", [{ proto: 6, port: 1433 }]);
  const ruleSet = await world.author.ruleSet("orders");
  await world.author.rule(ruleSet, {
    ...rule(),
    consumers: [{ ip_list: { href: list } }],
    ingress_services: [{ href: service }],
  });
  await world.author.provision();
  await world.author.remove(ruleSet);
  expect(await world.refused("DELETE", list)).toEqual([406, "ip_list_referenced"]);
  expect(await world.refused("DELETE", service)).toEqual([406, "service_referenced"]);
  await world.author.provision();
  await world.author.remove(list);
  await world.author.remove(service);
  await world.author.provision();
  expect((await world.call("GET", active(list))).status).toBe(404);
});

test("writes are recorded with what they changed", async () => {
  const ruleSet = await world.author.ruleSet("orders");
  const made = await world.author.rule(ruleSet, rule());
  await world.author.change(made, { enabled: false });
  await world.author.change(ruleSet, { name: "shop" });
  const version = await world.author.provision();
  await world.author.remove(ruleSet);
  const events = (await world.read("/orgs/1/events")).slice(0, 6);
  expect(events.map(({ event_type, status }: Record<string, string>) => [event_type, status])).toEqual([
    ["rule_set.delete", "success"],
    ["sec_policy.create", "success"],
    ["rule_set.update", "success"],
    ["sec_rule.update", "success"],
    ["sec_rule.create", "success"],
    ["rule_set.create", "success"],
  ]);
  expect(events[1].resource_changes).toMatchObject([
    {
      resource: { sec_policy: { href: `/orgs/1/sec_policy/${version}`, commit_message: "test" } },
      change_type: "create",
    },
  ]);
  expect(events[2].resource_changes).toMatchObject([
    {
      resource: { rule_set: { href: ruleSet, name: "shop" } },
      changes: { name: { before: "orders", after: "shop" } },
      change_type: "update",
    },
  ]);
  expect(events[3].resource_changes[0].changes.enabled).toEqual({ before: true, after: false });
});
