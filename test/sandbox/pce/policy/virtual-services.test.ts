import { active, type PolicyWorld, startPolicyWorld } from "./policy-world";

const SERVICES = "/orgs/1/sec_policy/draft/virtual_services";
const BINDINGS = "/orgs/1/service_bindings";

let world: PolicyWorld;
beforeEach(async () => {
  world = await startPolicyWorld();
});
afterEach(() => world.close());

const virtualService = (more: object = {}) =>
  world.author.object("virtual_services", {
    name: "sql",
    service_ports: [{ proto: 6, port: 1433 }],
    ...more,
  });

test("a virtual service shows its labels with key and value, and one of service and ports", async () => {
  const web = await world.author.label("role", "web");
  const href = await virtualService({ labels: [{ href: web }] });
  expect(href).toMatch(/\/virtual_services\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  const json = await world.read(href);
  expect(json).toMatchObject({
    labels: [{ href: web, key: "role", value: "web" }],
    service_ports: [{ proto: 6, port: 1433 }],
    apply_to: "host_only",
    ip_overrides: [],
    service_addresses: [],
    pce_fqdn: null,
  });
  expect(json).not.toHaveProperty("service");
  const service = await world.author.service("sql", [{ proto: 6, port: 5432 }]);
  await world.author.change(href, { service: { href: service } });
  const changed = await world.read(href);
  expect(changed.service).toEqual({ href: service });
  expect(changed).not.toHaveProperty("service_ports");
  expect(await world.refused("DELETE", web)).toEqual([406, "label_still_has_associated_virtual_service"]);
  expect(await world.refused("DELETE", service)).toEqual([406, "service_referenced"]);
});

test("virtual services are found by port, also of the service they refer to, and by host name", async () => {
  const service = await world.author.service("range", [{ proto: 6, port: 8000, to_port: 8100 }]);
  await world.author.object("virtual_services", { name: "by service", service: { href: service } });
  await virtualService({ service_addresses: [{ fqdn: "db.example.com" }] });
  const names = async (query: string) =>
    (await world.read(`${SERVICES}?${query}`)).map(({ name }: { name: string }) => name);
  expect(await names("service_ports.port=8080")).toEqual(["by service"]);
  expect(await names("service_ports.port=1433")).toEqual(["sql"]);
  expect(await names("service_address.fqdn=db.example")).toEqual(["sql"]);
});

test.each([
  [{ name: "x" }],
  [{ name: "x", service_ports: [{ proto: 1 }] }],
  [{ name: "x", service: { href: "y" }, service_ports: [{ proto: 6, port: 1 }] }],
  [{ name: "x", service_ports: [{ proto: 6, port: 1 }], service_addresses: [{ description: "none" }] }],
])("a virtual service is refused with the body %j", async (body) => {
  expect(await world.refused("POST", SERVICES, body)).toEqual([406, "input_validation_error"]);
});

test("virtual services are created and updated in bulk, item by item", async () => {
  const item = (name: string) => ({ name, service_ports: [{ proto: 6, port: 1 }] });
  const made = await world.call("PUT", `${SERVICES}/bulk_create`, {
    body: [item("a"), item("a"), item("b")],
  });
  expect(made.status).toBe(200);
  expect(made.json.map(({ status }: { status: string }) => status)).toEqual(["created", "error", "created"]);
  const body = [
    { href: made.json[0].href, description: "changed" },
    { href: `${SERVICES}/x`, name: "y" },
  ];
  const changed = await world.call("PUT", `${SERVICES}/bulk_update`, { body });
  expect(changed.json.map(({ status }: { status: string }) => status)).toEqual(["updated", "error"]);
  expect((await world.read(made.json[0].href)).description).toBe("changed");
});

test("a workload is bound to a virtual service in force, not to a draft", async () => {
  const href = await virtualService();
  const workload = await world.author.workload("db01", "10.0.0.1", []);
  const binding = (virtual: string) => [
    {
      virtual_service: { href: virtual },
      workload: { href: workload },
      port_overrides: [{ port: 1433, proto: 6, new_port: 5000 }],
    },
  ];
  expect(await world.refused("POST", BINDINGS, binding(href))).toEqual([406, "invalid_uri"]);
  await world.author.provision(href);
  expect(await world.refused("POST", BINDINGS, binding(href))).toEqual([406, "invalid_uri"]);
  const { status, json } = await world.call("POST", BINDINGS, { body: binding(active(href)) });
  expect([status, json]).toEqual([
    201,
    [{ href: expect.stringContaining(`${BINDINGS}/`), status: "created" }],
  ]);
  expect(await world.read(json[0].href)).toMatchObject({
    virtual_service: { href: active(href), name: "sql" },
    bound_service: { href: active(href) },
    workload: { href: workload, name: "db01", deleted: false },
    port_overrides: [{ port: 1433, proto: 6, new_port: 5000 }],
  });
  expect(await world.read(`${BINDINGS}?virtual_service=${active(href)}`)).toHaveLength(1);
  expect(await world.read(`${BINDINGS}?workload=/orgs/1/workloads/other`)).toEqual([]);
  const again = await world.call("POST", BINDINGS, { body: binding(active(href)) });
  expect([again.status, again.json[0].errors[0].token]).toEqual([201, "service_binding_already_exists"]);
  expect((await world.refused("DELETE", href))[0]).toBe(406);
  await world.author.remove(json[0].href);
  expect((await world.call("GET", json[0].href)).status).toBe(404);
  await world.author.remove(href);
});

test("a list of bindings with a bad reference makes none", async () => {
  const href = await virtualService();
  await world.author.provision();
  const workload = await world.author.workload("db01", "10.0.0.1", []);
  const good = { virtual_service: { href: active(href) }, workload: { href: workload } };
  const bad = { ...good, workload: { href: "/orgs/1/workloads/x" } };
  expect(await world.refused("POST", BINDINGS, [good, bad])).toEqual([406, "invalid_uri"]);
  expect(await world.refused("POST", BINDINGS, [])).toEqual([406, "input_validation_error"]);
  expect(await world.read(BINDINGS)).toEqual([]);
});

test("a container workload can be bound", async () => {
  const href = await virtualService();
  await world.author.provision();
  const pod = world.pce.addContainerWorkload({ name: "pod", addresses: ["10.244.0.1"] });
  const body = [{ virtual_service: { href: active(href) }, container_workload: { href: pod } }];
  const { json } = await world.call("POST", BINDINGS, { body });
  expect(await world.read(json[0].href)).toMatchObject({ container_workload: { href: pod, name: "pod" } });
});

test("rules can have virtual services on both sides", async () => {
  const href = await virtualService();
  const ruleSet = await world.author.ruleSet("orders");
  const rule = await world.author.rule(ruleSet, {
    providers: [{ virtual_service: { href } }],
    consumers: [{ virtual_service: { href } }],
    ingress_services: [],
    resolve_labels_as: { providers: ["virtual_services"], consumers: ["workloads"] },
  });
  expect((await world.read(rule)).providers).toEqual([{ virtual_service: { href } }]);
  expect(await world.refused("DELETE", href)).toEqual([406, "virtual_service_referenced"]);
});
