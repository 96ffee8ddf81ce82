import fc from "fast-check";
import { parseRange } from "../../../core/addresses/address-range";
import { ipv4Number } from "../../../core/addresses/ipv4";
import { ipv4RangeText } from "../../../core/addresses/ipv4-ranges";
import type { PolicyConsumer } from "../../../core/policy";
import { type EgressEntry, wantedFirewall } from "../../../core/sql-firewall";
import { answer, consumer, facts, firewall, list, SUBNET, workload } from "./worlds";

const SUBNETS = [SUBNET, `${SUBNET}-2`];
const at = (text: string) => ipv4Number(text)!;
const PRIVATE = at("10.8.0.0");
const PUBLIC = at("20.0.0.0");
/** Addresses that the worlds use in each of the two networks. */
const SIZE = 12;
const EVERY = [PRIVATE, PUBLIC].flatMap((base) => Array.from({ length: SIZE }, (_, index) => base + index));

const rangeFrom = (base: number) =>
  fc
    .tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1))
    .map(([a, b]) => ipv4RangeText({ first: base + Math.min(a, b), last: base + Math.max(a, b) }));
const TERMS = [
  {},
  { env: { anyOf: ["prod"] } },
  { env: { anyOf: ["prod", "dev"] } },
  { env: { noneOf: ["dev"] } },
  { role: { anyOf: ["web"] } },
  { env: { anyOf: ["prod"] }, role: { anyOf: ["web"] } },
  { env: { anyOf: ["prod"] }, role: { noneOf: ["db"] } },
];
const ways = fc
  .record({
    publicRanges: fc.array(rangeFrom(PUBLIC), { maxLength: 2 }),
    subnetIds: fc.subarray(SUBNETS),
  })
  .filter(({ publicRanges, subnetIds }) => publicRanges.length + subnetIds.length > 0);
const entry: fc.Arbitrary<EgressEntry> = fc
  .tuple(
    fc.oneof(
      fc
        .array(rangeFrom(PRIVATE), { minLength: 1, maxLength: 2 })
        .map((privateRanges) => ({ privateRanges })),
      fc.constantFrom(...TERMS.slice(1)).map((labels) => ({ labels })),
    ),
    ways,
  )
  .map(([who, way]) => ({ ...who, ...way }) as EgressEntry);
const egress = fc
  .array(entry, { maxLength: 4 })
  .map((entries) => Object.fromEntries(entries.map((one, index) => [`e${index}`, one])));
const labels = fc
  .tuple(fc.constantFrom("env=prod", "env=dev", undefined), fc.constantFrom("role=web", "role=db", undefined))
  .map((some) => some.filter((one) => one !== undefined));
const consumers = fc
  .array(
    fc.record({
      ranges: fc.array(fc.oneof(rangeFrom(PRIVATE), rangeFrom(PUBLIC)), { minLength: 1, maxLength: 2 }),
      labels,
      isList: fc.boolean(),
    }),
    { maxLength: 3 },
  )
  .map((some) =>
    some.map(({ ranges, labels: own, isList }, index) =>
      isList ? list(`l${index}`, ...ranges) : consumer(`w${index}`, { ranges, labels: own }),
    ),
  );

const read = new Map<string, readonly [first: number, last: number]>();
const numbersOf = (text: string) => {
  const known = read.get(text);
  if (known) return known;
  const { first, last } = parseRange(text)!;
  const numbers = [Number(first), Number(last)] as const;
  read.set(text, numbers);
  return numbers;
};
const contains = (text: string, address: number) => {
  const [first, last] = numbersOf(text);
  return first <= address && address <= last;
};
const size = (text: string) => numbersOf(text)[1] - numbersOf(text)[0];

/** Whether labels match, in the plainest way. */
function isMatch(expression: NonNullable<EgressEntry["labels"]>, own: readonly string[]): boolean {
  return Object.entries(expression).every(([key, { anyOf, noneOf = [] }]) => {
    const value = own.map((href) => href.split("/").at(-1)!.split("=")).find(([of]) => of === key)?.[1];
    return (
      (anyOf === undefined || (value !== undefined && anyOf.includes(value))) && !noneOf.includes(value ?? "")
    );
  });
}

/** Every combination of labels that a workload can have. */
const ALL_LABELS = [[], ["env=prod"], ["env=dev"]].flatMap((env) =>
  [[], ["role=web"], ["role=db"]].map((role) => [...env, ...role].map((text) => `/orgs/1/labels/${text}`)),
);

