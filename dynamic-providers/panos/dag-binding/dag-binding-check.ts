import { Checks, flag, oneOf, properties, text } from "../../../core/checks";
import type { JsonRecord } from "../../../core/checks/json";
import { hasUnknown, isUnknown, UNKNOWN } from "../../../core/checks/unknown";
import {
  type DagBindingDeclaration,
  definitionRevision,
  filterOf,
  isInSync,
  planSummary,
} from "../../../core/dag";
import { compileExpression, matches } from "../../../core/labels/label-expression";
import { checkBinding } from "../../../reconcilers/dag/bindings/binding-check";
import { adminProblem } from "../../../reconcilers/dag/commit/commit-changes";
import type { BindingPlan } from "../../../reconcilers/dag/plan/plan-bindings";
import { planText } from "../../../reconcilers/dag/plan/plan-text";
import { Membership } from "../../lifecycle/membership";
import type { CheckResult, RunContext } from "../../lifecycle/resource-provider";
import type { PlannedFacts } from "../../pce/system/planned-facts";
import { objectPlan, objectText } from "../objects/binding-objects";
import { checkConfiguration } from "../objects/group-check";
import type { ObjectPlan } from "../objects/plan-objects";
import type { BindingSystems } from "./binding-systems";
import type { DagBindingInputs } from "./dag-binding-state";
import { warnOfLocks } from "./lock-warning";
import { ADVICE_ON_OTHERS, otherDeclarations, warnOfTakeOver } from "./other-declarations";
import { isUnfinished } from "./unfinished";

/**
 * Checks the arguments; in a preview it also prints which addresses would enter and leave. Their numbers are an input,
 * in an `up` too, because a saved plan accepts only the inputs of its preview.
 */
export async function checkDagBinding(
  inputs: JsonRecord,
  systems: BindingSystems,
  run: RunContext,
): Promise<CheckResult> {
  const checks = Checks.start({ isLater: isUnknown });
  const failures = checks.problems;
  const {
    name,
    adopt,
    takeOverFrom,
    connection,
    membership,
    exportMembers,
    addressGroup,
    rule,
    commit,
    ...written
  } = inputs;
  const own = properties(
    { name, adopt, takeOverFrom, connection, membership, exportMembers },
    OWN_RULES,
    checks,
  );
  const title = own.name ?? "";
  if (hasUnknown(inputs)) {
    if (run.preview) run.say(`${title || "binding"}: members known after apply`);
    return { inputs: { ...inputs, definition: UNKNOWN }, failures };
  }
  const declaration = {
    ...checkBinding(title, written, checks),
    ...(own.connection !== undefined && { connection: own.connection }),
  };
  const definition = { ...declaration, owner: run.owner, revision: definitionRevision(declaration) };
  const { tag } = definition;
  const said = { ...(addressGroup !== undefined && { addressGroup }), ...(rule !== undefined && { rule }) };
  const configuration = checkConfiguration(
    { ...said, ...(commit !== undefined && { commit }) },
    definition.target,
    checks,
  );
  if (failures.length === 0 && configuration.commit !== "none" && !systems.firewall(definition).admin)
    checks.at("commit").fail(adminProblem(definition.target.firewall));
  if (failures.length === 0)
    for (const { path, reason } of systems.collisions.claim(definition, configuration))
      checks.called(path).fail(reason);
  const { target, labels } = definition; // lists are sorted, each item once
  const declared = { target, ...(written["labels"] != null && { labels }) };
  const checked = { ...inputs, ...declared, ...configuration, tag, filter: filterOf(tag), definition };
  if (failures.length > 0) return { inputs: checked, failures };
  if (systems.withoutNetwork) {
    if (run.preview) run.say(`${title}: members not read (illumio:previewWithoutNetwork)`);
    return { inputs: checked, failures };
  }
  const unsure = run.preview ? unsureMembers(definition, await systems.facts(definition)) : [];
  if (unsure.length > 0) {
    run.say(`${title}: members known after apply (${unsure.join(", ")})`);
    return { inputs: { ...checked, summary: UNKNOWN }, failures };
  }
  const plans = await systems.plan(definition);
  const pending = plans.filter(({ plan }) => !isInSync(plan));
  const summary = pending.map(({ plan }) => planSummary(plan)).join(", ");
  const summarised = { ...checked, ...(summary !== "" && { summary }) };
  if (!run.preview) return { inputs: summarised, failures };
  for (const { plan } of plans) for (const reason of plan.problems) checks.at("labels").fail(reason);
  const objects = run.previewsCreate
    ? await objectPlan(checked, systems, undefined, isUnfinished(plans, undefined, own.takeOverFrom))
    : NO_OBJECTS; // an update is checked by diff, which knows what was made
  for (const reason of objects.problems) checks.at("addressGroup").fail(reason);
  const created = summarised as unknown as DagBindingInputs;
  const other = run.previewsCreate ? otherDeclarations(created, plans) : undefined; // an update: by diff
  if (other !== undefined && created.adopt !== true) checks.at("tag").fail(`${other}. ${ADVICE_ON_OTHERS}`);
  else if (other !== undefined) run.say(`${title}: ${other}; up puts it out of force (adopt: true)`);
  if (run.previewsCreate) warnOfTakeOver(checked, plans, run);
  await warnOfLocks(created, objects, systems, run);
  run.say(...plans.flatMap(previewText), ...objectText(objects));
  return { inputs: summarised, failures };
}

const OWN_RULES = {
  name: text({ longest: 90 }),
  adopt: flag(),
  takeOverFrom: text({ longest: 2000 }),
  connection: text(),
  membership: oneOf(...Object.values(Membership)),
  exportMembers: flag(),
};

const NO_OBJECTS: ObjectPlan = {
  changes: [],
  problems: [],
  uncommitted: [],
  adopted: [],
  leftInForce: false,
};

/** Leaves out that the declaration is not in force yet, because the create puts it in force. */
function previewText(binding: BindingPlan): string[] {
  const { stale: _stale, ...rest } = binding;
  return planText(rest);
}

/**
 * Workloads of the program that are or may become members, and of which a preview does not know the addresses or the
 * labels.
 *
 * @throws ConfigurationError when the expression names a label or a group that the PCE does not have
 */
function unsureMembers({ labels, onlyOnline }: DagBindingDeclaration, facts: PlannedFacts): string[] {
  if (facts.unsure.length === 0) return [];
  const expression = compileExpression(labels, facts);
  return facts.unsure
    .filter(({ unknown }) => unknown !== "online" || onlyOnline)
    .filter(({ labels: sets }) => sets === undefined || sets.some((set) => matches(expression, set)))
    .map(({ title }) => title);
}
