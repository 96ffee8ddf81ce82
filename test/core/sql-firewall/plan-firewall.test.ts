import fc from "fast-check";
import { ipv4RangeText } from "../../../core/addresses/ipv4-ranges";
import { claimMark } from "../../../core/reconcile/claim";
import {
  ipRuleName,
  isInSync,
  markerName,
  networkRuleName,
  ObservedServer,
  planDigest,
  planFirewall,
  planJson,
  planSummary,
  planText,
  type SqlFirewallDeclaration,
  type SqlRule,
  subjectOf,
  wantedFirewall,
} from "../../../core/sql-firewall";
import type { Admitted } from "../../../core/sql-firewall/edited-rule";
import { ipv4Of } from "../../../core/sql-firewall/egress-map";
import { answer, consumer, facts, firewall, list, SUBNET, workload } from "./worlds";

const SUBJECT = "illumio-iac.orders-db";
const ip = (range: string, name?: string): SqlRule => ({
  kind: "ip",
  name: name ?? ipRuleName(SUBJECT, ipv4Of(range)),
  ...ipv4Of(range),
});
const network = (subnetId: string, name = networkRuleName(SUBJECT, subnetId)): SqlRule => ({
  kind: "network",
  name,
  subnetId,
});
const marker = (more: Partial<SqlFirewallDeclaration> = {}, at = "192.0.2.1") =>
  ip(at, markerName(firewall(more), "00c0ffee"));
const AZURE = ip("0.0.0.0", "AllowAllWindowsAzureIps");
const egress = {
  office: { privateRanges: ["10.8.0.0/16"], publicRanges: ["20.0.0.7"] },
  shop: { labels: { env: { anyOf: ["prod"] } }, subnetIds: [SUBNET] },
};
const CONSUMERS = [
  consumer("web-1", { ranges: ["10.8.0.5"] }),
  consumer("shop-1", { ranges: ["10.9.0.1"], labels: ["env=prod"] }),
];
const OWN = [ip("20.0.0.7"), network(SUBNET)];

function plan(rules: readonly SqlRule[], more: Partial<SqlFirewallDeclaration> = {}, consumers = CONSUMERS) {
  const definition = firewall({ egress, ...more });
  const wanted = wantedFirewall(definition, answer(consumers), facts());
  const found = planFirewall(definition, wanted, new ObservedServer(rules));
  return { definition, wanted, plan: found };
}
const names = (some: readonly { readonly rule: SqlRule }[]) => some.map(({ rule }) => rule.name);

test("missing rules are added and own rules that nothing wants are removed, and no others", () => {
  const stale = [ip("20.0.0.9"), network(`${SUBNET}-old`)];
  const foreign = [
    ip("20.0.0.9", "office"),
    network(SUBNET, "their-rule"),
    AZURE,
    ip("20.0.0.9", "illumio-iac.orders-db.notes"),
  ];
  const { plan: found } = plan([...stale, ...foreign]);
  expect(names(found.add)).toEqual(OWN.map(({ name }) => name));
  expect(found.remove).toEqual(stale.map((rule) => ({ rule })));
  expect(planSummary(found)).toBe("+2 -2 = 2");
});

test("a rule of somebody else whose name differs from a wanted one in case only is refused, not overwritten", () => {
  const other = ip("20.0.0.7", "Illumio-IaC.orders-db.20.0.0.7-20.0.0.7");
  const { plan: found } = plan([other]);
  expect(found.problems).toEqual([expect.stringContaining(`rule ${other.name} of somebody else`)]);
});

test("the reasons of a rule stand in the same order, whatever the order of consumers", () => {
  const behindOne = [
    consumer("web-2", { ranges: ["10.8.0.6"] }),
    consumer("web-1", { ranges: ["10.8.0.5"] }),
  ];
  const sources = (consumers: typeof behindOne) =>
    plan([], {}, consumers).plan.add[0]!.origins.map(({ source }) => source);
  expect([sources(behindOne), sources([...behindOne].reverse())]).toEqual([
    ["web-1", "web-2"],
    ["web-1", "web-2"],
  ]);
});

