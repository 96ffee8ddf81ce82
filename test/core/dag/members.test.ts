import fc from "fast-check";
import { type DagBindingDefinition, dagMembers } from "../../../core/dag";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";
import { binding, LABELS, workload } from "./facts";

const members = (workloads: WorkloadFact[], changes: Partial<DagBindingDefinition> = {}) =>
  dagMembers(binding(changes), { labels: LABELS, labelGroups: [], workloads });
const addresses = (workloads: WorkloadFact[], changes: Partial<DagBindingDefinition> = {}) =>
  Object.fromEntries(members(workloads, changes).addresses);

const DB = { labels: [{ href: "/orgs/1/labels/db" }] };

test("members are the addresses of the matching workloads, with the names of these workloads", () => {
  const workloads = [workload("web01", ["10.0.0.7", "10.0.0.8"]), workload("db01", ["10.0.0.9"], DB)];
  expect(addresses(workloads)).toEqual({ "10.0.0.7": ["web01"], "10.0.0.8": ["web01"] });
});

test("IPv6 addresses are members when the binding asks for them, in canonical spelling", () => {
  const workloads = [workload("web01", ["2001:DB8::0:7", "10.0.0.7"])];
  expect(members(workloads).skipped).toEqual({ "other-family": 1 });
  expect(addresses(workloads, { addressFamilies: ["ipv4", "ipv6"] })).toEqual({
    "2001:db8::7": ["web01"],
    "10.0.0.7": ["web01"],
  });
});

test("addresses that a group should not hold are skipped and counted by reason", () => {
  const down = { interfaces: [{ name: "eth0", address: "10.0.0.1", link_state: "down" }] };
  const ignored = { ignored_interface_names: ["eth0"] };
  const workloads = [
    workload("a", ["127.0.0.1", "169.254.0.1", "224.0.0.1", "0.0.0.0", "10.0.0.300"]),
    workload("b", [], down),
    workload("c", ["10.0.0.2"], ignored),
    workload("d", []),
    workload("e", ["10.9.0.1", "10.8.0.1"]),
  ];
  const {
    skipped,
    addresses: found,
    workloads: matching,
  } = members(workloads, { excludeRanges: ["10.9.0.0/16"] });
  expect([...found.keys()]).toEqual(["10.8.0.1"]);
  expect(matching).toBe(5);
  expect(skipped).toEqual({
    loopback: 1,
    "link-local": 1,
    multicast: 1,
    unspecified: 1,
    "unreadable-address": 1,
    "link-down": 1,
    "ignored-interface": 1,
    "workload-without-address": 1,
    "excluded-range": 1,
  });
});

test("public addresses are added and offline workloads left out when the binding asks for it", () => {
  const workloads = [workload("web01", ["10.0.0.7"], { public_ip: "203.0.113.9", online: false })];
  expect(Object.keys(addresses(workloads))).toEqual(["10.0.0.7"]);
  expect(Object.keys(addresses(workloads, { includePublicIp: true }))).toEqual(["10.0.0.7", "203.0.113.9"]);
  expect(members(workloads, { onlyOnline: true }).skipped).toEqual({ "offline-workload": 1 });
});

describe("an address of a matching workload and of another one", () => {
  const workloads = [
    workload("web01", ["10.0.0.7"]),
    workload("web02", ["10.0.0.7"]),
    workload("db01", ["10.0.0.7"], DB),
  ];

  test("is a member under union, and the workloads of both sides are named", () => {
    expect(addresses(workloads)).toEqual({ "10.0.0.7": ["web01", "web02"] });
    const shared = [{ address: "10.0.0.7", matching: ["web01", "web02"], others: ["db01"] }];
    expect(members(workloads).shared).toEqual(shared);
  });

  test("is not a member under skip, in whichever order the workloads come", () => {
    for (const order of [workloads, [...workloads].reverse()]) {
      expect(addresses(order, { onSharedAddress: "skip" })).toEqual({});
      expect(members(order, { onSharedAddress: "skip" }).skipped).toEqual({ "shared-address": 1 });
    }
  });
});

test("a workload without a name is named by its host name, or else by its href", () => {
  const nameless = { ...workload("x", ["10.0.0.7"]), name: "" };
  expect(addresses([{ ...nameless, hostname: "web01" }])).toEqual({ "10.0.0.7": ["web01"] });
  expect(addresses([nameless])).toEqual({ "10.0.0.7": ["/orgs/1/workloads/x"] });
});

test("one read of the PCE gives each binding the same members as a read of its own", () => {
  const hrefs = ["web", "db", "prod"].map((name) => `/orgs/1/labels/${name}`);
  const workloadOf = fc.record({
    labels: fc.subarray(hrefs).map((some) => some.map((href) => ({ href }))),
    addresses: fc.array(
      fc.integer({ min: 1, max: 9 }).map((last) => `10.0.0.${last}`),
      { maxLength: 3 },
    ),
    down: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(workloadOf, { maxLength: 12 }), (shapes) => {
      const workloads = shapes.map(({ labels, addresses: all, down }, index) => ({
        ...workload(`w${index}`, []),
        labels,
        interfaces: all.map((address, at) => ({
          name: `eth${at}`,
          address,
          ...(down && at === 0 && { link_state: "down" }),
        })),
      }));
      const facts = { labels: LABELS, labelGroups: [], workloads };
      for (const labels of [
        { role: { anyOf: ["web"] } },
        { role: { anyOf: ["web", "db"] } },
        { role: { noneOf: ["db"] } },
      ]) {
        const definition = binding({ labels });
        const { anyOf, noneOf } = labels.role as { anyOf?: string[]; noneOf?: string[] };
        const has = (index: number, names: string[] = []) =>
          names.some((name) => shapes[index]!.labels.some(({ href }) => href.endsWith(`/${name}`)));
        const isMeant = (index: number) => (!anyOf || has(index, anyOf)) && !has(index, noneOf);
        const seen = workloads.flatMap(({ interfaces }, index) =>
          interfaces.filter((one) => !("link_state" in one)).map(({ address }) => ({ address, index })),
        );
        const wanted = new Set(seen.filter(({ index }) => isMeant(index)).map(({ address }) => address));
        const others = seen.filter(({ address, index }) => !isMeant(index) && wanted.has(address));
        const found = dagMembers(definition, facts);
        expect([...found.addresses.keys()].sort()).toEqual([...wanted].sort());
        expect(found.shared.map(({ address }) => address)).toEqual(
          [...new Set(others.map(({ address }) => address))].sort(),
        );
        expect(found.workloads).toBe(workloads.filter((_, index) => isMeant(index)).length);
      }
    }),
  );
});
