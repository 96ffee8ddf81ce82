import type { ClockEvent } from "../../cloud/clock";
import type { ArmChange, ArmResource } from "../arm/arm-resource";
import type { Foundation } from "../foundation";
import type { Traces } from "../functions/traces";
import { parseTraceQuery } from "./trace-query";

const TYPE = "microsoft.insights/scheduledqueryrules";

export interface Alert {
  /** Name and ARM id of the rule. */
  readonly rule: string;
  readonly ruleId: string;
  /** Milliseconds since 1970 by the sandbox clock. */
  readonly firedAt: number;
  /** Undefined while the condition is met, and for a rule that does not resolve by itself. */
  resolvedAt: number | undefined;
}

interface Criterion {
  readonly query: string;
  readonly operator: string;
  readonly threshold: number;
  readonly failingPeriods?: {
    readonly numberOfEvaluationPeriods?: number;
    readonly minFailingPeriodsToAlert?: number;
  };
}

interface RuleProperties {
  readonly enabled?: boolean;
  readonly autoMitigate?: boolean;
  readonly scopes: readonly string[];
  readonly evaluationFrequency: string;
  readonly windowSize: string;
  readonly criteria: { readonly allOf: readonly Criterion[] };
}

const COMPARISONS: Readonly<Record<string, (count: number, threshold: number) => boolean>> = {
  Equals: (count, threshold) => count === threshold,
  GreaterThan: (count, threshold) => count > threshold,
  GreaterThanOrEqual: (count, threshold) => count >= threshold,
  LessThan: (count, threshold) => count < threshold,
  LessThanOrEqual: (count, threshold) => count <= threshold,
};

/**
 * Evaluates the scheduled query rules of the table of resources over what function apps logged, on the sandbox clock. A
 * rule counts the rows of each window; one that resolves by itself does so at the first evaluation that is fine again
 * (how many evaluations Azure waits is UNCONFIRMED).
 */
export class AlertRules {
  readonly #clock: Foundation["clock"];
  readonly #traces: Traces;
  readonly #planned = new Map<string, ClockEvent>();
  /** All alerts that were ever fired, in order. */
  readonly fired: Alert[] = [];

  constructor({ clock, resources }: Pick<Foundation, "clock" | "resources">, traces: Traces) {
    this.#clock = clock;
    this.#traces = traces;
    resources.onChange((change) => this.#changed(change));
  }

  /** Names of the rules whose condition is met now. */
  get active(): string[] {
    return this.fired.filter(({ resolvedAt }) => resolvedAt === undefined).map(({ rule }) => rule);
  }

  #changed({ before, after }: ArmChange): void {
    const { id, type } = (after ?? before)!;
    if (type.toLowerCase() !== TYPE) return;
    this.#planned.get(id.toLowerCase())?.cancel();
    if (after !== undefined && after.properties["enabled"] !== false) this.#plan(after);
  }

  #plan(rule: ArmResource): void {
    const { evaluationFrequency } = rule.properties as unknown as RuleProperties;
    const evaluate = () => {
      this.#evaluate(rule);
      this.#plan(rule);
    };
    const event = this.#clock.after(inMs(evaluationFrequency), evaluate, { background: true });
    this.#planned.set(rule.id.toLowerCase(), event);
  }

  #evaluate(rule: ArmResource): void {
    const properties = rule.properties as unknown as RuleProperties;
    const isMet = properties.criteria.allOf.every((criterion) => this.#isMet(criterion, properties));
    const now = this.#clock.now();
    const active = this.fired.find(
      ({ ruleId, resolvedAt }) => ruleId === rule.id && resolvedAt === undefined,
    );
    if (isMet && active === undefined) {
      this.fired.push({ rule: rule.name, ruleId: rule.id, firedAt: now, resolvedAt: undefined });
    } else if (!isMet && active !== undefined && properties.autoMitigate !== false) active.resolvedAt = now;
  }

  #isMet(criterion: Criterion, { scopes, windowSize }: RuleProperties): boolean {
    const { query, operator, threshold, failingPeriods = {} } = criterion;
    const { numberOfEvaluationPeriods: periods = 1, minFailingPeriodsToAlert: needed = 1 } = failingPeriods;
    const run = parseTraceQuery(query);
    const size = inMs(windowSize);
    const failing = Array.from({ length: periods }, (_, period) => {
      const to = this.#clock.now() - period * size;
      const traces = scopes.flatMap((scope) => this.#traces.between(scope, to - size, to));
      return COMPARISONS[operator]!(run(traces).length, threshold);
    });
    return failing.filter(Boolean).length >= needed;
  }
}

/** Milliseconds of an ISO 8601 duration such as `PT5M` or `PT1H`. */
function inMs(duration: string): number {
  const [, days = 0, hours = 0, minutes = 0] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration) ?? [];
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000;
}