test("nothing is to be done when the own rules are as wanted, whatever the case of a subnet's id", () => {
  const { plan: found } = plan([
    ip("20.0.0.7"),
    network(SUBNET.toUpperCase(), networkRuleName(SUBJECT, SUBNET)),
    marker({ egress }),
  ]);
  expect([isInSync(found), found.kept]).toEqual([true, 2]);
});

test("a rule that was edited by hand inside the own names is put again, and the marker rule too", () => {
  const edited = [
    ip("0.0.0.0-255.255.255.255", ipRuleName(SUBJECT, ipv4Of("20.0.0.7"))),
    network(`${SUBNET}-x`, networkRuleName(SUBJECT, SUBNET)),
  ];
  const { plan: found } = plan([...edited, marker({ egress }, "20.66.6.6")]);
  expect(found.add.map(({ rule, edited: before }) => [rule, before])).toEqual(
    OWN.map((rule, index) => [rule, edited[index]]),
  );
  expect(found.remove).toEqual([]);
  expect(found.editedMarkers).toEqual([marker({ egress }).name]);
  expect(isInSync(found)).toBe(false);
});

const edited = (from: string, to: string) => ip(to, ipRuleName(SUBJECT, ipv4Of(from)));

test("a rule that was widened by hand is shown as what closes, and nothing opens", () => {
  const described = plan([
    edited("20.0.0.7", "0.0.0.1-255.255.255.255"),
    network(SUBNET),
    marker({ egress }),
  ]);
  const why = "the rule for 20.0.0.7 was edited to 0.0.0.1-255.255.255.255";
  expect(planText(described)).toEqual([
    "orders-db: +0 -1 = 2   server orders-sql in orders-rg",
    `  - 0.0.0.1-20.0.0.6, 20.0.0.8-255.255.255.255  ${why}`,
  ]);
  expect(planJson(described)).toMatchObject({
    open: [],
    close: [
      { admits: "0.0.0.1-20.0.0.6", why },
      { admits: "20.0.0.8-255.255.255.255", why },
    ],
  });
});

test("a rule that was moved by hand opens what is wanted and closes what is not, be it a range or a subnet", () => {
  const described = plan([
    edited("20.0.0.7", "20.0.0.9"),
    network(`${SUBNET}-x`, networkRuleName(SUBJECT, SUBNET)),
  ]);
  expect(planText(described).map((line) => line.replace(/ {2}\w+-1 .*;/, ""))).toEqual([
    "orders-db: +2 -2 = 2   server orders-sql in orders-rg",
    "  + 20.0.0.7 the rule for 20.0.0.7 was edited to 20.0.0.9",
    `  + ${SUBNET} the rule for ${SUBNET} was edited to ${SUBNET}-x`,
    "  - 20.0.0.9  the rule for 20.0.0.7 was edited to 20.0.0.9",
    `  - ${SUBNET}-x  the rule for ${SUBNET} was edited to ${SUBNET}-x`,
  ]);
});

test("a rule that was edited to addresses which others admit closes only the rest", () => {
  const consumers = [list("Two", "20.0.0.7", "20.0.0.9")];
  const described = plan([edited("20.0.0.7", "20.0.0.7-20.0.0.9"), ip("20.0.0.9")], {}, consumers);
  expect(planText(described)).toContainEqual(
    "  - 20.0.0.8  the rule for 20.0.0.7 was edited to 20.0.0.7-20.0.0.9",
  );
  const api = SUBNET.replace("web", "api");
  const both = { shop: { ...egress.shop, subnetIds: [SUBNET, api] } };
  const onSubnet = plan(
    [network(api, networkRuleName(SUBJECT, SUBNET)), network(api)],
    { egress: both },
    CONSUMERS.slice(1),
  );
  expect(planSummary(onSubnet.plan)).toBe("+1 -0 = 2");
});

