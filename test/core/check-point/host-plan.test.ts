import fc from "fast-check";
import { chosenAddresses, hasAddresses } from "../../../core/check-point/host-addresses";
import { HOST_TAG, hostComment } from "../../../core/check-point/host-mark";
import {
  type FormerHost,
  planHosts,
  type ReadHost,
  type WantedHost,
} from "../../../core/check-point/host-plan";
import { callsOf, writeChunks } from "../../../core/check-point/write-chunks";

const DEFINITION = "prod";

interface World {
  readonly hosts: Map<string, ReadHost>;
  readonly groups: Map<string, Set<string>>;
}

const ours = (vmId: string, name: string, ipv4: string): ReadHost => ({
  name,
  tags: [HOST_TAG],
  comment: hostComment(DEFINITION, vmId),
  ipv4,
});

const wanted = (vmId: string, changes: Partial<WantedHost> = {}): WantedHost => ({
  vmId,
  name: `host-${vmId}`,
  addresses: ["10.0.0.1"],
  groups: ["web"],
  ...changes,
});

const world = (hosts: readonly ReadHost[], groups: Record<string, readonly string[]>): World => ({
  hosts: new Map(hosts.map((host) => [host.name, host])),
  groups: new Map(Object.entries(groups).map(([name, members]) => [name, new Set(members)])),
});

test("a new machine is added and joins its groups", () => {
  expect(planHosts(DEFINITION, [wanted("a")], [], world([], { web: ["other"] }))).toEqual({
    writes: [
      {
        vmId: "a",
        name: "host-a",
        host: { kind: "add", addresses: { ipv4: "10.0.0.1" } },
        join: ["web"],
        leave: [],
      },
    ],
    unchanged: [],
    refused: new Map(),
    problems: [],
    warnings: [],
  });
});

test("a machine that is as it should be needs no write, whatever people wrote after its comment", () => {
  const host = ours("a", "host-a", "10.0.0.1");
  const noted = { ...host, comment: `${host.comment} (see ticket 7)`, tags: ["dmz", HOST_TAG] };
  const plan = planHosts(DEFINITION, [wanted("a")], [], world([noted], { web: ["host-a"] }));
  expect(plan).toMatchObject({ writes: [], unchanged: ["a"] });
});

test("an address that the server writes in another form is the same", () => {
  const host = { ...ours("a", "host-a", "10.0.0.1"), ipv6: "FD00:0:0:0:0:0:0:1" };
  const both = wanted("a", { addresses: ["fd00::1", "10.0.0.1"] });
  const plan = planHosts(DEFINITION, [both], [], world([host], { web: ["host-a"] }));
  expect(plan).toMatchObject({ writes: [], unchanged: ["a"], warnings: [] });
});

test("a host with another address is set", () => {
  const plan = planHosts(
    DEFINITION,
    [wanted("a")],
    [],
    world([ours("a", "host-a", "10.0.0.9")], { web: ["host-a"] }),
  );
  expect(plan.writes).toEqual([
    {
      vmId: "a",
      name: "host-a",
      host: { kind: "set", addresses: { ipv4: "10.0.0.1" } },
      join: [],
      leave: [],
    },
  ]);
});

test.each([
  ["without our tag", { tags: [] }, "it has the comment 'illumio-iac onboarding prod a' and no tag"],
  ["without our comment", { comment: "" }, "it has no comment and the tags illumio-iac"],
  ["of another machine", { comment: "illumio-iac onboarding prod b" }, "'illumio-iac onboarding prod b'"],
  [
    "of a machine whose id begins the same",
    { comment: "illumio-iac onboarding prod ab" },
    "onboarding prod ab'",
  ],
  ["of another onboarding", { comment: "illumio-iac onboarding test a" }, "'illumio-iac onboarding test a'"],
])("a host %s is refused with its name", (_what, changes, expected) => {
  const host = { ...ours("a", "host-a", "10.0.0.1"), ...changes };
  const plan = planHosts(DEFINITION, [wanted("a")], [], world([host], { web: [] }));
  expect(plan.writes).toEqual([]);
  expect(plan.refused.get("a")).toContain("host host-a in Check Point is not one that this onboarding made");
  expect(plan.refused.get("a")).toContain(expected);
});