/** Names of the entries that translate one private address of a consumer. */
function entriesFor(
  entries: Readonly<Record<string, EgressEntry>>,
  { source }: PolicyConsumer,
  address: number,
): string[] {
  const all = Object.entries(entries);
  const matching =
    source.kind === "IP list"
      ? []
      : all.filter(([, one]) => one.labels && isMatch(one.labels, source.labels ?? []));
  if (matching.length > 0) {
    const set = (one: EgressEntry) =>
      ALL_LABELS.filter((own) => isMatch(one.labels!, own)).map((own) => own.join());
    const narrower = (a: EgressEntry, b: EgressEntry) =>
      set(a).every((own) => set(b).includes(own)) && set(a).length < set(b).length;
    return matching
      .filter(([, one]) => !matching.some(([, other]) => narrower(other, one)))
      .map(([name]) => name);
  }
  const over = all.flatMap(([name, { privateRanges = [] }]) =>
    privateRanges.filter((text) => contains(text, address)).map((text) => ({ name, size: size(text) })),
  );
  const least = Math.min(...over.map((one) => one.size));
  return [...new Set(over.filter((one) => one.size === least).map(({ name }) => name))];
}

test("the ranges and subnets of 5,000 small worlds are those of asking every address of every consumer one by one", () => {
  const one = (entries: Readonly<Record<string, EgressEntry>>, some: readonly PolicyConsumer[]) => {
    const addresses = new Set<number>();
    const subnets = new Set<string>();
    const [unmapped, ties] = [new Set<string>(), new Set<string>()];
    for (const each of some)
      for (const address of EVERY) {
        if (!each.ranges.some(({ first, last }) => Number(first) <= address && address <= Number(last)))
          continue;
        if (address >= PUBLIC) {
          addresses.add(address);
          continue;
        }
        const names = entriesFor(entries, each, address);
        if (names.length === 0) unmapped.add(each.source.title);
        if (names.length > 1) ties.add(names.join(" and "));
        if (names.length !== 1) continue;
        const { publicRanges = [], subnetIds = [] } = entries[names[0]!]!;
        for (const id of subnetIds) subnets.add(id);
        for (const other of EVERY)
          if (publicRanges.some((text) => contains(text, other))) addresses.add(other);
      }
    const wanted = wantedFirewall(firewall({ egress: entries }), answer(some), facts());
    const found = EVERY.filter((address) =>
      wanted.ranges.some(({ first, last }) => first <= address && address <= last),
    );
    expect(found.join()).toBe([...addresses].sort((a, b) => a - b).join());
    expect(wanted.subnets.map(({ subnetId }) => subnetId)).toEqual([...subnets].sort());
    for (const [index, range] of wanted.ranges.entries()) {
      expect(EVERY.includes(range.first) && EVERY.includes(range.last)).toBe(true);
      expect(range.first > (wanted.ranges[index - 1]?.last ?? 0) + 1).toBe(true);
      expect(range.origins.length).toBeGreaterThan(0);
    }
    const skipped = wanted.notExpressible.map(({ reason, what }) => `${reason} ${what.split(" ")[0]}`);
    expect([...new Set(skipped)].sort()).toEqual([...unmapped].map((title) => `unmapped ${title}`).sort());
    for (const names of ties) {
      const both = names
        .split(" and ")
        .map((name) => `egress.${name}`)
        .join(" and ");
      expect(wanted.problems.some((problem) => problem.startsWith(`${both} match`))).toBe(true);
    }
    expect(wanted.problems.length > 0).toBe(ties.size > 0);
  };
  fc.assert(fc.property(egress, consumers, one), { numRuns: 5_000 });
}, 120_000);

test("an origin names the source, its addresses, the entry and the rule", () => {
  const office = { privateRanges: ["10.8.0.0/16"], publicRanges: ["20.0.0.7"] };
  const wanted = wantedFirewall(
    firewall({ egress: { office } }),
    answer([consumer("web-1", { ranges: ["10.8.0.5"] }), list("Partners", "20.0.0.8-20.0.0.9")]),
    facts(),
  );
  expect(wanted.ranges).toEqual([
    {
      first: at("20.0.0.7"),
      last: at("20.0.0.9"),
      origins: [
        {
          source: "Partners",
          addresses: "20.0.0.8-20.0.0.9",
          rule: expect.objectContaining({ ruleSet: expect.anything() }),
        },
        expect.objectContaining({ source: "web-1", addresses: "10.8.0.5", egress: "office" }),
      ],
    },
  ]);
});

