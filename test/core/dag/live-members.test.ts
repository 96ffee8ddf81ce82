import fc from "fast-check";
import {
  type DagBindingDefinition,
  dagMembers,
  type FactChanges,
  LiveFacts,
  LiveMembers,
  LiveTable,
  type PceFacts,
  type RegisteredEntry,
  TableIndex,
  tableStep,
} from "../../../core/dag";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";
import { binding, LABELS, membersOf, workload } from "./facts";

const NOTHING: FactChanges = { workloads: new Map(), labels: new Map() };
const WEB = { labels: [{ href: "/orgs/1/labels/web" }] };
const DB = { labels: [{ href: "/orgs/1/labels/db" }] };

/** Members of a binding and what a change of workloads makes of them. */
function following(workloads: WorkloadFact[], changes: Partial<DagBindingDefinition> = {}) {
  const all: PceFacts = { labels: LABELS, labelGroups: [], workloads };
  const definition = binding(changes);
  const members = dagMembers(definition, all);
  const facts = new LiveFacts(all);
  const live = new LiveMembers(definition, facts, members);
  const follow = (change: Partial<FactChanges>) => {
    const { entered, left } = live.follow(facts.apply({ ...NOTHING, ...change }));
    return [entered.map(({ address }) => `+${address}`), left.map((address) => `-${address}`)].flat();
  };
  const become = (...now: WorkloadFact[]) =>
    follow({ workloads: new Map(now.map((one) => [one.href, one])) });
  const gone = (name: string) => follow({ workloads: new Map([[`/orgs/1/workloads/${name}`, undefined]]) });
  return { facts, live, follow, become, gone };
}

describe("one workload", () => {
  test("changes the members when it comes, gets other addresses or labels, and goes", () => {
    const { become, gone, live } = following([workload("web01", ["10.0.0.1"])]);
    expect(become(workload("web02", ["10.0.0.2"]))).toEqual(["+10.0.0.2"]);
    expect(become(workload("web02", ["10.0.0.3", "10.0.0.2"]))).toEqual(["+10.0.0.3"]);
    expect(become(workload("web02", ["10.0.0.3"], DB))).toEqual(["-10.0.0.3", "-10.0.0.2"].sort());
    expect(become(workload("web02", ["10.0.0.3"], WEB))).toEqual(["+10.0.0.3"]);
    expect(gone("web02")).toEqual(["-10.0.0.3"]);
    expect(gone("web02")).toEqual([]);
    expect([...live.addresses]).toEqual([["10.0.0.1", ["web01"]]]);
  });

  test("that leaves keeps an address as a member when another workload holds it", () => {
    const { become, gone } = following([workload("web01", ["10.0.0.1"]), workload("web02", ["10.0.0.1"])]);
    expect(become(workload("web01", ["10.0.0.1"], DB))).toEqual([]);
    expect(gone("web02")).toEqual(["-10.0.0.1"]);
  });

  test("that does not match removes a shared address under skip", () => {
    const { become, gone } = following([workload("web01", ["10.0.0.1"])], { onSharedAddress: "skip" });
    expect(become(workload("db01", ["10.0.0.1"], DB))).toEqual(["-10.0.0.1"]);
    expect(gone("db01")).toEqual(["+10.0.0.1"]);
  });

  test("adds no address that a group should not hold", () => {
    const { become } = following([], { excludeRanges: ["10.9.0.0/16"] });
    const down = { interfaces: [{ name: "eth0", address: "10.0.0.1", link_state: "down" }] };
    expect(become(workload("web01", ["10.9.0.1", "127.0.0.1", "2001:db8::1", "nonsense"]))).toEqual([]);
    expect(become(workload("web01", [], down))).toEqual([]);
    expect(become(workload("web01", ["10.0.0.1"]))).toEqual(["+10.0.0.1"]);
    expect(become(workload("web01", ["10.0.0.1"], { ignored_interface_names: ["eth0"] }))).toEqual([
      "-10.0.0.1",
    ]);
  });
});

describe("labels and label groups", () => {
  const label = (value: string, href = `/orgs/1/labels/${value}`) => ({ href, key: "role", value });

  test("a renamed label selects other workloads", () => {
    const { follow } = following([workload("web01", ["10.0.0.1"]), workload("db01", ["10.0.0.2"], DB)]);
    const swapped = [label("db", "/orgs/1/labels/web"), label("web", "/orgs/1/labels/db")];
    expect(follow({ labels: new Map(swapped.map((one) => [one.href, one])) })).toEqual([
      "+10.0.0.2",
      "-10.0.0.1",
    ]);
  });

  test("a label that is gone is refused, as in a full comparison", () => {
    const { follow } = following([workload("web01", ["10.0.0.1"])]);
    expect(() => follow({ labels: new Map([["/orgs/1/labels/web", undefined]]) })).toThrow(
      /the PCE has no label role=web/,
    );
  });

  test("a changed label group adds and removes the workloads of its labels", () => {
    const group = (...labels: string[]) => [
      {
        href: "/orgs/1/sec_policy/active/label_groups/g",
        key: "role",
        name: "g",
        labels: labels.map((href) => ({ href })),
      },
    ];
    const all = {
      labels: LABELS,
      labelGroups: group("/orgs/1/labels/web"),
      workloads: [workload("web01", ["10.0.0.1"]), workload("db01", ["10.0.0.2"], DB)],
    };
    const definition = binding({ labels: { role: { groups: ["g"] } } });
    const members = dagMembers(definition, all);
    const facts = new LiveFacts(all);
    const live = new LiveMembers(definition, facts, members);
    const labelGroups = group("/orgs/1/labels/db");
    expect(live.follow(facts.apply({ ...NOTHING, labelGroups }))).toEqual({
      entered: [{ address: "10.0.0.2", workloads: ["db01"] }],
      left: ["10.0.0.1"],
    });
  });
});

