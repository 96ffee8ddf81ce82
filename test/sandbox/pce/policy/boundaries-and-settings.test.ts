import { active, type PolicyWorld, startPolicyWorld } from "./policy-world";

const BOUNDARIES = "/orgs/1/sec_policy/draft/enforcement_boundaries";
const SETTINGS = "/orgs/1/sec_policy/draft/firewall_settings";

let world: PolicyWorld;
beforeEach(async () => {
  world = await startPolicyWorld();
});
afterEach(() => world.close());

test("an enforcement boundary is created, found, provisioned and deleted", async () => {
  const [any] = await world.read("/orgs/1/sec_policy/active/ip_lists");
  const web = await world.author.label("role", "web");
  const href = await world.author.object("enforcement_boundaries", {
    name: "rdp",
    providers: [{ actors: "ams" }, { label: { href: web } }],
    consumers: [{ ip_list: { href: any.href } }],
    ingress_services: [{ proto: 6, port: 3389 }],
  });
  expect(await world.read(href)).toMatchObject({ name: "rdp", enabled: true, update_type: "create" });
  const found = async (query: string) => (await world.read(`${BOUNDARIES}?${query}`)).length;
  expect(await found("name=RD")).toBe(1);
  expect(await found("service_ports.port=3389")).toBe(1);
  expect(await found("service_ports.port=22")).toBe(0);
  expect(await found(`labels=${JSON.stringify([[web]])}`)).toBe(1);
  await world.author.provision(href);
  expect((await world.read(active(href))).consumers).toEqual([{ ip_list: { href: any.href } }]);
  await world.author.remove(href);
  await world.author.provision(href);
  expect((await world.call("GET", href)).status).toBe(404);
});

test("an enforcement boundary is refused with a workload as actor", async () => {
  const workload = await world.author.workload("db01", "10.0.0.1", []);
  const body = {
    name: "rdp",
    providers: [{ workload: { href: workload } }],
    consumers: [{ actors: "ams" }],
    ingress_services: [{ proto: 6, port: 3389 }],
  };
  expect(await world.refused("POST", BOUNDARIES, body)).toEqual([406, "input_validation_error"]);
});

test("the settings of the firewall are one object that is changed, provisioned and reverted", async () => {
  const web = await world.author.label("role", "web");
  expect(await world.read(SETTINGS)).toMatchObject({
    href: SETTINGS,
    ike_authentication_type: "psk",
    static_policy_scopes: [],
    firewall_coexistence: [],
    update_type: null,
  });
  const scope = [[{ label: { href: web }, label_group: null }]];
  await world.author.change(SETTINGS, { static_policy_scopes: scope });
  expect(await world.read("/orgs/1/sec_policy/pending")).toEqual({
    firewall_settings: expect.objectContaining({ href: SETTINGS, update_type: "update" }),
  });
  expect((await world.read(active(SETTINGS))).static_policy_scopes).toEqual([]);
  await world.author.provision(SETTINGS);
  expect(await world.read(active(SETTINGS))).toMatchObject({
    href: active(SETTINGS),
    static_policy_scopes: [[{ label: { href: web } }]],
  });
  expect(await world.read("/orgs/1/sec_policy/pending")).toEqual({});
  expect((await world.refused("DELETE", web))[0]).toBe(406);
  await world.author.change(SETTINGS, { ike_authentication_type: "certificate" });
  await world.call("DELETE", "/orgs/1/sec_policy/pending");
  expect((await world.read(SETTINGS)).ike_authentication_type).toBe("psk");
});

test.each(["POST", "DELETE"])("the settings of the firewall take no %s", async (method) => {
  expect(await world.refused(method, SETTINGS)).toEqual([405, "method_not_allowed_error"]);
});

test("a label group shows who has it, and all labels in it and its groups", async () => {
  const web = await world.author.label("role", "web");
  const db = await world.author.label("role", "db");
  const group = (name: string, more: object) =>
    world.author.object("label_groups", { name, key: "role", ...more });
  const inner = await group("inner", { labels: [{ href: web }] });
  const outer = await group("outer", { labels: [{ href: db }], sub_groups: [{ href: inner }] });
  expect(await world.read(`${inner}/member_of`)).toEqual([{ href: outer, name: "outer" }]);
  expect(await world.read(`${outer}/member_of`)).toEqual([]);
  expect((await world.read(`${outer}/all_labels`)).map(({ value }: { value: string }) => value)).toEqual([
    "db",
    "web",
  ]);
  expect((await world.read(outer)).sub_groups).toEqual([{ href: inner, name: "inner" }]);
  await world.author.provision();
  expect(await world.read(`${active(inner)}/member_of`)).toEqual([{ href: active(outer), name: "outer" }]);
  expect((await world.call("GET", `${inner.slice(0, -1)}/member_of`)).status).toBe(404);
  await world.author.change(outer, { labels: [{ href: db, key: "role", value: "db", deleted: false }] });
  expect((await world.read(outer)).labels).toEqual([{ href: db, key: "role", value: "db" }]);
  const ruleSet = await world.author.ruleSet("orders", [[outer]]);
  expect(await world.refused("DELETE", outer)).toEqual([406, "label_group_referenced"]);
  await world.author.remove(ruleSet);
  expect(await world.refused("DELETE", inner)).toEqual([406, "label_group_referenced_by_label_group"]);
  await world.author.remove(outer);
  await world.author.remove(inner);
});
