import type { PceClient } from "../../../clients/pce";
import { readPolicyFacts } from "../../../clients/pce/policy";
import { PolicyIndex, whoReaches } from "../../../core/policy";
import { active, startPolicyWorld } from "../../sandbox/pce/policy/policy-world";
import { target } from "../../support/pce-policy";
import type { Act } from "../http/scripted-server";
import { clientOf, closeAll, failureOf, scriptedPce } from "./fixtures";

afterEach(closeAll);

test("the policy in force is read with everything it refers to, and more than 500 workloads", async () => {
  const world = await startPolicyWorld();
  try {
    const { author, pce, call } = world;
    const [db, web] = [await author.label("role", "db"), await author.label("role", "web")];
    const group = await author.object("label_groups", {
      name: "clients",
      key: "role",
      labels: [{ href: web }],
    });
    const provider = await author.workload("db", "10.0.0.5", [db]);
    for (const at of [0, 1]) {
      const body = Array.from({ length: 300 }, (_, index) => ({
        name: `web-${at}-${index}`,
        interfaces: [{ name: "eth0", address: `10.1.${at}.${index % 256}`, cidr_block: 24 }],
        labels: [{ href: web }],
      }));
      await call("PUT", "/orgs/1/workloads/bulk_create", { body });
    }
    const sql = await author.object("virtual_services", {
      name: "sql",
      service_ports: [{ proto: 6, port: 5432 }],
    });
    const ruleSet = await author.ruleSet("orders");
    await author.rule(ruleSet, { providers: [target(db)], consumers: [target(group)] });
    await author.provision();
    const body = [
      {
        virtual_service: { href: active(sql) },
        workload: { href: provider },
        port_overrides: [{ port: 5432, proto: 6, new_port: 5433 }],
      },
    ];
    expect((await call("POST", "/orgs/1/service_bindings", { body })).status).toBe(201);
    await author.rule(ruleSet, {
      providers: [{ virtual_service: { href: sql } }],
      consumers: [target(web)],
      ingress_services: [],
      resolve_labels_as: { providers: ["virtual_services"], consumers: ["workloads"] },
    });
    await author.provision();
    const counts: number[] = [];
    const facts = await readPolicyFacts(clientOf(pce), (count) => counts.push(count));
    expect(facts.workloads).toHaveLength(601);
    expect(facts.workloads.at(-1)!.interfaces![0]!.cidr_block).toBe(24);
    expect(counts.at(-1)).toBe(counts.length);
    const index = PolicyIndex.of(facts);
    const reach = (port: number) =>
      whoReaches(index, {
        provider: { workload: provider },
        ports: [{ protocol: 6, first: port, last: port }],
      }).consumers.length;
    expect([443, 5433, 5432].map(reach)).toEqual([600, 600, 0]);
    expect(
      pce.requests.filter(({ path }) => path.includes("/draft/")).filter(({ method }) => method === "GET"),
    ).toEqual([]);
  } finally {
    await world.close();
  }
});

const RULE_SET = "/orgs/1/sec_policy/active/rule_sets/1";

/** A PCE that has these rows in collections, by the end of their path, and nothing else. */
async function pceWith(rows: Readonly<Record<string, readonly object[]>>): Promise<PceClient> {
  const answers: Act = (request, response) => {
    const [, found = []] = Object.entries(rows).find(([end]) => request.url!.endsWith(end)) ?? [];
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(found));
  };
  const { connection } = await scriptedPce([answers]);
  return clientOf(connection);
}

test("what is null is absent, and a pod may have no address yet", async () => {
  const consumers = [{ ip_list: { href: "i" }, exclusion: null }];
  const providers = [{ actors: "ams", label: null }];
  const rule = { href: "r", providers, consumers, ingress_services: null, description: null };
  const facts = await readPolicyFacts(
    await pceWith({
      rule_sets: [{ href: RULE_SET, name: null, scopes: [[]], rules: [rule], deny_rules: null }],
      ip_lists: [{ href: "i", name: "any", ip_ranges: null, fqdns: null }],
      container_workloads: [{ href: "c", interfaces: [{ name: "eth0", address: null }], labels: null }],
      workloads: [{ href: "w", managed: true, deleted: false, labels: null, services: {} }],
    }),
  );
  expect(facts.ruleSets).toEqual([
    {
      href: RULE_SET,
      scopes: [[]],
      rules: [{ href: "r", providers: [{ actors: "ams" }], consumers: [{ ip_list: { href: "i" } }] }],
    },
  ]);
  expect(facts.ipLists).toEqual([{ href: "i", name: "any" }]);
  expect(facts.containerWorkloads).toEqual([{ href: "c", interfaces: [] }]);
  expect(facts.workloads).toEqual([{ href: "w", managed: true }]);
});

test.each([
  ["rule_sets", { href: RULE_SET }, "rule sets ([0].scopes is missing, not a list)"],
  [
    "rule_sets",
    { href: RULE_SET, scopes: [[]], rules: [{ href: "r", consumers: [] }] },
    "rules[0].providers",
  ],
  ["ip_lists", { href: "i", ip_ranges: [{ to_ip: "10.0.0.1" }] }, "ip_ranges[0].from_ip is missing"],
  [
    "services",
    { href: "s", service_ports: [{ proto: "tcp" }] },
    'service_ports[0].proto is "tcp", not a number',
  ],
])("an answer about %s that cannot be read fails with what was seen", async (collection, row, words) => {
  const pce = await pceWith({ [collection]: [row] });
  expect((await failureOf(readPolicyFacts(pce))).message).toContain(words);
});
