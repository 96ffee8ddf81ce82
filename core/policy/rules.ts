import { readSide, type Side } from "./actors";
import { NotExpressibleReason, type RuleReference } from "./answer";
import type { DenyRuleFact, RuleFact, RuleSetFact } from "./facts";
import type { LabelIndex } from "./label-index";
import { readScope, type Scope } from "./scopes";
import { inlinePorts, missingService, type Problem, type ServicePorts } from "./services";

/** What rules refer to. */
export interface RuleContext {
  readonly labels: LabelIndex;
  /** The ports of a service by the href of any version; undefined when there is no such service. */
  readonly service: (href: string) => ServicePorts | undefined;
}

/**
 * The rule sets in force, whose rules decide who reaches a provider: those that allow, and override denies. Left out are
 * disabled ones, those of networks that are not the corporate one, and deny rules without override.
 */
export function readRuleSets(ruleSets: Iterable<RuleSetFact>, context: RuleContext): RuleSet[] {
  const inForce: RuleSet[] = [];
  for (const fact of ruleSets) if (fact.enabled !== false) inForce.push(new RuleSet(fact, context));
  return inForce;
}

const isInForce = ({ enabled, network_type: network }: RuleFact): boolean =>
  enabled !== false && network !== "non_brn";

const overrides = ({ override }: DenyRuleFact): boolean => override === true;

/** A rule set in force. Most are about other providers, so that each part is read when it is first asked for. */
export class RuleSet {
  readonly reference: RuleReference["ruleSet"];
  #scopes: readonly Scope[] | undefined;
  #allow: readonly Rule[] | undefined;
  #overrideDeny: readonly Rule[] | undefined;

  constructor(
    private readonly fact: RuleSetFact,
    private readonly context: RuleContext,
  ) {
    this.reference = { href: fact.href, name: fact.name ?? fact.href };
  }

  get scopes(): readonly Scope[] {
    this.#scopes ??= (this.fact.scopes ?? []).map((entries) => readScope(entries, this.context.labels));
    return this.#scopes;
  }

  get allow(): readonly Rule[] {
    this.#allow ??= this.rulesOf((this.fact.rules ?? []).filter(isInForce));
    return this.#allow;
  }

  get overrideDeny(): readonly Rule[] {
    const denies = this.fact.deny_rules ?? [];
    this.#overrideDeny ??= this.rulesOf(denies.filter((rule) => isInForce(rule) && overrides(rule)));
    return this.#overrideDeny;
  }

  private rulesOf(facts: readonly RuleFact[]): Rule[] {
    return facts.map((fact) => new Rule(fact, this, this.context));
  }
}

/** A rule in force. Each part is read when it is first asked for. */
export class Rule {
  #providers: Side | undefined;
  #consumers: Side | undefined;
  #services: readonly ServicePorts[] | undefined;

  constructor(
    private readonly fact: RuleFact,
    private readonly ruleSet: RuleSet,
    private readonly context: RuleContext,
  ) {}

  get reference(): RuleReference {
    const { href, description } = this.fact;
    return { href, ruleSet: this.ruleSet.reference, ...(description && { description }) };
  }

  get scopes(): readonly Scope[] {
    return this.ruleSet.scopes;
  }

  /** Whether the scopes are those of both sides; otherwise they are of the providers only. */
  get scopedConsumers(): boolean {
    return this.fact.unscoped_consumers !== true;
  }

  get providers(): Side {
    const { providers = [], resolve_labels_as: resolved } = this.fact;
    this.#providers ??= readSide(providers, resolved?.providers, this.context.labels);
    return this.#providers;
  }

  get consumers(): Side {
    const { consumers = [], resolve_labels_as: resolved } = this.fact;
    this.#consumers ??= readSide(consumers, resolved?.consumers, this.context.labels);
    return this.#consumers;
  }

  /** Of workloads; virtual services have ports of their own. */
  get services(): readonly ServicePorts[] {
    const { service } = this.context;
    this.#services ??= (this.fact.ingress_services ?? []).map((entry) =>
      entry.href === undefined
        ? inlinePorts([entry], "the rule")
        : (service(entry.href) ?? missingService(entry.href)),
    );
    return this.#services;
  }

  /** Whether consumers that are workloads stand for their subnets. */
  get consumerSubnets(): boolean {
    return this.fact.use_workload_subnets?.includes("consumers") ?? false;
  }

  /** What narrows the rule in a way that addresses and ports cannot express. */
  get narrowing(): readonly Problem[] {
    return narrowingOf(this.fact);
  }
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
  if ((rule.egress_services ?? []).length > 0)
    problems.push({
      reason: NotExpressibleReason.Process,
      what: "processes of the consumers (egress_services)",
    });
  for (const name of ["all_ips_except_for_in_consumers", "all_ips_except_for_in_providers"] as const)
    if (isSet(rule[name])) problems.push({ reason: NotExpressibleReason.UnknownActor, what: name });
  return problems;
}

const isSet = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));
