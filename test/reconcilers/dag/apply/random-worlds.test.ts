import fc from "fast-check";
import { type DagBindingDefinition, revisionTag } from "../../../../core/dag";
import type { WorkloadFact } from "../../../../core/workloads/workload-fact";
import { syncTable } from "../../../../reconcilers/dag/apply/sync-table";
import { claimBinding } from "../../../../reconcilers/dag/claim/claim-binding";
import { planBindings } from "../../../../reconcilers/dag/plan/plan-bindings";
import type { TagTable } from "../../../../sandbox/panos/user-id/tag-table";
import { binding } from "../../../core/dag/facts";
import { simulatedClient } from "../simulated-client";

const LABELS = ["role=web", "role=db", "env=prod", "env=dev"].map((text) => {
  const [key, value] = text.split("=") as [string, string];
  return { href: `/orgs/1/labels/${text}`, key, value };
});
const define = (name: string, more: Partial<DagBindingDefinition>) =>
  binding({ name, tag: `t.${name}`, owner: name, revision: `of ${name}`, maxRemovedShare: 1, ...more });
const BINDINGS = [
  define("web", { labels: { role: { anyOf: ["web"] } }, revisionAddress: "100::1" }),
  define("prod", {
    labels: { env: { anyOf: ["prod"] }, role: { noneOf: ["db"] } },
    addressFamilies: ["ipv4", "ipv6"],
    revisionAddress: "100::2",
  }),
  define("all", { labels: {}, all: true, addressFamilies: ["ipv6"], revisionAddress: "100::3" }),
  define("alone", {
    labels: { role: { anyOf: ["web", "db"] } },
    onSharedAddress: "skip",
    revisionAddress: "100::4",
  }),
];

const HOSTS = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "2001:db8::1", "2001:db8::2"];
const workloads = fc.array(
  fc.record({
    labels: fc.subarray(LABELS.map(({ href }) => href)),
    addresses: fc.subarray([...HOSTS.slice(0, 4), "2001:DB8:0::2", "169.254.0.1", "no address"]),
  }),
  { maxLength: 6 },
);
const ends = fc.constantFrom("0", "3600");
const TAGS = [...BINDINGS.map(({ tag }) => tag), "web", "t.web2", "t.we", "/orgs/1/workloads/x"];
const rows = fc.uniqueArray(
  fc.record({
    address: fc.constantFrom(...HOSTS, "10.0.0.9", "10.0.0.0/24", "10.0.0.1-10.0.0.3"),
    tags: fc.uniqueArray(fc.tuple(fc.constantFrom(...TAGS), ends), {
      minLength: 1,
      selector: ([tag]) => tag,
    }),
  }),
  { selector: ({ address }) => address },
);
const world = fc.record({
  workloads,
  rows,
  bindings: fc.subarray(BINDINGS, { minLength: 1 }),
  tagFilterShows: fc.constantFrom("filter-tag", "all-tags"),
  claimed: fc.integer({ min: 0, max: 3 }).map((drawn) => drawn > 0),
  crowded: fc.integer({ min: 0, max: 999 }).map((drawn) => drawn === 0),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** What the binding means, worked out in the plainest way. */
function wanted({ name }: DagBindingDefinition, all: World["workloads"]): string[] {
  const has = (labels: readonly string[], ...some: string[]) =>
    some.some((text) => labels.includes(`/orgs/1/labels/${text}`));
  const isMeant = ({ labels }: World["workloads"][number]) =>
    name === "all" ||
    (name === "web" && has(labels, "role=web")) ||
    (name === "prod" && has(labels, "env=prod") && !has(labels, "role=db")) ||
    (name === "alone" && has(labels, "role=web", "role=db"));
  const isFamily = (address: string) =>
    address.includes(":") ? name === "prod" || name === "all" : name !== "all" && address.startsWith("10.");
  const addressesOf = (some: World["workloads"]) =>
    some.flatMap(({ addresses }) => addresses.map((text) => text.replace("DB8:0::2", "db8::2")));
  const others = addressesOf(all.filter((one) => !isMeant(one)));
  const own = addressesOf(all.filter(isMeant)).filter(isFamily);
  return [...new Set(own.filter((address) => name !== "alone" || !others.includes(address)))].sort();
}

const isHost = (key: string) => !/[/-]/.test(key);
/** Every address with a tag and when that ends. */
const pairs = (table: TagTable) =>
  table.list().flatMap(({ key, tags }) => [...tags].map(([tag, end]) => ({ key, tag, end })));
const text = (some: ReturnType<typeof pairs>) =>
  some.map(({ key, tag, end }) => `${key} ${tag} ${end}`).join("\n");

test("a sync of any of 10,000 random firewalls reaches the wanted members, keeps foreign entries, and leaves a second sync nothing to write", async () => {
  const one = async ({ workloads: all, rows: before, bindings, tagFilterShows, claimed, crowded }: World) => {
    const { client, table, messages } = simulatedClient({ tagFilterShows });
    for (const { address, tags } of before) for (const [tag, end] of tags) table.add(address, tag, end, true);
    for (let index = 0; crowded && index < 1_001; index++)
      table.add(`10.7.${index >> 8}.${index & 255}`, "crowd", "0", true);
    const own = new Set(bindings.map(({ tag }) => tag));
    const foreign = () => pairs(table).filter(({ key, tag }) => !(own.has(tag) && isHost(key)));
    const stood = text(foreign());
    if (claimed) for (const one of bindings) table.add(one.revisionAddress, revisionTag(one), "0", true);
    const facts = {
      labels: LABELS,
      labelGroups: [],
      workloads: all.map(
        ({ labels, addresses }, index): WorkloadFact => ({
          href: `/orgs/1/workloads/${index}`,
          interfaces: addresses.map((address, at) => ({ name: `eth${at}`, address })),
          labels: labels.map((href) => ({ href })),
        }),
      ),
    };
    const firewalls = new Map([["edge", { client, deviceLimit: 10_000 }]]);
    const sync = async () => {
      for (const planned of await planBindings(bindings, facts, firewalls)) {
        expect(planned.plan.problems).toHaveLength(0);
        await claimBinding(planned, { replace: true });
        await syncTable(client, planned.table, planned.definition, planned.plan);
      }
    };
    await sync();
    const after = pairs(table);
    for (const definition of bindings) {
      const found = after.filter(({ key, tag }) => tag === definition.tag && isHost(key));
      expect(
        found
          .map(({ key }) => key)
          .sort()
          .join(),
      ).toBe(wanted(definition, all).join());
    }
    expect(text(foreign().filter(({ key }) => !key.startsWith("100::")))).toBe(stood);
    const sent = messages();
    await sync();
    expect(messages()).toBe(sent);
    expect(text(pairs(table))).toBe(text(after));
  };
  await fc.assert(fc.asyncProperty(world, one), { numRuns: 10_000 });
}, 300_000);
