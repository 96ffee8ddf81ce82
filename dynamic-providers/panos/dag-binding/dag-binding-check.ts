import { Checks, flag, oneOf, properties, text } from "../../../core/checks";
import type { JsonRecord } from "../../../core/checks/json";
import { hasUnknown, isUnknown, partOf, UNKNOWN, unknownPaths } from "../../../core/checks/unknown";
import {
  type DagBindingDeclaration,
  definitionRevision,
  filterOf,
  isInSync,
  planSummary,
} from "../../../core/dag";
import { checkBinding } from "../../../reconcilers/dag/bindings/binding-check";
import { adminProblem } from "../../../reconcilers/dag/commit/commit-changes";
import type { BindingPlan } from "../../../reconcilers/dag/plan/plan-bindings";
import { planText } from "../../../reconcilers/dag/plan/plan-text";
import { Membership } from "../../lifecycle/membership";
import type { CheckResult, RunContext } from "../../lifecycle/resource-provider";
import { knownName } from "../../lifecycle/unknown-arguments";
import type { BindingConfiguration } from "../objects/config-objects";
import { checkConfiguration } from "../objects/group-check";
import type { BindingSystems } from "./binding-systems";
import { checkCreate } from "./check-create";
import type { DagBindingInputs } from "./dag-binding-state";
import { checkKnownArguments } from "./known-arguments";
import { namedInputs } from "./named-inputs";
import { unsureMembers } from "./unsure";

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
  const declaration = {
    ...checkBinding(own.name ?? "", written, checks),
    ...(own.connection !== undefined && { connection: own.connection }),
  };
  const definition = { ...declaration, owner: run.owner, revision: definitionRevision(declaration) };
  const { tag, target, labels } = definition; // lists are sorted, each item once
  const said = { ...(addressGroup !== undefined && { addressGroup }), ...(rule !== undefined && { rule }) };
  const configuration = checkConfiguration(
    { ...said, ...(commit !== undefined && { commit }) },
    target,
    checks,
  );
  if (failures.length === 0) checkAdmin(definition, configuration, systems, checks);
  if (failures.length === 0)
    for (const { path, reason } of systems.collisions.claim(definition, configuration))
      checks.called(path).fail(reason);
  const declared = { target, ...(written["labels"] != null && { labels }) };
  const filter = isUnknown(tag) ? UNKNOWN : filterOf(tag);
  const checked = { ...inputs, ...declared, ...configuration, tag, filter, definition };
  const title = knownName(own.name, "binding");
  const created = checked as DagBindingInputs;
  const checkKnown = () => checkKnownArguments(namedInputs(created, run), declaration, systems, checks, run);
  if (hasUnknown(inputs)) {
    if (run.preview) run.say(`${title}: members known after apply (${unknownPaths(inputs).join(", ")})`);
    if (run.preview && failures.length === 0) await checkKnown();
    const summary = run.preview && { summary: UNKNOWN };
    return { inputs: { ...checked, definition: UNKNOWN, ...summary }, failures };
  }
  if (failures.length > 0) return { inputs: checked, failures };
  if (systems.withoutNetwork) {
    if (run.preview) run.say(`${title}: members not read (illumio:previewWithoutNetwork)`);
    return { inputs: checked, failures };
  }
  const unsure = run.preview ? unsureMembers(definition, await systems.facts(definition)) : [];
  if (unsure.length > 0) {
    run.say(`${title}: members known after apply (${unsure.join(", ")})`);
    await checkKnown();
    return { inputs: { ...checked, summary: UNKNOWN }, failures };
  }
  const plans = await systems.plan(definition);
  const pending = plans.filter(({ plan }) => !isInSync(plan));
  const summary = pending.map(({ plan }) => planSummary(plan)).join(", ");
  const summarised = { ...checked, ...(summary !== "" && { summary }) };
  if (!run.preview) return { inputs: summarised, failures };
  for (const { plan } of plans) for (const reason of plan.problems) checks.at("labels").fail(reason);
  // An update is checked by diff, which knows what was made.
  const objects = run.previewsCreate ? await checkCreate(created, plans, systems, checks, run) : [];
  run.say(...plans.flatMap(previewText), ...objects);
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

function checkAdmin(
  { target }: Pick<DagBindingDeclaration, "target">,
  { commit }: BindingConfiguration,
  systems: BindingSystems,
  checks: Checks,
): void {
  if (commit === "none" || hasUnknown([commit, partOf(target, "firewall")])) return;
  if (!systems.firewall({ target }).admin) checks.at("commit").fail(adminProblem(target.firewall));
}

/** Leaves out that the declaration is not in force yet, because the create puts it in force. */
function previewText(binding: BindingPlan): string[] {
  const { stale: _stale, ...rest } = binding;
  return planText(rest);
}
