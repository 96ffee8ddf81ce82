import type { PceSimulator } from "../../../sandbox/pce";
import { type Call, startWithCall } from "./pce-call";

const path = "/orgs/1/workloads";

describe("workloads of the PCE simulator", () => {
  let pce: PceSimulator;
  let call: Call;
  let close: () => Promise<void>;
  beforeEach(async () => ({ pce, call, close } = await startWithCall()));
  afterEach(() => close());

  const create = async (body: object) => (await call("POST", path, { body })).json;
  const tokens = ({ json }: { json: { token: string }[] }) => json.map(({ token }) => token);
  const label = async (key: string, value: string) =>
    (await call("POST", "/orgs/1/labels", { body: { key, value } })).json;

  test("are answered with every attribute, a version 4 UUID in the href, and labels with key and value", async () => {
    const env = await label("env", "prod");
    const created = await create({
      name: "i-0abc",
      hostname: "web01",
      description: "",
      external_data_set: "iac/aws",
      external_data_reference: "i-0abc",
      public_ip: "203.0.113.9",
      interfaces: [{ name: "eni-0", address: "10.0.1.5", cidr_block: 24, link_state: "up" }],
      labels: [{ href: env.href }],
      ignored_interface_names: [],
      visibility_level: "flow_drops",
    });
    expect(created).toMatchObject({
      href: expect.stringMatching(
        /^\/orgs\/1\/workloads\/[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
      ),
      managed: false,
      deleted: false,
      public_ip: "203.0.113.9",
      labels: [{ href: env.href, key: "env", value: "prod" }],
      enforcement_mode: "visibility_only",
      visibility_level: "flow_drops",
      service_provider: null,
      caps: ["write"],
    });
    expect(created.interfaces).toEqual([
      expect.objectContaining({ name: "eni-0", address: "10.0.1.5", cidr_block: 24, link_state: "up" }),
    ]);
    expect(created.ven).toBeUndefined();
    const read = (await call("GET", created.href)).json;
    expect(read).toMatchObject({ ...created, services: { open_service_ports: [] } });
    const [listed] = (await call("GET", path)).json;
    expect(listed.services).toBeUndefined();
  });

  type Refusal = [what: string, body: object];
  test.each<Refusal>([
    ["neither name nor hostname", { description: "x" }],
    ["an attribute outside the schema", { name: "x", managed: true }],
    ["an href", { name: "x", href: "/orgs/1/workloads/1" }],
    ["a prefix in an interface address", { name: "x", interfaces: [{ name: "e", address: "10.0.0.1/24" }] }],
    ["an interface without a name", { name: "x", interfaces: [{ address: "10.0.0.1" }] }],
    [
      "an unknown interface attribute",
      { name: "x", interfaces: [{ name: "e", address: "1.2.3.4", mac: "" }] },
    ],
    [
      "a prefix length above 128",
      { name: "x", interfaces: [{ name: "e", address: "::1", cidr_block: 129 }] },
    ],
    ["an enforcement mode that is none", { name: "x", enforcement_mode: "on" }],
    ["half of an external pair", { name: "x", external_data_set: "iac" }],
    ["an empty service principal name", { name: "x", service_principal_name: "" }],
    ["null for a plain text", { name: "x", description: null }],
    ...["cidr_block", "link_state", "default_gateway_address", "friendly_name"].map((attribute): Refusal => {
      const interfaces = [{ name: "e", address: "1.2.3.4", [attribute]: null }];
      return [`null for ${attribute} of an interface`, { name: "x", interfaces }];
    }),
    ["a status of the agent, which only a VEN has", { name: "x", agent: { status: { status: "active" } } }],
  ])("are refused with %s", async (_, body) => {
    const refused = await call("POST", path, { body });
    expect([refused.status, [...new Set(tokens(refused))]]).toEqual([406, ["input_validation_error"]]);
    expect(pce.store.table("workloads").size).toBe(0);
  });

  test("are refused with each problem and its place", async () => {
    const body = { interfaces: [{ name: "e", address: "10.0.0.1/24" }], online: "yes" };
    const { json } = await call("POST", path, { body });
    const messages = json.map(({ message }: { message: string }) => message).join("\n");
    expect(json).toHaveLength(3);
    expect(messages).toContain("#/interfaces/0/address");
    expect(messages).toContain("#/online");
    expect(messages).toContain("'name' or 'hostname'");
    expect(messages).toContain("workloads_post.schema.json");
  });

  test("are refused with a label that does not exist, was deleted, or is the second of its type", async () => {
    const prod = await label("env", "prod");
    const dev = await label("env", "dev");
    const gone = await label("app", "old");
    await call("DELETE", gone.href);
    const attempt = (...hrefs: string[]) =>
      call("POST", path, { body: { name: "x", labels: hrefs.map((href) => ({ href })) } });
    expect(tokens(await attempt("/orgs/1/labels/999"))).toEqual(["invalid_uri"]);
    expect(tokens(await attempt(gone.href))).toEqual(["invalid_uri"]);
    expect(tokens(await attempt(prod.href, dev.href))).toEqual(["input_validation_error"]);
  });

  test("have a unique external pair, which is free again after a delete", async () => {
    const pair = { external_data_set: "iac", external_data_reference: "a" };
    const first = await create({ name: "one", ...pair });
    expect((await call("POST", path, { body: { name: "two", ...pair } })).status).toBe(406);
    await call("DELETE", first.href);
    expect((await call("POST", path, { body: { name: "two", ...pair } })).status).toBe(201);
  });

  test("change only what a PUT names, replace arrays as a whole, and clear with null or an empty text", async () => {
    const created = await create({
      name: "one",
      hostname: "h",
      description: "d",
      public_ip: "198.51.100.1",
      interfaces: [
        { name: "a", address: "10.0.0.1" },
        { name: "b", address: "10.0.0.2" },
      ],
    });
    const body = { interfaces: [{ name: "c", address: "10.0.0.3" }], public_ip: null, description: "" };
    expect(await call("PUT", created.href, { body })).toMatchObject({ status: 204, text: "" });
    const { json } = await call("GET", created.href);
    expect(json).toMatchObject({ name: "one", hostname: "h", description: "", public_ip: null });
    expect(json.interfaces.map(({ name }: { name: string }) => name)).toEqual(["c"]);
  });

  test("have addresses in one form and do not keep the order of interfaces and labels", async () => {
    const app = await label("app", "shop");
    const env = await label("env", "prod");
    const { interfaces, labels } = await create({
      name: "x",
      interfaces: [
        { name: "b", address: "2001:DB8:0:0::1" },
        { name: "a", address: "10.0.0.2" },
        { name: "a", address: "10.0.0.1" },
      ],
      labels: [{ href: env.href }, { href: app.href }],
    });
    expect(interfaces.map(({ address }: { address: string }) => address)).toEqual([
      "10.0.0.1",
      "10.0.0.2",
      "2001:db8::1",
    ]);
    expect(labels.map(({ href }: { href: string }) => href)).toEqual([app.href, env.href]);
  });

  test("are kept as deleted after a delete", async () => {
    const { href } = await create({ name: "x" });
    expect((await call("DELETE", href)).status).toBe(204);
    expect((await call("GET", href)).json).toMatchObject({ deleted: true, deleted_at: expect.any(String) });
    expect((await call("GET", path)).json).toEqual([]);
    expect(tokens(await call("DELETE", href))).toEqual(["workload_already_deleted"]);
    const never = "/orgs/1/workloads/00000000-0000-4000-8000-000000000000";
    expect((await call("DELETE", never)).status).toBe(404);
    expect((await call("GET", never)).status).toBe(404);
  });

  test("are found by a part of a text, by the exact external pair, and by labels as OR of AND", async () => {
    const prod = await label("env", "prod");
    const dev = await label("env", "dev");
    const shop = await label("app", "shop");
    const pair = (external_data_reference: string) => ({ external_data_set: "iac", external_data_reference });
    const labels = (...all: { href: string }[]) => ({ labels: all.map(({ href }) => ({ href })) });
    const nic = (address: string) => ({ interfaces: [{ name: "e", address }] });
    await create({ name: "Web-1", ...pair("a"), ...labels(prod, shop), ...nic("10.0.0.1"), online: true });
    await create({ name: "web-2", ...pair("ab"), ...labels(dev, shop), ...nic("10.0.0.12") });
    await create({ name: "db", ...pair("b"), ...labels(prod), public_ip: "10.9.9.9", hostname: "webless" });
    const names = async (query: Record<string, string>) => {
      const { json } = await call("GET", `${path}?${new URLSearchParams(query)}`);
      return json.map(({ name }: { name: string }) => name);
    };
    expect(await names({ name: "WEB" })).toEqual(["Web-1", "web-2"]);
    expect(await names({ hostname: "web" })).toEqual(["db"]);
    expect(await names({ ip_address: "10.0.0.1" })).toEqual(["Web-1", "web-2"]);
    expect(await names({ ip_address: "10.9" })).toEqual(["db"]);
    expect(await names({ external_data_set: "iac", external_data_reference: "a" })).toEqual(["Web-1"]);
    expect(await names({ online: "true" })).toEqual(["Web-1"]);
    expect(await names({ managed: "true" })).toEqual([]);
    expect(await names({ "ven.ven_type": "server" })).toEqual([]);
    expect(await names({ container_clusters: "x" })).toEqual([]);
    expect(await names({ enforcement_modes: '["full","idle"]' })).toEqual([]);
    expect(await names({ enforcement_modes: '["full","visibility_only"]' })).toHaveLength(3);
    expect((await call("GET", `${path}?enforcement_modes=full`)).status).toBe(406);
    const either = [[prod.href, shop.href], [dev.href]];
    expect(await names({ labels: JSON.stringify(either) })).toEqual(["Web-1", "web-2"]);
    expect(await names({ no_such_parameter: "x" })).toHaveLength(3);
    expect((await call("GET", `${path}?ip_address=web`)).status).toBe(406);
    expect((await call("GET", `${path}?labels=web`)).status).toBe(406);
  });

  test("have fewer attributes that can be changed and cannot be deleted when they are managed", async () => {
    const { href } = await create({
      name: "x",
      hostname: "h",
      interfaces: [{ name: "e", address: "10.0.0.1" }],
    });
    const ven = pce.pairVen(href);
    const managed = (await call("GET", href)).json;
    expect(managed).toMatchObject({
      managed: true,
      ven: { href: ven },
      agent: { config: {}, status: {} },
    });
    const suspended = { agent: { status: { status: "suspended" } } };
    expect((await call("PUT", href, { body: suspended })).status).toBe(204);
    const prod = await label("env", "prod");
    const allowed = { name: "y", labels: [{ href: prod.href }], enforcement_mode: "full", description: "d" };
    expect((await call("PUT", href, { body: allowed })).status).toBe(204);
    for (const body of [{ hostname: "z" }, { interfaces: [] }, { public_ip: null }, { online: true }]) {
      const refused = await call("PUT", href, { body });
      expect([refused.status, tokens(refused)]).toEqual([406, ["input_validation_error"]]);
      expect(refused.json[0].message).toContain("workloads_with_ven_put");
    }
    const refused = await call("DELETE", href);
    expect([refused.status, tokens(refused)]).toEqual([405, ["method_not_allowed_error"]]);
    expect((await call("GET", "/orgs/1/vens")).json).toMatchObject([{ href: ven, workloads: [{ href }] }]);
  });
});
