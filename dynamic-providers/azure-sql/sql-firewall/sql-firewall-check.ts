import { Checks, flag, oneOf, properties, text } from "../../../core/checks";
import type { JsonRecord } from "../../../core/checks/json";
import { hasUnknown, isUnknown, UNKNOWN, unknownPaths } from "../../../core/checks/unknown";
import {
  checkFirewall,
  firewallRevision,
  isInSync,
  planSummary,
  planText,
  type SqlFirewallDeclaration,
  type SqlFirewallDefinition,
  takenNames,
} from "../../../core/sql-firewall";
import { ADVICE_ON_OTHERS, otherDeclaration } from "../../../reconcilers/sql-firewall/apply/put-in-force";
import { Membership } from "../../lifecycle/membership";
import type { CheckResult, RunContext } from "../../lifecycle/resource-provider";
import { knownName } from "../../lifecycle/unknown-arguments";
import { isOursOf, warnOfTakeOver } from "./firewall-claim";
import type { FirewallSystems, PlanOfRun } from "./firewall-systems";
import { checkKnownArguments, type FirewallStanding, standingAt } from "./known-arguments";
import type { SqlFirewallInputs } from "./sql-firewall-state";
import { unsureConsumers } from "./unsure";
import { beingPutInForce } from "./write-firewall";

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
  const declared = { ...own, ...declaration, owner: run.owner };
  if (failures.length === 0) declareNames(declared, systems, checks);
  if (hasUnknown(inputs)) {
    const unknown = unknownPaths(inputs).join(", ");
    if (run.preview) run.say(`${knownName(own.name, "firewall")}: ranges known after apply (${unknown})`);
    if (run.preview && failures.length === 0) await checkKnown(declared, systems, checks, run);
    const summary = run.preview && { summary: UNKNOWN };
    return { inputs: { ...inputs, definition: UNKNOWN, ...summary }, failures };
  }
  const definition = { ...declaration, owner: run.owner, revision: firewallRevision(declaration) };
  const checked = { ...inputs, server: definition.server, definition };
  if (failures.length > 0) return { inputs: checked, failures };
  if (systems.withoutNetwork) {
    if (run.preview) run.say(`${title}: ranges not read (illumio:previewWithoutNetwork)`);
    return { inputs: checked, failures };
  }
  const unsure = run.preview ? unsureConsumers(definition, await systems.facts(definition)) : [];
  if (unsure.length > 0) {
    run.say(`${title}: ranges known after apply (${unsure.join(", ")})`);
    await checkKnown(declared, systems, checks, run);
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

/** The arguments as they were checked; in a preview any of them may be unknown. */
type Declared = SqlFirewallDeclaration &
  Pick<SqlFirewallDefinition, "owner"> &
  Pick<SqlFirewallInputs, "adopt" | "takeOverFrom">;

function declareNames(
  { owner, name, prefix, server }: Declared,
  { names }: FirewallSystems,
  checks: Checks,
): void {
  names.begin(owner);
  if (hasUnknown([name, prefix, server])) return;
  const other = names.declare({ owner, name }, [takenNames({ name, prefix, server })]);
  if (other !== undefined)
    checks
      .at("name")
      .fail(
        `the firewall ${other} of this program has the same name and prefix on server ${server.serverName}; take another name`,
      );
}

/** Reports what makes `up` fail, whatever the ranges will be. */
async function checkKnown(
  declared: Declared,
  systems: FirewallSystems,
  checks: Checks,
  run: RunContext,
): Promise<void> {
  if (systems.withoutNetwork) return;
  await checkKnownArguments(declared, systems, checks);
  const { name, prefix, server, takeOverFrom, adopt } = declared;
  if (!run.previewsCreate || hasUnknown([name, prefix, server, takeOverFrom, adopt])) return;
  reportOthers(declared, await standingAt({ name, prefix, server }, systems), checks, run);
}

/** Prints the plan, and reports what makes `up` fail. */
function reportPlan(inputs: SqlFirewallInputs, plan: PlanOfRun, checks: Checks, run: RunContext): void {
  run.say(...planText(beingPutInForce(plan)));
  for (const reason of plan.plan.problems)
    checks.at(plan.wanted.problems.includes(reason) ? "egress" : "server").fail(reason);
  if (!run.previewsCreate) return; // an update is looked at by diff, which knows what was there
  reportOthers({ ...inputs, ...inputs.definition }, plan, checks, run);
}

/** Reports the claims of others that a create finds. */
function reportOthers(
  { name, owner, takeOverFrom, adopt }: Pick<Declared, "name" | "owner" | "takeOverFrom" | "adopt">,
  standing: FirewallStanding,
  checks: Checks,
  run: RunContext,
): void {
  const declared = { definition: { name, owner }, ...(takeOverFrom !== undefined && { takeOverFrom }) };
  warnOfTakeOver(declared, standing, run);
  const other = otherDeclaration(standing, { isOurs: isOursOf(declared), replaced: new Set() });
  if (other === undefined) return;
  if (adopt === true) run.say(`${name}: ${other}; up puts it out of force (adopt: true)`);
  else checks.at("name").fail(`${other}. ${ADVICE_ON_OTHERS}`);
}
