import { Checks, flag, oneOf, properties, text } from "../../../core/checks";
import type { JsonRecord } from "../../../core/checks/json";
import { hasUnknown, isUnknown, UNKNOWN, unknownPaths } from "../../../core/checks/unknown";
import {
  checkFirewall,
  firewallRevision,
  isInSync,
  planSummary,
  planText,
  type SqlFirewallDefinition,
  takenNames,
} from "../../../core/sql-firewall";
import { ADVICE_ON_OTHERS, otherDeclaration } from "../../../reconcilers/sql-firewall/apply/put-in-force";
import { Membership } from "../../lifecycle/membership";
import type { CheckResult, RunContext } from "../../lifecycle/resource-provider";
import { claimOf, warnOfTakeOver } from "./firewall-claim";
import type { FirewallSystems, PlanOfRun } from "./firewall-systems";
import type { SqlFirewallInputs } from "./sql-firewall-state";
import { unsureConsumers } from "./unsure";

/**
 * Checks the arguments; in a preview it also prints which ranges would open and close, and why. Their numbers are an
 * input, in an `up` too, because a saved plan accepts only the inputs of its preview.
 */
export async function checkSqlFirewall(
  inputs: JsonRecord,
  systems: FirewallSystems,
  run: RunContext,
): Promise<CheckResult> {
  const checks = Checks.start({ isLater: isUnknown });
  const failures = checks.problems;
  const { name, adopt, takeOverFrom, connection, membership, ...written } = inputs;
  const own = properties({ name, adopt, takeOverFrom, connection, membership }, OWN_RULES, checks);
  const title = own.name ?? "";
  const declaration = {
    ...checkFirewall(title, written, checks),
    ...(own.connection !== undefined && { connection: own.connection }),
  };
  if (hasUnknown(inputs)) {
    const unknown = unknownPaths(inputs).join(", ");
    if (run.preview) run.say(`${title || "firewall"}: ranges known after apply (${unknown})`);
    return { inputs: { ...inputs, definition: UNKNOWN }, failures };
  }
  const definition = { ...declaration, owner: run.owner, revision: firewallRevision(declaration) };
  if (failures.length === 0) declareNames(definition, systems, checks);
  const checked = { ...inputs, server: definition.server, definition };
  if (failures.length > 0) return { inputs: checked, failures };
  if (systems.withoutNetwork) {
    if (run.preview) run.say(`${title}: ranges not read (illumio:previewWithoutNetwork)`);
    return { inputs: checked, failures };
  }
  const unsure = run.preview ? unsureConsumers(definition, await systems.facts(definition)) : [];
  if (unsure.length > 0) {
    run.say(`${title}: ranges known after apply (${unsure.join(", ")})`);
    return { inputs: { ...checked, summary: UNKNOWN }, failures };
  }
  const plan = await systems.plan(definition);
  const summarised = { ...checked, ...(!isInSync(plan.plan) && { summary: planSummary(plan.plan) }) };
  if (run.preview) reportPlan(summarised as unknown as SqlFirewallInputs, plan, checks, run);
  return { inputs: summarised, failures };
}

const OWN_RULES = {
  name: text({ longest: 200 }),
  adopt: flag(),
  takeOverFrom: text({ longest: 2000 }),
  connection: text(),
  membership: oneOf(...Object.values(Membership)),
};

function declareNames(definition: SqlFirewallDefinition, { names }: FirewallSystems, checks: Checks): void {
  const { owner, name, server } = definition;
  names.begin(owner);
  const other = names.declare({ owner, name }, [takenNames(definition)]);
  if (other !== undefined)
    checks
      .at("name")
      .fail(
        `the firewall ${other} of this program has the same name and prefix on server ${server.serverName}; take another name`,
      );
}

/** Prints the plan, and reports what makes `up` fail. */
function reportPlan(inputs: SqlFirewallInputs, plan: PlanOfRun, checks: Checks, run: RunContext): void {
  const { name } = inputs.definition;
  const { stale: _stale, ...rest } = plan; // the create puts the declaration in force
  run.say(...planText(rest));
  for (const reason of plan.plan.problems)
    checks.at(plan.wanted.problems.includes(reason) ? "egress" : "server").fail(reason);
  if (!run.previewsCreate) return; // an update is looked at by diff, which knows what was there
  warnOfTakeOver(inputs, plan, run);
  const other = otherDeclaration(plan, { ...claimOf(inputs, plan, ""), replaced: new Set() });
  if (other === undefined) return;
  if (inputs.adopt === true) run.say(`${name}: ${other}; up puts it out of force (adopt: true)`);
  else checks.at("name").fail(`${other}. ${ADVICE_ON_OTHERS}`);
}