test("what an edited rule opens and closes has nothing in common and leads from what it admits to what is wanted", () => {
  const at = fc.integer({ min: 0, max: 30 });
  const range = fc.tuple(at, at).map(([a, b]) => `20.0.0.${Math.min(a, b)}-20.0.0.${Math.max(a, b)}`);
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 4 }), range, (lists, to) => {
      const { ranges } = plan([], {}, [list("l", ...lists)]).wanted;
      const first = ipRuleName(SUBJECT, ranges[0]!);
      const rules = ranges.slice(1).map((one) => ip(ipv4RangeText(one)));
      const [planned] = plan([ip(to, first), ...rules], {}, [list("l", ...lists)]).plan.add;
      const numbers = (some: readonly Admitted[]) =>
        some.flatMap((one) =>
          "subnetId" in one ? [] : Array.from({ length: one.last - one.first + 1 }, (_, i) => one.first + i),
        );
      const [wanted, now] = [numbers(ranges), numbers([ipv4Of(to)])];
      const before = new Set(now);
      const own = numbers([ranges[0]!]);
      expect(numbers(planned?.opens ?? [])).toEqual(own.filter((one) => !before.has(one)));
      expect(numbers(planned?.closes ?? [])).toEqual(now.filter((one) => !wanted.includes(one)));
    }),
  );
});

test("the marker rule of an earlier declaration is not written again, wherever it stands", () => {
  const { plan: found } = plan([...OWN, marker({ egress }), marker({ egress, maxRules: 99 }, "192.0.2.66")]);
  expect(found.editedMarkers).toEqual([]);
});

test("the rule for Azure services stays with a warning, is removed, or is there under an own name", () => {
  const leave = plan([...OWN, AZURE]).plan;
  expect([leave.remove, leave.warnings]).toEqual([
    [],
    [expect.stringMatching(/AllowAllWindowsAzureIps .*azureServices: leave/)],
  ]);
  expect(plan([...OWN, AZURE], { azureServices: "remove" }).plan).toMatchObject({
    remove: [{ rule: AZURE, foreign: "azureServices" }],
    warnings: [],
  });
  const own = ip("0.0.0.0");
  expect(own.name).toBe("illumio-iac.orders-db.0.0.0.0-0.0.0.0");
  expect(plan([...OWN, AZURE], { azureServices: "allow" }).plan).toMatchObject({
    add: [{ rule: own }],
    remove: [],
  });
  expect(plan([...OWN, own], { azureServices: "leave" }).plan).toMatchObject({ remove: [{ rule: own }] });
});

test("exclusive removes rules that nobody here owns, each named, and neither rules of other declarations nor those for Azure services", () => {
  const other = subjectOf({ prefix: "illumio-iac", name: "other" });
  const owned = [
    ip("0.0.0.0", ipRuleName(other, ipv4Of("0.0.0.0"))),
    ip("192.0.2.1", claimMark({ subject: other, owner: "o", revision: "r" })),
    ip("20.1.0.1", ipRuleName(other, ipv4Of("20.1.0.1"))),
    network(`${SUBNET}-o`, networkRuleName(other, `${SUBNET}-o`)),
  ];
  const unowned = [
    ip("20.0.0.9", "office"),
    network(SUBNET, "theirs"),
    ip("20.0.0.9", ipRuleName("illumio-iac.gone", ipv4Of("20.0.0.9"))),
  ];
  const described = plan([...OWN, ...owned, ...unowned, AZURE], { exclusive: true });
  expect(described.plan.remove).toEqual(unowned.map((rule) => ({ rule, foreign: "exclusive" })));
  expect(planSummary(described.plan)).toBe("+0 -0 = 2, and 3 of others removed");
  for (const { name } of unowned)
    expect(planText(described).join("\n")).toContain(
      `rule ${name}, which no declaration here owns (exclusive: true)`,
    );
  expect(plan([...OWN, ...owned, ...unowned]).plan.remove).toEqual([]);
  const strict = plan([...OWN, ...owned, AZURE], { exclusive: true, azureServices: "remove" });
  expect(strict.plan.remove).toEqual([{ rule: AZURE, foreign: "azureServices" }]);
});

test("too many removals at once are refused, those of exclusive included", () => {
  const many = Array.from({ length: 30 }, (_, index) => ip(`20.1.0.${index}`, `theirs-${index}`));
  expect(plan([...OWN, ...many], { exclusive: true }).plan.problems).toEqual([
    expect.stringMatching(/^30 of 32 rules would leave and 0 would enter/),
  ]);
  expect(plan([...OWN, ...many], { exclusive: true, maxRemovedShare: 1 }).plan.problems).toEqual([]);
});

