import { labels } from "../filters";
import type { ObjectDefinition } from "../object-definition";
import { blankDescription, descriptionFilters, descriptionSchema } from "../policy/common-fields";
import { anything, closed, flag, list, oneOf } from "../schema";
import { labelsOfActors } from "./actors";
import type { PartKind } from "./part-kind";
import { denyRules, ipTablesRules, secRules } from "./part-kinds";
import { renderRuleSet } from "./render-rule-set";
import type { PartRow } from "./rule-row";
import { readParts, settledParts, withHrefs } from "./rule-set-parts";
import type { RuleSetRow } from "./rule-set-row";
import { labelsOfScopes, readScopes, scopesSchema } from "./scopes";

const parts = [secRules, denyRules, ipTablesRules] as unknown as readonly PartKind<PartRow>[];

const changeable = {
  ...descriptionSchema,
  enabled: flag,
  scopes: scopesSchema,
  // Each entry is checked by its own schema.
  rules: list(anything),
  ip_tables_rules: list(anything),
};

const updateSchema = {
  name: "sec_policy_rule_sets_put",
  check: closed({ ...changeable, update_type: oneOf("create", "update", "delete") }),
};

/**
 * Rule sets with their rules, deny rules and iptables rules. UNCONFIRMED: the token of a label that only rules use
 * (`label_still_has_associated_rule_set` here, as for scopes).
 */
export const ruleSets: ObjectDefinition<RuleSetRow> = {
  kind: "rule_set",
  path: "sec_policy/draft/rule_sets",
  ids: "integer",
  createSchema: { name: "sec_policy_rule_sets_post", check: closed(changeable, ["name", "scopes"]) },
  updateSchema: () => updateSchema,
  unique: [{ keyOf: ({ name }) => name, token: "rule_set_name_in_use", message: "Rule set name is in use" }],
  labelUses: [
    {
      usage: "ruleset",
      token: "label_still_has_associated_rule_set",
      hrefs: ({ scopes }) => labelsOfScopes(scopes),
    },
    {
      usage: "rule",
      token: "label_still_has_associated_rule_set",
      hrefs: ({ rules, deny_rules, ip_tables_rules }) => [
        ...[...rules, ...deny_rules].flatMap(({ providers, consumers }) => [
          ...labelsOfActors(providers),
          ...labelsOfActors(consumers),
        ]),
        ...ip_tables_rules.flatMap(({ actors }) => labelsOfActors(actors)),
      ],
    },
  ],
  blank: { ...blankDescription, enabled: true, scopes: [], rules: [], deny_rules: [], ip_tables_rules: [] },
  filters: { ...descriptionFilters, labels: labels(({ scopes }) => labelsOfScopes(scopes)) },
  read(store, { update_type: _, ...body }, before) {
    const { scopes, ...rest } = body;
    const read: Record<string, unknown> = { ...rest };
    if (scopes !== undefined) read["scopes"] = readScopes(store, scopes as RuleSetRow["scopes"]);
    for (const kind of parts) {
      const bodies = body[kind.list] as Record<string, unknown>[] | undefined;
      if (bodies !== undefined) read[kind.list] = readParts(store, kind, bodies, before);
    }
    return read;
  },
  finish(store, ruleSet) {
    const newId = () => store.table(this.path).nextNumber();
    return {
      ...ruleSet,
      ...Object.fromEntries(parts.map((kind) => [kind.list, withHrefs(kind, ruleSet, newId)])),
    };
  },
  settle: (ruleSet) => ({
    ...ruleSet,
    rules: settledParts(ruleSet.rules),
    deny_rules: settledParts(ruleSet.deny_rules),
    ip_tables_rules: settledParts(ruleSet.ip_tables_rules),
  }),
  scopesOf: ({ scopes }) =>
    scopes.map((scope) => scope.flatMap(({ label, exclusion }) => (exclusion ? [] : (label?.href ?? [])))),
  render: renderRuleSet,
};