test("a group that is missing is the reason of the machines that need it", () => {
  const plan = planHosts(
    DEFINITION,
    [wanted("a", { groups: ["web", "db"] }), wanted("b", { addresses: ["10.0.0.2"] })],
    [],
    world([], { web: [] }),
  );
  expect([...plan.refused]).toEqual([
    ["a", "Check Point has no group db; create it there, or correct the definition"],
  ]);
  expect(plan.writes.map(({ vmId }) => vmId)).toEqual(["b"]);
});

test("a machine without an address, and one with the name of another, are refused", () => {
  const plan = planHosts(
    DEFINITION,
    [wanted("a", { addresses: [] }), wanted("b", { name: "same" }), wanted("c", { name: "same" })],
    [],
    world([], { web: [] }),
  );
  expect([...plan.refused]).toEqual([
    ["a", "the machine has no address, which host host-a in Check Point needs"],
    ["c", "host same is also the name for machine b"],
  ]);
});

test("addresses that a host has no room for, and one that the machine has no more, are named", () => {
  const host = { ...ours("a", "host-a", "10.0.0.1"), ipv6: "fd00::1" };
  const plan = planHosts(
    DEFINITION,
    [wanted("a", { addresses: ["10.0.0.1", "10.0.0.2"] })],
    [],
    world([host], { web: ["host-a"] }),
  );
  expect(plan.problems).toEqual([]);
  expect(plan.warnings).toEqual([
    "host host-a holds one address of each family; the machine also has 10.0.0.2, which no rule with this host matches",
    "host host-a has fd00::1, which the machine has not; remove it in Check Point",
  ]);
});

test("a host leaves the groups of the definition that it is not to be in, and no others", () => {
  const hosts = world([ours("a", "host-a", "10.0.0.1")], {
    web: ["host-a"],
    db: ["host-a"],
    manual: ["host-a"],
  });
  const [writes] = planHosts(DEFINITION, [wanted("a")], [], hosts, ["web", "db"]).writes;
  expect(writes).toEqual({ vmId: "a", name: "host-a", join: [], leave: ["db"] });
});

test("a deleted machine leaves its groups, unless its host is somebody else's by now", () => {
  const left: FormerHost = { vmId: "a", name: "host-a", groups: ["web", "db"] };
  const groups = { web: ["host-a", "x"], db: ["x"] };
  const own = planHosts(DEFINITION, [], [left], world([ours("a", "host-a", "10.0.0.1")], groups));
  expect(own.writes).toEqual([{ vmId: "a", name: "host-a", join: [], leave: ["web"] }]);
  const foreign = planHosts(DEFINITION, [], [left], world([ours("b", "host-a", "10.0.0.1")], groups));
  expect(foreign).toMatchObject({ writes: [], unchanged: ["a"] });
  expect(foreign.problems[0]).toContain("machine a was deleted: host host-a in Check Point is not one");
  const gone = planHosts(DEFINITION, [], [left], world([], groups));
  expect(gone).toMatchObject({ writes: [], unchanged: ["a"], problems: [] });
});

const VM_IDS = ["a", "b", "c", "d", "e", "f"];
const GROUPS = ["g1", "g2", "g3"];
const address = fc.integer({ min: 1, max: 6 }).map((last) => `10.0.0.${last}`);
const anyName = fc.constantFrom(...VM_IDS.map((vmId) => `host-${vmId}`), "printer");
const anyHost = fc.record({
  name: anyName,
  tags: fc.subarray([HOST_TAG, "dmz"]),
  comment: fc.oneof(
    fc.constantFrom(...VM_IDS).map((vmId) => hostComment(DEFINITION, vmId)),
    fc.constant("by hand"),
  ),
  ipv4: address,
});
const anyWorld = fc
  .record({
    hosts: fc.uniqueArray(anyHost, { selector: ({ name }) => name }),
    groups: fc.uniqueArray(fc.tuple(fc.constantFrom(...GROUPS), fc.uniqueArray(anyName)), {
      selector: ([name]) => name,
    }),
  })
  .map(({ hosts, groups }) => {
    const isThere = (name: string) => hosts.some((host) => host.name === name);
    return { hosts, groups: Object.fromEntries(groups.map(([name, all]) => [name, all.filter(isThere)])) };
  });