const reasons = (...args: Parameters<typeof wantedFirewall>) =>
  wantedFirewall(...args).notExpressible.map(({ reason, what }) => `${reason}: ${what}`);

describe("egress", () => {
  const office = { privateRanges: ["10.8.0.0/16"], publicRanges: ["20.0.0.1"] };
  const floor = { privateRanges: ["10.8.4.0/24"], publicRanges: ["20.0.0.3"] };
  const production = { labels: { env: { anyOf: ["prod"] } }, publicRanges: ["20.0.0.5"] };
  const web = { labels: { env: { anyOf: ["prod"] }, role: { anyOf: ["web"] } }, publicRanges: ["20.0.0.7"] };
  const through = (entries: Record<string, EgressEntry>, ...some: PolicyConsumer[]) => {
    const wanted = wantedFirewall(firewall({ egress: entries }), answer(some), facts());
    const { problems, notExpressible } = wanted;
    const left = notExpressible.map(({ reason, what }) => `${reason}: ${what}`);
    return { ranges: wanted.ranges.map(ipv4RangeText), problems, left };
  };
  const web1 = consumer("web-1", { ranges: ["10.8.4.9"], labels: ["env=prod", "role=web"] });
  const clean = { problems: [], left: [] };

  test("an entry with labels goes before one with ranges, and the narrower before the wider", () => {
    expect(through({ office, floor, production, web }, web1)).toEqual({ ranges: ["20.0.0.7"], ...clean });
    expect(through({ office, floor, production }, web1)).toEqual({ ranges: ["20.0.0.5"], ...clean });
    expect(through({ office, floor }, web1)).toEqual({ ranges: ["20.0.0.3"], ...clean });
    expect(through({ office }, web1)).toEqual({ ranges: ["20.0.0.1"], ...clean });
  });

  test("a range is split at the borders of the entries, and what is outside of them is named", () => {
    expect(through({ floor }, list("floors", "10.8.3.128-10.8.5.7"))).toEqual({
      ranges: ["20.0.0.3"],
      problems: [],
      left: ["unmapped: floors (10.8.3.128-10.8.3.255, 10.8.5.0-10.8.5.7)"],
    });
    expect(through({ office, floor }, list("floors", "10.8.3.128-10.8.5.7"))).toEqual({
      ranges: ["20.0.0.1", "20.0.0.3"],
      ...clean,
    });
  });

  test.each<[string, Record<string, EgressEntry>]>([
    ["ranges", { one: office, two: { ...office, publicRanges: ["20.0.0.9"] } }],
    [
      "labels",
      { one: production, two: { labels: { role: { anyOf: ["web"] } }, publicRanges: ["20.0.0.9"] } },
    ],
  ])(
    "two entries whose %s match equally closely are an error that names both, and admit nobody",
    (_, entries) => {
      expect(through(entries, web1)).toEqual({
        ranges: [],
        left: [],
        problems: [
          "egress.one and egress.two match web-1 (10.8.4.9) equally closely; make one of them narrower",
        ],
      });
    },
  );
});

test("IPv6, reserved ranges and workloads without an address are named and never written", () => {
  const some = [
    consumer("v6", { ranges: ["2001:db8::1", "20.0.0.1"] }),
    list("odd", "127.0.0.1", "169.254.0.0/16", "203.0.113.0/24", "224.0.0.1", "0.0.0.0", "255.255.255.255"),
    consumer("nowhere", { publicIp: "20.0.0.2" }),
  ];
  expect(reasons(firewall(), answer(some), facts())).toEqual([
    "ipv6: v6 (2001:db8::1)",
    "reserved-range: odd (0.0.0.0, 127.0.0.1, 169.254.0.0-169.254.255.255, 203.0.113.0-203.0.113.255, 224.0.0.1, 255.255.255.255)",
    "no-address: nowhere",
  ]);
  expect(wantedFirewall(firewall(), answer(some), facts()).ranges.map(ipv4RangeText)).toEqual(["20.0.0.1"]);
});

test("the address from which the PCE sees a workload counts with includePublicIp only", () => {
  const some = answer([consumer("web-1", { ranges: ["20.0.0.1"], publicIp: "20.0.0.9" })]);
  const rangesOf = (includePublicIp: boolean) =>
    wantedFirewall(firewall({ includePublicIp }), some, facts()).ranges.map(ipv4RangeText);
  expect([rangesOf(false), rangesOf(true)]).toEqual([["20.0.0.1"], ["20.0.0.1", "20.0.0.9"]]);
});