test("255 rules of others leave no room: the plan fails with the counts", () => {
  const foreign = Array.from({ length: 255 }, (_, index) => ip(`20.1.0.${index}`, `theirs-${index}`));
  const { plan: found } = plan(foreign);
  expect(found.problems).toEqual([
    expect.stringMatching(
      /^the server would have 257 IP rules \(1 of this declaration, its marker, 255 of others\), and maxRules allows 250/,
    ),
  ]);
});

test("additions go first, but where there is no room beside what leaves", () => {
  const lists = (count: number, from: string) =>
    Array.from({ length: count }, (_, index) => `20.${from}.${index}.1`);
  const stands = lists(60, "1").map((range) => ip(range));
  const ask = (maxRules: number) =>
    plan([...stands, marker()], { maxRules, maxRemovedShare: 1 }, [list("new", ...lists(60, "2"))]).plan;
  expect(ask(121)).toMatchObject({ removalsFirst: false, problems: [], rulesAfter: 61 });
  expect(ask(120)).toMatchObject({ removalsFirst: true, problems: [], rulesAfter: 61 });
});

test("the plan as text and as JSON names for each range the rule and the workload or list that it comes from", () => {
  const described = plan([ip("20.0.0.9"), ip("20.0.0.7-20.0.0.8")], {}, [
    ...CONSUMERS,
    list("Partners", "20.0.0.8", "2001:db8::/32"),
    consumer("lost", { ranges: ["10.77.0.1"] }),
  ]);
  const rule = "rule 9 of Orders";
  expect(planText(described)).toEqual([
    "orders-db: +1 -1 = 2   server orders-sql in orders-rg",
    `  + ${SUBNET}  shop-1 (10.9.0.1 by egress.shop), ${rule}`,
    "  - 20.0.0.9  no rule of the PCE names it, and no egress entry leads there",
    `  not expressible: 1 ipv6: Partners (2001:db8::/32), ${rule}`,
    `  not expressible: 1 unmapped: lost (10.77.0.1), ${rule}`,
  ]);
  expect(planJson(described)).toMatchObject({
    summary: "+1 -1 = 2",
    open: [{ admits: SUBNET, origins: [{ source: "shop-1", egress: "shop" }] }],
    close: [{ admits: "20.0.0.9", why: "no rule of the PCE names it, and no egress entry leads there" }],
    admitted: [
      {
        admits: "20.0.0.7-20.0.0.8",
        origins: [{ source: "Partners" }, { source: "web-1", egress: "office" }],
      },
      { admits: SUBNET },
    ],
    notExpressible: [{ reason: "ipv6" }, { reason: "unmapped" }],
  });
});

test("a range that is only cut otherwise is said to stay admitted", () => {
  const described = plan([ip("20.0.0.7"), ip("20.0.0.8-20.0.0.20")], {}, [list("l", "20.0.0.7-20.0.0.9")]);
  expect(planText(described)).toContainEqual("  - 20.0.0.7  20.0.0.7-20.0.0.9 admits it");
  expect(planText(described)).toContainEqual("  - 20.0.0.8-20.0.0.20  20.0.0.7-20.0.0.9 admits a part of it");
});

test("equal plans have one digest, and a plan that opens another range has another", () => {
  const digest = (...args: Parameters<typeof plan>) => planDigest(plan(...args).plan);
  expect(digest([AZURE])).toBe(digest([]));
  expect(digest([], {}, [list("l", "20.0.0.7")])).not.toBe(digest([], {}, [list("l", "20.0.0.8")]));
});

test("workloads that come in without a rule are a warning of the plan, which names ten of them", () => {
  const definition = firewall({ egress });
  const others = Array.from({ length: 12 }, (_, index) => workload(`other-${index}`, [`10.8.1.${index}`]));
  const wanted = wantedFirewall(definition, answer(CONSUMERS), facts(others));
  const { warnings } = planFirewall(definition, wanted, new ObservedServer([]));
  expect(warnings).toEqual([
    expect.stringMatching(
      /^workloads come in that no rule allows.*: other-0 \(10\.8\.1\.0\) by 20\.0\.0\.7, .* and 2 more$/,
    ),
  ]);
});
