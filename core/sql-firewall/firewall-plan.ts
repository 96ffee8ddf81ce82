import type { SqlRule } from "./sql-rule";
import type { RuleOrigin } from "./wanted";

/** A rule that is written. */
export interface PlannedRule {
  readonly rule: SqlRule;
  /** Why the rule is wanted; none for "Allow Azure services". */
  readonly origins: readonly RuleOrigin[];
  /** Set where the rule stands on the server with another range or subnet, because somebody edited it. */
  readonly edited?: true;
}

/** A rule that is removed. */
export interface LeavingRule {
  readonly rule: SqlRule;
  /** Set where the rule is not of this declaration. */
  readonly foreign?: "exclusive" | "azure services";
}

/** What a server needs so that its rules of a declaration are those that are wanted. */
export interface FirewallPlan {
  readonly add: readonly PlannedRule[];
  readonly remove: readonly LeavingRule[];
  /** Number of own rules that stay. */
  readonly kept: number;
  /** IP rules of the server afterwards, those of others and the marker included. */
  readonly rulesAfter: number;
  /** Whether removals have to be sent first, because the server has no room for all additions beside them. */
  readonly removalsFirst: boolean;
  /** Set where somebody edited the marker rule, which is written again. */
  readonly markerEdited?: true;
  /** Why nothing of the plan may be written. */
  readonly problems: readonly string[];
  /** What a reader should know although the plan may be written. */
  readonly warnings: readonly string[];
}