test("an address that a consumer shares with another workload is left out with onSharedAddress skip, and one of an IP list is not", () => {
  const world = facts([workload("web-1", ["20.0.0.1"]), workload("other", ["20.0.0.1"])]);
  const ask = (onSharedAddress: "union" | "skip", some: readonly PolicyConsumer[]) =>
    wantedFirewall(firewall({ onSharedAddress }), answer(some), world);
  const web = consumer("web-1", { ranges: ["20.0.0.1"] });
  expect(ask("union", [web]).ranges.map(ipv4RangeText)).toEqual(["20.0.0.1"]);
  expect(ask("skip", [web])).toMatchObject({ ranges: [], notExpressible: [{ reason: "shared-address" }] });
  expect(ask("skip", [web, list("l", "20.0.0.1")]).ranges.map(ipv4RangeText)).toEqual(["20.0.0.1"]);
});

test("with onSharedAddress skip, a container workload that is no consumer shares an address too", () => {
  const web = consumer("web-1", { ranges: ["20.0.0.1"] });
  const pod = (href: string) => ({
    href,
    name: "pod",
    interfaces: [{ name: "eth0", address: "20.0.0.1" }],
  });
  const rangesWith = (href: string) =>
    wantedFirewall(
      firewall({ onSharedAddress: "skip" }),
      answer([web]),
      facts([workload("web-1", ["20.0.0.1"])], { containerWorkloads: [pod(href)] }),
    ).ranges.map(ipv4RangeText);
  expect(rangesWith("/orgs/1/container_workloads/p")).toEqual([]);
  expect(rangesWith(web.source.href)).toEqual(["20.0.0.1"]);
});

test.each([["0.0.0.0/0"], ["0.0.0.0/1"], ["0.0.0.0-203.255.255.255"]])(
  "the list of %s grants nothing without allowInternet, and with it no private or reserved range is written",
  (text) => {
    const some = answer([list("Any", text, "::/0"), list("Office", "20.0.0.1")]);
    const without = wantedFirewall(firewall(), some, facts());
    expect(without.ranges.map(ipv4RangeText)).toEqual(["20.0.0.1"]);
    expect(without.notExpressible.map(({ reason }) => reason)).toEqual(["ipv6", "internet"]);
    const { ranges } = wantedFirewall(firewall({ allowInternet: true }), some, facts());
    expect(ranges[0]).toMatchObject({ first: at("1.0.0.0"), last: at("9.255.255.255") });
    for (const forbidden of [
      "0.0.0.0",
      "10.1.2.3",
      "100.64.0.1",
      "127.0.0.1",
      "169.254.1.1",
      "172.16.0.1",
      "192.0.2.1",
      "192.168.0.1",
    ])
      expect(ranges.some(({ first, last }) => first <= at(forbidden) && at(forbidden) <= last)).toBe(false);
  },
);

test("several lists that together open half of the internet fail the plan without allowInternet", () => {
  const quarters = ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"].map((text, index) =>
    list(`q${index}`, text),
  );
  expect(wantedFirewall(firewall(), answer(quarters), facts()).problems).toEqual([
    expect.stringMatching(/half of the internet.*allowInternet: true/),
  ]);
  expect(wantedFirewall(firewall({ allowInternet: true }), answer(quarters), facts()).problems).toEqual([]);
});

test("an unmapped consumer fails the plan with unmapped fail", () => {
  const some = answer([consumer("web-1", { ranges: ["10.9.0.1"] })]);
  expect(wantedFirewall(firewall(), some, facts()).problems).toEqual([]);
  expect(wantedFirewall(firewall({ unmapped: "fail" }), some, facts()).problems).toEqual([
    "no entry of egress matches consumers (unmapped: fail): web-1 (10.9.0.1) of Orders; add entries for them",
  ]);
});

test("a label of egress that the PCE does not have is named with its entry", () => {
  const shop = { labels: { env: { anyOf: ["stage"] } }, publicRanges: ["20.0.0.1"] };
  expect(() => wantedFirewall(firewall({ egress: { shop } }), answer([]), facts())).toThrow(
    /^egress\.shop\.labels: the PCE has no label env=stage/,
  );
});
