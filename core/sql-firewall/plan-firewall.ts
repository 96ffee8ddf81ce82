import { firstTen } from "../first-ten";
import { isClaimFor } from "../reconcile/claim";
import { removalProblem } from "../reconcile/removal-problem";
import type { SqlFirewallDefinition } from "./definition";
import { admittedBy, effectOfRestoring } from "./edited-rule";
import type { FirewallPlan, LeavingRule, PlannedRule } from "./firewall-plan";
import type { ObservedFirewall, ObservedServer } from "./observed-server";
import { ipRuleName, networkRuleName, subjectOf } from "./rule-names";
import { placeKey, ruleKey, type SqlRule } from "./sql-rule";
import type { WantedFirewall } from "./wanted";

/**
 * Compares what is wanted with the rules of the server. Only rules within the names of the declaration are removed, beside
 * those that `exclusive` and `azureServices: remove` name.
 */
export function planFirewall(
  definition: SqlFirewallDefinition,
  wanted: WantedFirewall,
  server: ObservedServer,
): FirewallPlan {
  const observed = server.observed(subjectOf(definition));
  const rules = wantedRules(definition, wanted);
  const add = [...rules.values()].flatMap((planned): PlannedRule[] => {
    const found = observed.own.get(placeKey(planned.rule));
    if (found === undefined) return [planned];
    if (ruleKey(found) === ruleKey(planned.rule)) return [];
    return [{ ...planned, ...effectOfRestoring(planned.rule, found, wanted), edited: found }];
  });
  const remove = [
    ...[...observed.own].flatMap(([key, rule]): LeavingRule[] => (rules.has(key) ? [] : [{ rule }])),
    ...foreignRemovals(definition, observed),
  ];
  const added = add.filter(({ edited }) => edited === undefined);
  const marker = observed.revisions.length === 0 ? 1 : 0;
  const rulesAfter = server.ipRules + marker + ipRules(added) - ipRules(remove);
  const foreign = remove.filter((leaving) => leaving.foreign !== undefined).length;
  const removals = removalProblem({
    own: observed.own.size + foreign,
    added: added.length,
    removed: remove.length,
    maxRemovedShare: definition.maxRemovedShare,
    entries: "rules",
  });
  return {
    add,
    remove,
    editedMarkers: observed.revisions
      .filter((claim) => isClaimFor(claim, definition) && claim.at !== definition.markerAddress)
      .map(({ mark }) => mark),
    kept: rules.size - add.length,
    rulesAfter,
    removalsFirst: server.ipRules + marker + ipRules(added) > definition.maxRules,
    problems: [
      ...wanted.problems,
      ...nameProblem(added, server),
      ...limitProblem(definition, ipRules([...rules.values()]), rulesAfter),
      ...(removals === undefined ? [] : [removals]),
    ],
    warnings: [...azureWarnings(definition, observed), ...sharedWarnings(wanted)],
  };
}

function ipRules(some: readonly { readonly rule: SqlRule }[]): number {
  return some.filter(({ rule }) => rule.kind === "ip").length;
}

/** By kind and name, in order: the ranges, the subnets, Azure services. */
function wantedRules(
  { azureServices, ...declaration }: SqlFirewallDefinition,
  { ranges, subnets }: WantedFirewall,
): ReadonlyMap<string, PlannedRule> {
  const subject = subjectOf(declaration);
  const ip = (first: number, last: number): SqlRule => ({
    kind: "ip",
    name: ipRuleName(subject, { first, last }),
    first,
    last,
  });
  const planned: Omit<PlannedRule, "opens" | "closes">[] = [
    ...ranges.map(({ first, last, origins }) => ({ rule: ip(first, last), origins })),
    ...subnets.map(({ subnetId, origins }) => ({
      rule: { kind: "network" as const, name: networkRuleName(subject, subnetId), subnetId },
      origins,
    })),
    ...(azureServices === "allow" ? [{ rule: ip(0, 0), origins: [] }] : []),
  ];
  return new Map(
    planned.map((one) => [placeKey(one.rule), { ...one, opens: [admittedBy(one.rule)], closes: [] }]),
  );
}

function foreignRemovals(
  { exclusive, azureServices }: SqlFirewallDefinition,
  observed: ObservedFirewall,
): LeavingRule[] {
  return [
    ...(exclusive ? observed.unowned.map((rule) => ({ rule, foreign: "exclusive" as const })) : []),
    ...(azureServices === "remove"
      ? observed.azureServices.map((rule) => ({ rule, foreign: "azureServices" as const }))
      : []),
  ];
}

/** Azure does not tell names apart by case, so a rule of ours would overwrite such a rule of somebody else. */
function nameProblem(added: readonly PlannedRule[], server: ObservedServer): string[] {
  const taken = new Map(server.rules().map((rule) => [placeKey(rule).toLowerCase(), rule]));
  return added.flatMap(({ rule }) => {
    const other = taken.get(placeKey(rule).toLowerCase());
    return other === undefined
      ? []
      : [
          `the server has a rule ${other.name} of somebody else, whose name differs from ${rule.name} in case only. ` +
            "Rename or remove it, or choose another prefix or name",
        ];
  });
}

function limitProblem({ maxRules }: SqlFirewallDefinition, own: number, rulesAfter: number): string[] {
  if (rulesAfter <= maxRules) return [];
  const others = rulesAfter - own - 1;
  return [
    `the server would have ${rulesAfter} IP rules (${own} of this declaration, its marker, ${others} of others), and maxRules ` +
      `allows ${maxRules}. Remove rules of others, give the consumers fewer public ranges, or let them come by subnetIds`,
  ];
}

function azureWarnings(
  { azureServices }: SqlFirewallDefinition,
  { azureServices: rules }: ObservedFirewall,
): string[] {
  if (azureServices !== "leave" || rules.length === 0) return [];
  const names = firstTen(rules.map(({ name }) => name));
  return [
    `the rule ${names} admits services of every tenant of Azure and stays (azureServices: leave); azureServices: remove takes it away`,
  ];
}

function sharedWarnings({ sharedEgress }: WantedFirewall): string[] {
  if (sharedEgress.length === 0) return [];
  const names = sharedEgress.map(
    ({ workload, address, admittedBy }) => `${workload} (${address}) by ${admittedBy}`,
  );
  return [`workloads come in that no rule allows, behind addresses of others: ${firstTen(names)}`];
}
