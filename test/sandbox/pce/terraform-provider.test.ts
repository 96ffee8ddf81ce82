import { active, type PolicyWorld, startPolicyWorld } from "./policy/policy-world";

/**
 * What Terraform's Illumio provider 1.1.6 sends and reads: empty texts and lists for what is not set, null for the label
 * group of a scope, an array for one binding. It panics on a missing attribute, and plans a change for every attribute
 * that does not come back as it was sent.
 */
describe("the calls of Terraform's Illumio provider", () => {
  let world: PolicyWorld;
  let role: string;
  let env: string;
  beforeAll(async () => {
    world = await startPolicyWorld();
    role = await world.author.label("role", "db");
    env = await world.author.label("env", "prod");
  });
  afterAll(() => world.close());

  /** Creates, reads, writes what it read as the provider would, and reads again. */
  async function roundTrip(path: string, sent: object, kept: object = sent): Promise<string> {
    const { status, json, text } = await world.call("POST", path, { body: sent });
    if (status !== 201) throw new Error(`${path}: ${status} ${text}`);
    expect(await world.read(json.href)).toMatchObject(kept);
    const { key: _, ...changeable } = sent as Record<string, unknown>;
    await world.author.change(json.href, changeable);
    expect(await world.read(json.href)).toMatchObject(kept);
    return json.href;
  }
  const draft = (kind: string) => `/orgs/1/sec_policy/draft/${kind}`;
  const hrefs = (...list: string[]) => list.map((href) => ({ href }));

  test("a label, a label type and label groups, with who has a group before it is deleted", async () => {
    const label = await roundTrip("/orgs/1/labels", { key: "role", value: "web" });
    await roundTrip("/orgs/1/label_dimensions", {
      key: "bu",
      display_name: "Business unit",
      display_info: {
        icon: "tag",
        initial: "B",
        background_color: "#ffffff",
        foreground_color: "#000000",
        sort_ordinal: 5000,
        display_name_plural: "Business units",
      },
    });
    const group = { description: "", labels: hrefs(label), sub_groups: [] };
    const inner = await roundTrip(draft("label_groups"), { name: "inner", key: "role", ...group });
    const outer = await roundTrip(draft("label_groups"), {
      name: "outer",
      key: "role",
      description: "",
      labels: [],
      sub_groups: hrefs(inner),
    });
    expect(await world.read(`${inner}/member_of`)).toEqual([{ href: outer, name: "outer" }]);
    for (const href of [outer, inner, label]) await world.author.remove(href);
    expect(await world.refused("DELETE", label)).toEqual([406, "label_already_deleted"]);
    expect(await world.read(label)).toMatchObject({ deleted: true });
  });

  test("an IP list and a service", async () => {
    const range = (from_ip: string, to_ip: string) => ({ from_ip, to_ip, description: "", exclusion: false });
    const list = {
      name: "office",
      description: "",
      ip_ranges: [range("10.0.0.0", "10.0.255.255"), range("192.168.0.0/16", "")],
      fqdns: [{ fqdn: "app.example.com", description: "" }],
    };
    await roundTrip(draft("ip_lists"), list, {
      ...list,
      ip_ranges: [
        range("10.0.0.0", "10.0.255.255"),
        { from_ip: "192.168.0.0/16", description: "", exclusion: false },
      ],
    });
    await roundTrip(draft("services"), {
      name: "sql",
      description: "",
      service_ports: [
        { proto: 6, port: 1433 },
        { proto: 6, port: 2000, to_port: 2010 },
        { proto: 1, icmp_type: 8, icmp_code: 0 },
      ],
    });
  });

  test("a virtual service, which is provisioned, and a binding of an unmanaged workload", async () => {
    const service = await roundTrip(draft("virtual_services"), {
      name: "db",
      description: "",
      labels: hrefs(role),
      service_ports: [{ proto: 6, port: 1433 }],
      ip_overrides: [],
      apply_to: "host_only",
      service_addresses: [{ fqdn: "db.example.com" }],
    });
    const workload = await roundTrip("/orgs/1/workloads", {
      name: "db01",
      description: "",
      hostname: "db01.example.com",
      public_ip: "203.0.113.9",
      distinguished_name: "",
      service_provider: "",
      data_center: "",
      data_center_zone: "",
      os_id: "",
      os_detail: "",
      online: false,
      ignored_interface_names: [],
      labels: hrefs(role, env),
      interfaces: [{ name: "eth0", link_state: "up", address: "10.0.0.5", cidr_block: 24 }],
    });
    expect(await world.read(`${workload}/interfaces`)).toMatchObject([
      { name: "eth0", address: "10.0.0.5", cidr_block: 24, network: { href: expect.any(String) } },
    ]);
    await world.author.provision(service);
    const binding = [{ virtual_service: { href: active(service) }, workload: { href: workload } }];
    const { json } = await world.call("POST", "/orgs/1/service_bindings", { body: binding });
    expect(await world.read(json[0].href)).toMatchObject(binding[0]!);
    await world.author.remove(json[0].href);
  });

  test("rule sets and rules, with a filter of the rule set that says nothing", async () => {
    const set = await roundTrip(draft("rule_sets"), {
      name: "orders",
      description: "",
      enabled: true,
      scopes: [[{ exclusion: false, label: { href: env } }]],
      ip_tables_rules: [
        {
          enabled: true,
          description: "",
          statements: [{ table_name: "nat", chain_name: "PREROUTING", parameters: "-j ACCEPT" }],
          actors: [{ actors: "ams" }, { label: { href: role } }],
          ip_version: "4",
        },
      ],
    });
    expect((await world.read(set)).ip_tables_rules).toEqual([
      expect.objectContaining({
        href: expect.stringContaining(`${set}/ip_tables_rules/`),
        actors: [{ actors: "ams" }, { label: { href: role } }],
        update_type: "create",
      }),
    ]);
    const rule = await roundTrip(`${set}/sec_rules`, {
      enabled: true,
      description: "",
      ingress_services: [{ proto: 6, port: 8080, to_port: 8090 }],
      resolve_labels_as: { providers: ["workloads"], consumers: ["workloads"] },
      sec_connect: false,
      stateless: false,
      machine_auth: false,
      providers: [{ label: { href: role } }, { exclusion: true, label: { href: role } }],
      consumers: [{ actors: "ams" }],
      unscoped_consumers: false,
      use_workload_subnets: [],
    });
    expect(await world.read(`${set}/sec_rules?rule_set_href=${set}`)).toHaveLength(1);
    await world.author.remove(rule);
    await world.author.remove(set);
    await roundTrip(draft("enforcement_boundaries"), {
      name: "rdp",
      enabled: true,
      providers: [{ actors: "ams" }],
      consumers: [{ label: { href: role } }],
      ingress_services: [{ proto: 6, port: 3389 }],
    });
  });

  test("a pairing profile with keys, and a container cluster with a profile", async () => {
    const profile = await roundTrip("/orgs/1/pairing_profiles", {
      name: "servers",
      description: "",
      enabled: true,
      allowed_uses_per_key: 5,
      labels: hrefs(env),
      enforcement_mode: "visibility_only",
      enforcement_mode_lock: false,
      env_label_lock: false,
      loc_label_lock: false,
      role_label_lock: false,
      app_label_lock: false,
      log_traffic: false,
      log_traffic_lock: false,
      visibility_level: "flow_summary",
      visibility_level_lock: false,
    });
    const key = await world.call("POST", `${profile}/pairing_key`, { body: {} });
    expect([key.status, typeof key.json.activation_code]).toEqual([201, "string"]);
    await world.author.remove(`${profile}/pairing_keys`);
    await world.author.remove(profile);
    const cluster = await roundTrip("/orgs/1/container_clusters", { name: "shop", description: "" });
    await roundTrip(`${cluster}/container_workload_profiles`, {
      name: "web",
      description: "",
      enforcement_mode: "visibility_only",
      managed: true,
      labels: [{ key: "env", assignment: { href: env } }],
    });
    await world.author.remove(cluster);
  });

  test("the settings of the firewall are changed and read, and the pending ones are one object", async () => {
    const sent = {
      ike_authentication_type: "psk",
      static_policy_scopes: [[{ label: { href: env }, label_group: null }]],
      containers_inherit_host_policy_scopes: [],
      loopback_interfaces_in_policy_scopes: [],
      blocked_connection_reject_scopes: [],
      firewall_coexistence: [],
    };
    await world.author.change(draft("firewall_settings"), sent);
    expect(await world.read(draft("firewall_settings"))).toMatchObject({
      ...sent,
      static_policy_scopes: [[{ label: { href: env } }]],
    });
    const { firewall_settings: pending } = await world.read("/orgs/1/sec_policy/pending");
    expect(pending.href).toBe(draft("firewall_settings"));
  });
});
