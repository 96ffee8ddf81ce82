import type { DescribedRow } from "../policy/common-fields";
import type { DenyRuleRow, IpTablesRuleRow, SecRuleRow } from "./rule-row";
import type { Scopes } from "./scopes";

/** A rule set with all that it consists of, so that a version of it is one object. */
export interface RuleSetRow extends DescribedRow {
  readonly enabled: boolean;
  readonly scopes: Scopes;
  readonly rules: readonly SecRuleRow[];
  readonly deny_rules: readonly DenyRuleRow[];
  readonly ip_tables_rules: readonly IpTablesRuleRow[];
}