test("a workload is known by its VEN and by its agent as long as it exists", () => {
  const ven = { ven: { href: "/orgs/1/vens/v" }, agent: { href: "/orgs/1/agents/7" } };
  const { facts, gone } = following([workload("web01", ["10.0.0.1"], ven)]);
  expect(facts.workloadOf("/orgs/1/agents/7")).toBe("/orgs/1/workloads/web01");
  expect(facts.workloadOf("/orgs/1/vens/v")).toBe("/orgs/1/workloads/web01");
  expect(facts.workloadOf("/orgs/1/agents/8")).toBeUndefined();
  gone("web01");
  expect(facts.workloadOf("/orgs/1/agents/7")).toBeUndefined();
});

describe("a step of a table", () => {
  const TAG = "illumio-iac.web";
  const entry = (address: string, ...tags: string[]): RegisteredEntry => ({
    address,
    tags: tags.map((name) => ({ name })),
  });
  const step = (
    entered: string[],
    left: string[],
    {
      now = entered,
      table = [] as RegisteredEntry[],
      limit = undefined as number | undefined,
      changes = {} as Partial<DagBindingDefinition>,
    },
  ) =>
    tableStep(
      binding(changes),
      { entered: entered.map((address) => ({ address, workloads: ["w"] })), left },
      membersOf(...now),
      new LiveTable(new TableIndex(table), limit),
      (address) => `${address}/32`,
    );

  test("holds what changed, in the firewall's spelling", () => {
    const plan = step(["10.0.0.2"], ["10.0.0.1"], { now: ["10.0.0.2", "10.0.0.3"] });
    expect(plan).toMatchObject({ unregister: ["10.0.0.1/32"], kept: 1, problems: [] });
    expect(plan.register.map(({ address }) => address)).toEqual(["10.0.0.2"]);
  });

  test("is refused for the same reasons as a full comparison", () => {
    const many = Array.from({ length: 12 }, (_, index) => `10.0.1.${index}`);
    expect(step([], many, { now: ["10.0.0.1"] }).problems).toEqual([
      expect.stringMatching(/^12 of 13 addresses would leave and 0 would enter/),
    ]);
    expect(
      step([], many, { now: Array.from({ length: 12 }, (_, index) => `10.0.2.${index}`) }).problems,
    ).toEqual([]);
    expect(
      step(["10.0.0.2"], [], { now: ["10.0.0.1", "10.0.0.2"], changes: { maxAddresses: 1 } }).problems,
    ).toEqual(["2 addresses match, and maxAddresses allows 1"]);
    const full = entry("10.0.0.2", ...Array.from({ length: 32 }, (_, index) => `t${index}`));
    expect(step(["10.0.0.2"], [], { table: [full] }).problems).toEqual([
      "10.0.0.2 has 32 tags already, and PAN-OS keeps 32",
    ]);
    const table = [entry("10.0.0.1", TAG), entry("10.0.0.9", "other")];
    expect(step(["10.0.0.2"], [], { table, limit: 2 }).problems).toEqual([
      "the registered-IP table would hold 3 entries, and the firewall takes 2",
    ]);
    expect(step(["10.0.0.2"], ["10.0.0.1"], { table, limit: 2 }).problems).toEqual([]);
    expect(step(["10.0.0.9"], [], { table, limit: 2 }).problems).toEqual([]);
  });
});

