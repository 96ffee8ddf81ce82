import { readSide, type Side } from "./actors";
import { NotExpressibleReason, type RuleReference } from "./answer";
import type { DenyRuleFact, RuleFact, RuleSetFact } from "./facts";
import type { LabelIndex } from "./label-index";
import { readScope, type Scope } from "./scopes";
import { inlinePorts, missingService, type Problem, type ServicePorts } from "./services";

/** A rule in force, read. */
export interface Rule {
  readonly reference: RuleReference;
  readonly scopes: readonly Scope[];
  /** The scopes are those of both sides; otherwise of the providers only. */
  readonly scopedConsumers: boolean;
  readonly providers: Side;
  readonly consumers: Side;
  /** Of workloads; virtual services have ports of their own. */
  readonly services: readonly ServicePorts[];
  /** Consumers that are workloads stand for their subnets. */
  readonly consumerSubnets: boolean;
  /** What narrows the rule in a way that addresses and ports cannot express. */
  readonly narrowing: readonly Problem[];
}

export interface Rules {
  readonly allow: readonly Rule[];
  readonly overrideDeny: readonly Rule[];
}

/**
 * The rules that decide who reaches a provider: those that allow, and override denies. Left out are disabled ones,
 * those of disabled rule sets and of networks that are not the corporate one, and deny rules without override.
 *
 * @param service the ports of a service by the href of any version; undefined when there is no such service
 */
export function readRules(
  ruleSets: Iterable<RuleSetFact>,
  labels: LabelIndex,
  service: (href: string) => ServicePorts | undefined,
): Rules {
  const allow: Rule[] = [];
  const overrideDeny: Rule[] = [];
  for (const ruleSet of ruleSets) {
    if (ruleSet.enabled === false) continue;
    const { rules = [], deny_rules: denyRules = [] } = ruleSet;
    if (rules.length + denyRules.length === 0) continue;
    const scopes = (ruleSet.scopes ?? []).map((entries) => readScope(entries, labels));
    const read = (rule: RuleFact) => readRule(rule, { ruleSet, scopes, labels, service });
    for (const rule of rules) if (isInForce(rule)) allow.push(read(rule));
    for (const rule of denyRules) if (isInForce(rule) && overrides(rule)) overrideDeny.push(read(rule));
  }
  return { allow, overrideDeny };
}

const isInForce = ({ enabled, network_type: network }: RuleFact): boolean =>
  enabled !== false && network !== "non_brn";

const overrides = ({ override }: DenyRuleFact): boolean => override === true;

function readRule(
  rule: RuleFact,
  {
    ruleSet,
    scopes,
    labels,
    service,
  }: {
    readonly ruleSet: RuleSetFact;
    readonly scopes: readonly Scope[];
    readonly labels: LabelIndex;
    readonly service: (href: string) => ServicePorts | undefined;
  },
): Rule {
  const { resolve_labels_as: resolved, description } = rule;
  return {
    reference: {
      href: rule.href,
      ruleSet: { href: ruleSet.href, name: ruleSet.name ?? ruleSet.href },
      ...(description && { description }),
    },
    scopes,
    scopedConsumers: rule.unscoped_consumers !== true,
    providers: readSide(rule.providers ?? [], resolved?.providers, labels),
    consumers: readSide(rule.consumers ?? [], resolved?.consumers, labels),
    services: (rule.ingress_services ?? []).map((entry) =>
      entry.href === undefined
        ? inlinePorts([entry], "the rule")
        : (service(entry.href) ?? missingService(entry.href)),
    ),
    consumerSubnets: rule.use_workload_subnets?.includes("consumers") ?? false,
    narrowing: narrowingOf(rule),
  };
}

function narrowingOf(rule: RuleFact): Problem[] {
  const problems: Problem[] = [];
  const groups = rule.consuming_security_principals ?? [];
  if (groups.length > 0)
    problems.push({
      reason: NotExpressibleReason.UserGroup,
      what: `users of ${groups.length === 1 ? "a group" : `${groups.length} groups`}`,
    });
  if (rule.machine_auth === true)
    problems.push({
      reason: NotExpressibleReason.MachineAuthentication,
      what: "consumers with a certificate",
    });
  if (rule.sec_connect === true)
    problems.push({ reason: NotExpressibleReason.SecureConnect, what: "connections over SecureConnect" });
  for (const name of ["all_ips_except_for_in_consumers", "all_ips_except_for_in_providers"] as const)
    if (isSet(rule[name])) problems.push({ reason: NotExpressibleReason.UnknownActor, what: name });
  return problems;
}

const isSet = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));
