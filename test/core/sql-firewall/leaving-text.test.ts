import type { PolicyAnswer, PolicyConsumer } from "../../../core/policy";
import {
  ipRuleName,
  networkRuleName,
  ObservedServer,
  planFirewall,
  planText,
  type SqlFirewallDeclaration,
  type SqlRule,
  wantedFirewall,
} from "../../../core/sql-firewall";
import { ipv4Of } from "../../../core/sql-firewall/egress-map";
import { answer, consumer, facts, firewall, list, RULE, SUBNET, workload } from "./worlds";

const SUBJECT = "illumio-iac.orders-db";
const ip = (range: string): SqlRule => ({
  kind: "ip",
  name: ipRuleName(SUBJECT, ipv4Of(range)),
  ...ipv4Of(range),
});
const subnet: SqlRule = { kind: "network", name: networkRuleName(SUBJECT, SUBNET), subnetId: SUBNET };

const OFFICE = { privateRanges: ["10.8.0.0/16"], publicRanges: ["20.0.0.7"] };
const WEB = consumer("web-1", { ranges: ["10.8.0.5"] });
const SHOP = consumer("shop-1", { ranges: ["10.9.0.5"] });
const SHOP_ENTRY = { privateRanges: ["10.9.0.0/16"], publicRanges: ["20.0.0.99"] };

const deny = (one: PolicyConsumer, description?: string): PolicyConsumer => ({
  ...one,
  rule: {
    ...RULE,
    href: "/orgs/1/sec_policy/active/rule_sets/7/deny_rules/5",
    ...(description !== undefined && { description }),
  },
});

/** The reason for the one rule that leaves. */
function reason(
  rule: SqlRule,
  egress: SqlFirewallDeclaration["egress"],
  consumers: readonly PolicyConsumer[],
  more: Partial<PolicyAnswer> = {},
  declared: Partial<SqlFirewallDeclaration> = {},
): string {
  const definition = firewall({ egress, ...declared });
  const others = [workload("other", ["20.0.0.50"])];
  const wanted = wantedFirewall(definition, answer(consumers, more), facts(others));
  const plan = planFirewall(definition, wanted, new ObservedServer([rule]));
  const lines = planText({ definition, wanted, plan }).filter((text) => text.startsWith("  - "));
  expect(lines).toHaveLength(1);
  return lines[0]!.slice(4).split("  ")[1]!;
}

const ELSEWHERE = "no rule of the PCE names it, and no egress entry leads there";

test("no rule of the PCE needs a range when none allows anybody who would come by an egress entry", () => {
  expect(reason(ip("20.0.0.7"), { office: OFFICE }, [])).toBe("no rule of the PCE needs it");
  expect(reason(ip("20.0.0.9"), { office: OFFICE }, [list("l", "20.1.0.1")])).toBe(
    "no rule of the PCE needs it",
  );
});

test("no rule of the PCE needs a range from which only others than the allowed ones come", () => {
  expect(reason(ip("20.0.0.7"), { office: OFFICE, shop: SHOP_ENTRY }, [SHOP])).toBe(
    "no rule of the PCE needs it: nobody whom one allows comes by egress.office",
  );
});

test.each([
  ["leads elsewhere now", { office: { ...OFFICE, publicRanges: ["20.0.0.8"] } }],
  ["is gone", {}],
])("a range closes whose egress entry %s although the rule of the PCE is still there", (_what, egress) => {
  expect(reason(ip("20.0.0.7"), egress, [WEB])).toBe(ELSEWHERE);
});

test("a subnet closes to which no egress entry leads any more", () => {
  expect(reason(subnet, { office: OFFICE }, [WEB])).toBe("no egress entry leads there any more");
  const api = { privateRanges: ["10.7.0.0/16"], subnetIds: [SUBNET] };
  expect(reason(subnet, { office: OFFICE, api }, [WEB])).toBe(
    "no rule of the PCE needs it: nobody whom one allows comes by egress.api",
  );
});

test("a range or a subnet closes because an override deny took its consumers out, and the deny is named", () => {
  const withdrawn = [WEB, consumer("web-2", { ranges: ["10.8.0.6"] })];
  const both = { ...OFFICE, subnetIds: [SUBNET.toUpperCase()] };
  const denied = withdrawn.map((one) => deny(one));
  expect(reason(ip("20.0.0.7"), { office: OFFICE }, [], { withdrawn, denied })).toBe(
    "denied by rule 5 of Orders (web-1, web-2)",
  );
  expect(reason(subnet, { office: both }, [], { withdrawn, denied: denied.slice(1) })).toBe(
    "denied by rule 5 of Orders (web-2)",
  );
  const wide = deny(list("Office", "10.8.0.0/16"), "no office");
  expect(reason(ip("20.0.0.7"), { office: OFFICE }, [], { withdrawn: [WEB], denied: [wide] })).toBe(
    'denied by rule "no office" of Orders (web-1)',
  );
});

test("a deny of somebody whom no rule allows is no reason", () => {
  expect(reason(ip("20.0.0.7"), { office: OFFICE }, [], { denied: [deny(WEB)] })).toBe(
    "no rule of the PCE needs it",
  );
});

test("a deny that took a part of a range is named beside what admits the rest", () => {
  const partners = list("Partners", "20.2.0.0-20.2.0.9");
  const denied = [deny(list("Bad", "20.2.0.5-20.2.0.9"))];
  const kept = list("Partners", "20.2.0.0-20.2.0.4");
  expect(reason(ip("20.2.0.0-20.2.0.9"), {}, [kept], { withdrawn: [partners], denied })).toBe(
    "20.2.0.0-20.2.0.4 admits a part of it; denied by rule 5 of Orders (Partners)",
  );
  expect(reason(ip("20.2.0.5-20.2.0.20"), {}, [], { withdrawn: [partners], denied })).toBe(
    "a part of it is denied by rule 5 of Orders (Partners)",
  );
});

test("an address that a consumer shares with a workload that is none is said to be left out", () => {
  const shared = consumer("web-5", { ranges: ["20.0.0.50"] });
  expect(reason(ip("20.0.0.50"), {}, [shared], {}, { onSharedAddress: "skip" })).toBe(
    "left out by onSharedAddress: skip (web-5)",
  );
});
