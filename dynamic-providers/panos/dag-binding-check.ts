import {
  type DagBindingDefinition,
  definitionRevision,
  filterOf,
  isInSync,
  type PceFacts,
  planSummary,
} from "../../core/dag";
import type { LabelExpression } from "../../core/labels/label-expression";
import { checkProperties, flag, oneOf, text } from "../engine/input-check";
import type { JsonRecord } from "../engine/json";
import type { CheckFailure, CheckResult, RunContext } from "../engine/resource-provider";
import { hasUnknown, UNKNOWN } from "../engine/unknown";
import { checkBinding } from "./binding-check";
import { objectPlan } from "./binding-objects";
import type { BindingSystems } from "./binding-systems";
import { adminProblem } from "./commit-changes";
import { checkConfiguration } from "./group-check";
import { objectText } from "./object-text";
import type { BindingPlan } from "./plan-bindings";
import type { ObjectPlan } from "./plan-objects";
import { planText } from "./plan-text";

/** Checks the arguments; in a preview it also prints which addresses would enter and leave. */
export async function checkDagBinding(
  inputs: JsonRecord,
  systems: BindingSystems,
  run: RunContext,
): Promise<CheckResult> {
  const failures: CheckFailure[] = [];
  const { name, adopt, connection, membership, exportMembers, addressGroup, rule, commit, ...written } =
    inputs;
  const own = checkProperties({ name, adopt, connection, membership, exportMembers }, OWN_RULES, failures);
  const title = typeof own["name"] === "string" ? own["name"] : "";
  if (hasUnknown(inputs)) {
    if (run.preview) run.say(`${title || "binding"}: members known after apply`);
    return { inputs: { ...inputs, definition: UNKNOWN }, failures };
  }
  const declaration = {
    ...checkBinding(title, written, failures),
    ...(own["connection"] !== undefined && { connection: own["connection"] as string }),
  };
  const definition = { ...declaration, owner: run.owner, revision: definitionRevision(declaration) };
  const { tag } = definition;
  const said = { ...(addressGroup !== undefined && { addressGroup }), ...(rule !== undefined && { rule }) };
  const configuration = checkConfiguration(
    { ...said, ...(commit !== undefined && { commit }) },
    definition.target,
    failures,
  );
  if (failures.length === 0 && configuration.commit !== "none" && !systems.firewall(definition).admin)
    failures.push({ property: "commit", reason: adminProblem(definition.target.firewall) });
  if (failures.length === 0) failures.push(...systems.collisions.claim(definition, configuration));
  const checked = { ...inputs, ...configuration, tag, filter: filterOf(tag), definition };
  if (failures.length > 0 || !run.preview) return { inputs: checked, failures };
  if (systems.withoutNetwork) {
    run.say(`${title}: members not read (illumio:previewWithoutNetwork)`);
    return { inputs: checked, failures };
  }
  const coming = labelsToCome(declaration.labels, await systems.facts(definition), systems);
  if (coming.length > 0) {
    run.say(`${title}: members known after apply (${coming.join(", ")})`);
    return { inputs: checked, failures };
  }
  const plans = await systems.plan(definition);
  for (const { plan } of plans)
    for (const reason of plan.problems) failures.push({ property: "labels", reason });
  const objects = run.previewsCreate ? await objectPlan(checked, systems) : NO_OBJECTS; // else diff, which knows what was made
  for (const reason of objects.problems) failures.push({ property: "addressGroup", reason });
  run.say(plans.map(previewText).join("") + objectText(objects) + notYet(systems));
  const pending = plans.filter(({ plan }) => !isInSync(plan));
  const summary = pending.map(({ plan }) => planSummary(plan)).join(", ");
  return { inputs: { ...checked, ...(summary !== "" && { summary }) }, failures };
}

/** Labels of the expression that this program declares and the PCE does not have yet. */
function labelsToCome(expression: LabelExpression, { labels }: PceFacts, { pce }: BindingSystems): string[] {
  const known = new Set(Array.from(labels, ({ key, value }) => `${key}=${value}`));
  const named = Object.entries(expression).flatMap(([key, { anyOf = [], noneOf = [] }]) =>
    [...anyOf, ...noneOf].map((value) => `${key}=${value}`),
  );
  return named.filter((label) => pce.previewed.labels.has(label) && !known.has(label));
}

function notYet({ pce }: BindingSystems): string {
  const names = [...pce.previewed.newWorkloads];
  return names.length === 0
    ? ""
    : `  not in the list, because this program makes them: ${names.join(", ")}\n`;
}

const OWN_RULES = {
  name: text({ longest: 90 }),
  adopt: flag(),
  connection: text(),
  membership: oneOf("deploy", "sync"),
  exportMembers: flag(),
};

const NO_OBJECTS: ObjectPlan = { changes: [], problems: [], uncommitted: [] };

/** That nothing is in force yet is what a create mends, so it is no refusal here. */
function previewText(binding: BindingPlan): string {
  const { stale: _stale, ...rest } = binding;
  return planText(rest);
}

/** The same binding for another look at it: what is compared is the declaration. */
export function sameDeclaration(one: DagBindingDefinition, other: DagBindingDefinition): boolean {
  return one.revision === other.revision && one.owner === other.owner;
}
