import { declarationRevision } from "../reconcile/declaration";
import type { RuleEffect } from "./edited-rule";
import { ruleKey, type SqlRule } from "./sql-rule";
import type { RuleOrigin } from "./wanted";

/** A rule that is written, and what that opens and closes. */
export interface PlannedRule extends RuleEffect {
  readonly rule: SqlRule;
  /** Why the rule is wanted; none for "Allow Azure services". */
  readonly origins: readonly RuleOrigin[];
  /** Where the rule stands on the server with another range or subnet, because somebody edited it: what it admits now. */
  readonly edited?: SqlRule;
}

/** A rule that is removed. */
export interface LeavingRule {
  readonly rule: SqlRule;
  /** Set where the rule is not of this declaration: the argument because of which it is removed. */
  readonly foreign?: "exclusive" | "azureServices";
}

/** What a server needs so that its rules of a declaration are those that are wanted. */
export interface FirewallPlan {
  readonly add: readonly PlannedRule[];
  readonly remove: readonly LeavingRule[];
  /** Marker rules of this declaration that somebody gave another address. They are written again. */
  readonly editedMarkers: readonly string[];
  /** Number of own rules that stay as they are. */
  readonly kept: number;
  /** IP rules of the server afterwards, those of others and the marker included. */
  readonly rulesAfter: number;
  /** Whether removals have to be sent first, because the server has no room for all additions beside them. */
  readonly removalsFirst: boolean;
  /** Why nothing of the plan may be written. */
  readonly problems: readonly string[];
  /** What a reader should know although the plan may be written. */
  readonly warnings: readonly string[];
}

/**
 * `+3 -1 = 12`: rules that open something, rules that close something because they are removed or were edited, and own
 * rules then. Removed rules of others are named apart.
 */
export function planSummary({ add, remove, kept }: FirewallPlan): string {
  const foreign = remove.filter((leaving) => leaving.foreign !== undefined).length;
  const others = foreign === 0 ? "" : `, and ${foreign} of others removed`;
  const opening = add.filter(({ opens }) => opens.length > 0).length;
  const closing = add.filter(({ closes }) => closes.length > 0).length + remove.length - foreign;
  return `+${opening} -${closing} = ${kept + add.length}${others}`;
}

export function isInSync({ add, remove, editedMarkers }: FirewallPlan): boolean {
  return add.length + remove.length + editedMarkers.length === 0;
}

/** Digest of what a plan writes and removes: 16 hex digits. Equal plans have equal digests. */
export function planDigest({ add, remove, editedMarkers }: FirewallPlan): string {
  return declarationRevision({
    add: add.map(({ rule }) => ruleKey(rule)).sort(),
    remove: remove.map(({ rule }) => ruleKey(rule)).sort(),
    editedMarkers,
  });
}
