import { hasUnknown, isUnknown } from "../../../core/checks/unknown";
import { IllumioIacError } from "../../../core/errors";
import { isInSync, type SqlFirewallDefinition } from "../../../core/sql-firewall";
import { ADVICE_ON_OTHERS, otherDeclaration } from "../../../reconcilers/sql-firewall/apply/put-in-force";
import type { DiffResult, RunContext } from "../../lifecycle/resource-provider";
import { hasUnknownArgument } from "../../lifecycle/unknown-arguments";
import { isOursOf, isUnfinished } from "./firewall-claim";
import { isElsewhere, refuseOtherPce } from "./firewall-place";
import type { FirewallSystems, PlanOfRun } from "./firewall-systems";
import { type FirewallStanding, placeOf, standingAt } from "./known-arguments";
import type { SqlFirewallInputs, SqlFirewallState } from "./sql-firewall-state";

/** An answer, and the plan that was compared with. */
export interface Difference {
  readonly answer: DiffResult;
  readonly plan?: PlanOfRun;
}

/** Compares with the server and not with the state: what a run wrote last may be gone. */
export async function difference(
  state: SqlFirewallState,
  inputs: SqlFirewallInputs,
  systems: FirewallSystems,
  run: RunContext,
): Promise<Difference> {
  if (hasUnknownArgument(inputs)) return { answer: await knownDifference(state, inputs, systems, run) };
  const { definition } = inputs;
  refuseOtherPce(state, definition.connection, systems);
  // The new rules are there before the old ones go, so that nobody is shut out meanwhile.
  if (isElsewhere(state.definition, definition))
    return { answer: { changes: true, replaces: ["definition"] } };
  const isDeclared = !isSameDeclaration(state, inputs);
  if (run.preview && systems.withoutNetwork) return { answer: { changes: isDeclared } };
  const plan = await systems.plan(definition);
  if (run.preview) previewOthers(state, inputs, plan, run);
  if (isDeclared || isUnfinished(plan, state) || isUnknown(inputs.summary))
    return { answer: { changes: true }, plan };
  const isDue = !isInSync(plan.plan) || plan.stale !== undefined;
  if (isDue && inputs.membership === "sync" && plan.stale === undefined) {
    run.say(`${definition.name}: the rules differ, which sql-sync will settle (membership: sync)`);
    return { answer: { changes: state.complete === false }, plan };
  }
  return { answer: { changes: isDue || state.complete === false }, plan };
}

/** What is certain where some arguments are unknown: in a preview, or because what they depend on is being replaced. */
async function knownDifference(
  state: SqlFirewallState,
  inputs: SqlFirewallInputs,
  systems: FirewallSystems,
  run: RunContext,
): Promise<DiffResult> {
  const place = placeOf(inputs);
  if (!isUnknown(inputs.connection)) refuseOtherPce(state, inputs.connection ?? undefined, systems);
  if (isElsewhere(state.definition, place)) return { changes: true, replaces: ["definition"] };
  if (run.preview && !systems.withoutNetwork && !hasUnknown([place, inputs.takeOverFrom, inputs.adopt])) {
    const declared = { ...inputs, definition: { ...place, owner: run.owner } };
    previewOthers(state, declared, await standingAt(place, systems), run);
  }
  return { changes: true };
}

/** Makes a preview fail where `up` would be refused, and tells the user what adopting does. */
function previewOthers(
  state: SqlFirewallState,
  inputs: Pick<SqlFirewallInputs, "adopt" | "takeOverFrom"> & {
    readonly definition: Pick<SqlFirewallDefinition, "name" | "owner">;
  },
  standing: FirewallStanding,
  run: RunContext,
): void {
  const { name } = inputs.definition;
  const other = otherDeclaration(standing, { isOurs: isOursOf(inputs, state), replaced: new Set() });
  if (other === undefined) return;
  if (inputs.adopt !== true) throw new IllumioIacError(`firewall ${name}: ${other}. ${ADVICE_ON_OTHERS}`);
  run.say(`${name}: ${other}; up puts it out of force (adopt: true)`);
}

function isSameDeclaration(one: SqlFirewallInputs, other: SqlFirewallInputs): boolean {
  const said = ({ definition: { revision, owner }, membership = "deploy" }: SqlFirewallInputs) =>
    JSON.stringify([revision, owner, membership]);
  return said(one) === said(other);
}