const anyWanted = fc.uniqueArray(
  fc.record({
    vmId: fc.constantFrom(...VM_IDS),
    addresses: fc.uniqueArray(address, { maxLength: 2 }),
    groups: fc.subarray(GROUPS),
  }),
  { selector: ({ vmId }) => vmId },
);

/** What Check Point does with a plan, written without the plan's own words. */
function apply(before: World, chunks: ReturnType<typeof writeChunks>): World {
  const hosts = new Map(before.hosts);
  const groups = new Map([...before.groups].map(([name, members]) => [name, new Set(members)]));
  for (const { vmId, name, host, join, leave } of chunks.flat()) {
    if (host?.kind === "add" && hosts.has(name)) throw new Error(`more than one object named ${name}`);
    if (host?.kind === "set" && !hosts.has(name)) throw new Error(`no ${name}`);
    const own = hosts.get(name) ?? { name, tags: [HOST_TAG], comment: hostComment(DEFINITION, vmId) };
    if (host !== undefined) hosts.set(name, { ...own, ...host.addresses });
    for (const group of join) {
      if (!hosts.has(name)) throw new Error(`${name} joins before it is there`);
      groups.get(group)!.add(name);
    }
    for (const group of leave) groups.get(group)!.delete(name);
  }
  return { hosts, groups };
}

test("after a plan, in any world, every machine has its host and groups, and nothing of others changed", () => {
  fc.assert(
    fc.property(
      anyWorld,
      anyWanted,
      fc.subarray(VM_IDS),
      fc.integer({ min: 1, max: 5 }),
      (made, all, gone, most) => {
        const before = world(made.hosts, made.groups);
        const hosts = all
          .filter(({ vmId }) => !gone.includes(vmId))
          .map((one) => ({ ...one, name: `host-${one.vmId}` }));
        const former = gone.map((vmId) => ({ vmId, name: `host-${vmId}`, groups: GROUPS }));
        const plan = planHosts(DEFINITION, hosts, former, before, GROUPS);
        const chunks = writeChunks(plan.writes, most);
        for (const chunk of chunks) expect(callsOf(chunk)).toBeLessThanOrEqual(most);
        const after = apply(before, chunks);
        const mine = (vmId: string) => {
          const host = before.hosts.get(`host-${vmId}`);
          return host === undefined
            ? "absent"
            : host.tags.includes(HOST_TAG) && host.comment === hostComment(DEFINITION, vmId);
        };
        const touched = new Set<string>();
        for (const host of hosts) {
          const isDone =
            mine(host.vmId) !== false &&
            host.addresses.length > 0 &&
            host.groups.every((group) => before.groups.has(group));
          expect(plan.refused.has(host.vmId)).toBe(!isDone);
          if (!isDone) continue;
          touched.add(host.name);
          const { addresses } = chosenAddresses(host.addresses);
          expect(hasAddresses(after.hosts.get(host.name)!, addresses)).toBe(true);
          for (const [group, members] of after.groups)
            expect(members.has(host.name)).toBe(host.groups.includes(group));
        }
        for (const vmId of gone)
          if (mine(vmId) === true) {
            touched.add(`host-${vmId}`);
            for (const members of after.groups.values()) expect(members.has(`host-${vmId}`)).toBe(false);
          }
        for (const [name, host] of before.hosts)
          if (!touched.has(name)) expect(after.hosts.get(name)).toEqual(host);
        for (const [group, members] of before.groups) {
          const others = (set: Set<string>) => [...set].filter((name) => !touched.has(name)).sort();
          expect(others(after.groups.get(group)!)).toEqual(others(members));
        }
        const again = planHosts(DEFINITION, hosts, former, after, GROUPS);
        expect(again.writes).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test("a thousand machines are published a hundred writes at a time, each with its groups", () => {
  const all = Array.from({ length: 1000 }, (_, index) =>
    wanted(`vm-${index}`, { addresses: [`10.0.${index >> 8}.${index & 255}`], groups: ["web", "db"] }),
  );
  const { writes } = planHosts(DEFINITION, all, [], world([], { web: [], db: [] }));
  const chunks = writeChunks(writes);
  expect(chunks).toHaveLength(11);
  for (const chunk of chunks) expect(callsOf(chunk)).toBeLessThanOrEqual(100);
  expect(chunks.flat()).toEqual(writes);
});
