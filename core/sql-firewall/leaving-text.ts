import { type Ipv4Range, ipv4Without, mergedIpv4, overlapping } from "../addresses/ipv4-ranges";
import { firstTen } from "../first-ten";
import { grouped } from "../grouped";
import type { SqlFirewallDefinition } from "./definition";
import { ipv4Of } from "./egress-map";
import type { LeavingRule } from "./firewall-plan";
import { admittedText, type IpRule, type NetworkRule } from "./sql-rule";
import type { LeftOut, WantedFirewall } from "./wanted";

type Egress = SqlFirewallDefinition["egress"];

const NOBODY = "no rule of the PCE needs it";

/** Why a rule is removed. The server does not tell what it was made for, so this says what is true now. */
export function leavingText({ rule, foreign }: LeavingRule, wanted: WantedFirewall, egress: Egress): string {
  if (foreign === "exclusive") return `rule ${rule.name}, which no declaration here owns (exclusive: true)`;
  if (foreign === "azureServices") return `rule ${rule.name}, services of Azure (azureServices: remove)`;
  return rule.kind === "network" ? subnetText(rule, wanted, egress) : rangeText(rule, wanted, egress);
}

function subnetText({ subnetId }: NetworkRule, wanted: WantedFirewall, egress: Egress): string {
  const id = subnetId.toLowerCase();
  if (wanted.subnets.some((subnet) => subnet.subnetId.toLowerCase() === id)) return "another rule admits it";
  const left = wanted.leftOut.filter(({ subnetIds }) => subnetIds.includes(id));
  if (left.length > 0) return leftOutText(left);
  const entries = namesOf(egress, ({ subnetIds = [] }) => subnetIds.some((one) => one.toLowerCase() === id));
  return entries.length > 0 ? byNobody(entries, wanted) : "no egress entry leads there any more";
}

function rangeText(rule: IpRule, wanted: WantedFirewall, egress: Egress): string {
  const over = overlapping(wanted.ranges, rule);
  const rest = ipv4Without([rule], over);
  const names = firstTen(over.map(admittedText));
  if (rest.length === 0) return `${names} admits it`;
  const left = wanted.leftOut.filter(({ ranges }) => meets(ranges, rest));
  if (over.length > 0)
    return [`${names} admits a part of it`, ...(left.length > 0 ? [leftOutText(left)] : [])].join("; ");
  if (left.length === 0) return unneededText(rest, wanted, egress);
  const unexplained = ipv4Without(rest, mergedIpv4(left.flatMap(({ ranges }) => ranges)));
  return unexplained.length === 0 ? leftOutText(left) : `a part of it is ${leftOutText(left)}`;
}

function unneededText(ranges: readonly Ipv4Range[], wanted: WantedFirewall, egress: Egress): string {
  const entries = namesOf(egress, ({ publicRanges = [] }) =>
    meets(mergedIpv4(publicRanges.map(ipv4Of)), ranges),
  );
  if (entries.length > 0) return byNobody(entries, wanted);
  return needEgress(wanted) ? "no rule of the PCE names it, and no egress entry leads there" : NOBODY;
}

function byNobody(entries: readonly string[], wanted: WantedFirewall): string {
  return needEgress(wanted) ? `${NOBODY}: nobody whom one allows comes by ${firstTen(entries)}` : NOBODY;
}

/** Whether rules allow consumers with private addresses, who come by an entry of `egress`, or would if there were one. */
function needEgress({ ranges, subnets, notExpressible }: WantedFirewall): boolean {
  return (
    [...ranges, ...subnets].some(({ origins }) => origins.some(({ egress }) => egress !== undefined)) ||
    notExpressible.some(({ reason }) => reason === "unmapped")
  );
}

/** `denied by rule 5 of orders (web-1, web-2)` */
function leftOutText(left: readonly LeftOut[]): string {
  const reasons = grouped(left, ({ why }) => why);
  const names = (some: readonly LeftOut[]) => firstTen([...new Set(some.map(({ source }) => source))]);
  return Array.from(reasons, ([why, some]) => `${why} (${names(some)})`).join("; ");
}

function namesOf(egress: Egress, leadsThere: (entry: Egress[string]) => boolean): string[] {
  return Object.entries(egress).flatMap(([name, entry]) => (leadsThere(entry) ? [`egress.${name}`] : []));
}

function meets(ranges: readonly Ipv4Range[], others: readonly Ipv4Range[]): boolean {
  return others.some((other) => overlapping(ranges, other).length > 0);
}