const HREFS = ["web", "db", "prod", "dev"].map((name) => `/orgs/1/labels/${name}`);
const BINDINGS = [
  binding({ name: "web", maxRemovedShare: 1 }),
  binding({
    labels: { role: { noneOf: ["db"] }, env: { anyOf: ["prod"] } },
    addressFamilies: ["ipv4", "ipv6"],
  }),
  binding({ labels: { role: { groups: ["g"] } }, excludeRanges: ["10.0.0.4/31"] }),
  binding({ labels: { role: { anyOf: ["web"], groups: ["g"] } }, onSharedAddress: "skip" }),
  binding({ labels: {}, all: true, onlyOnline: true, includePublicIp: true, onSharedAddress: "skip" }),
];
const addresses = fc.subarray(["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "2001:DB8::1", "169.254.0.1"]);
const someWorkload = fc.record({
  name: fc.constantFrom("a", "b", "c", "d", "e"),
  labels: fc.subarray(HREFS),
  addresses,
  online: fc.boolean(),
  publicIp: fc.constantFrom(undefined, "10.0.0.1", "203.0.113.1"),
  down: fc.boolean(),
});
const step = fc.oneof(
  { weight: 6, arbitrary: someWorkload.map((put) => ({ put })) },
  { weight: 2, arbitrary: someWorkload.map(({ name }) => ({ gone: name })) },
  fc.constantFrom(...HREFS).map((rename) => ({ rename })),
  fc.subarray(HREFS.slice(0, 2)).map((group) => ({ group })),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const factOf = ({
  name,
  labels,
  addresses: all,
  online,
  publicIp,
  down,
}: Extract<Step, { put: unknown }>["put"]) => ({
  ...workload(name, []),
  labels: labels.map((href) => ({ href })),
  interfaces: all.map((address, at) => ({
    name: `eth${at}`,
    address,
    ...(down && at === 0 && { link_state: "down" }),
  })),
  online,
  ...(publicIp && { public_ip: publicIp }),
});

/** A PCE whose objects change, and what tells of it. */
class World {
  readonly workloads = new Map<string, WorkloadFact>();
  readonly values = new Map(HREFS.map((href) => [href, href.split("/").at(-1)!]));
  group: readonly string[] = HREFS.slice(0, 1);

  /** @returns href of what changed */
  take(change: Step): string {
    if ("put" in change) {
      const fact = factOf(change.put);
      this.workloads.set(fact.href, fact);
      return fact.href;
    }
    if ("gone" in change) {
      const href = `/orgs/1/workloads/${change.gone}`;
      this.workloads.delete(href);
      return href;
    }
    if ("rename" in change) {
      const value = change.rename.split("/").at(-1)!;
      this.values.set(change.rename, this.values.get(change.rename) === value ? "other" : value);
      return change.rename;
    }
    this.group = change.group;
    return "policy";
  }

  label(href: string) {
    return { href, key: HREFS.indexOf(href) < 2 ? "role" : "env", value: this.values.get(href)! };
  }

  get labelGroups() {
    const labels = this.group.map((href) => ({ href }));
    return [{ href: "/orgs/1/sec_policy/active/label_groups/g", key: "role", name: "g", labels }];
  }

  everything(): PceFacts {
    const { labelGroups } = this;
    return {
      labels: HREFS.map((href) => this.label(href)),
      labelGroups,
      workloads: [...this.workloads.values()],
    };
  }

  /** What a client reads of objects that it heard of. */
  read(heard: readonly string[]): FactChanges {
    const hrefs = (part: string) => heard.filter((href) => href.includes(part));
    return {
      workloads: new Map(hrefs("/workloads/").map((href) => [href, this.workloads.get(href)])),
      labels: new Map(hrefs("/labels/").map((href) => [href, this.label(href)])),
      ...(heard.includes("policy") && { labelGroups: this.labelGroups }),
    };
  }
}

const settled = (work: () => Iterable<[string, readonly string[]]>) => {
  try {
    return [...work()].map(([address, names]) => `${address} ${[...names].sort()}`).sort();
  } catch (error) {
    return (error as Error).message;
  }
};

test("live members equal those of a full comparison after any changes, reported once or twice", () => {
  const polls = fc.array(
    fc.record({ steps: fc.array(step, { maxLength: 4 }), doubled: fc.array(fc.nat(20), { maxLength: 3 }) }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(fc.array(someWorkload, { maxLength: 5 }), polls, (first, rest) => {
      const world = new World();
      for (const put of first) world.take({ put });
      const open = () => {
        const all = world.everything();
        const members = BINDINGS.map((definition) => dagMembers(definition, all));
        const facts = new LiveFacts(all);
        return { facts, live: BINDINGS.map((one, index) => new LiveMembers(one, facts, members[index]!)) };
      };
      let { facts, live } = open();
      const told: string[] = [];
      for (const { steps, doubled } of rest) {
        const fresh = steps.map((one) => world.take(one));
        told.push(...fresh);
        const heard = [...fresh, ...doubled.flatMap((index) => told[index] ?? [])];
        const touched = facts.apply(world.read(heard));
        let refused = false;
        for (const [index, definition] of BINDINGS.entries()) {
          const found = settled(() => {
            live[index]!.follow(touched);
            return live[index]!.addresses;
          });
          expect(found).toEqual(settled(() => dagMembers(definition, world.everything()).addresses));
          refused ||= typeof found === "string";
        }
        if (!refused) continue;
        for (const href of HREFS) world.values.set(href, href.split("/").at(-1)!);
        ({ facts, live } = open());
      }
    }),
    { numRuns: 3_000 },
  );
});
