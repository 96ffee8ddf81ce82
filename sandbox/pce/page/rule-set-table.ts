import type { LabelRow } from "../label-rows";
import type { PceStore } from "../pce-store";
import { policyRow } from "../policy/references";
import type { RuleSetRow } from "../rules/rule-set-row";
import { ruleSets } from "../rules/rule-sets";
import type { Scopes } from "../rules/scopes";
import { type Html, html } from "./html";
import { chip, first, table } from "./tables";

/** The rule sets of the draft, and what provisioning would do to them. */
export function ruleSetTable(store: PceStore): Html {
  const drafts = store.table<RuleSetRow>(ruleSets.path);
  const rows = first(drafts.live()).map(
    ({ name, scopes, rules, deny_rules, enabled, update_type: type }) =>
      html`<tr><td>${name}</td><td>${scopes.map((scope) => scopeChips(store, scope))}</td><td class="number">${rules.length}</td>
<td class="number">${deny_rules.length}</td><td>${enabled ? "enabled" : "disabled"}</td><td>${type === null ? "in force" : `${type} pending`}</td></tr>`,
  );
  const head = html`<tr><th>Rule set</th><th>Scopes</th><th class="number">Rules</th><th class="number">Deny rules</th><th>Enabled</th><th>State</th></tr>`;
  return table("Rule sets", head, rows, drafts.size);
}

function scopeChips(store: PceStore, scope: Scopes[number]): Html {
  if (scope.length === 0) return html`<span>All</span>`;
  const chips = scope.map(({ label, label_group: group, exclusion }) => {
    const not = exclusion ? "not " : "";
    if (group !== undefined) return chip(`${not}group`, policyRow(store, group.href)?.name ?? group.href);
    const { key, value } = store.table<LabelRow>("labels").get(label!.href)!;
    return chip(`${not}${key}`, value);
  });
  return html`<div>${chips}</div>`;
}
