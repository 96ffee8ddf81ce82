import { isConfigurationError } from "../../../core/errors";
import { ClaimLostError } from "../../../core/reconcile/make-claim";
import { isInSync, type SqlFirewallDefinition, subjectOf } from "../../../core/sql-firewall";
import { releaseFirewall } from "../../../reconcilers/sql-firewall/claim/release-firewall";
import { IncompleteResourceError } from "../../lifecycle/incomplete-resource-error";
import type { ResourceProvider } from "../../lifecycle/resource-provider";
import { hasUnknownArgument } from "../../lifecycle/unknown-arguments";
import { difference } from "./difference";
import { firewallDrift } from "./firewall-drift";
import { figuresOf } from "./firewall-figures";
import { onServer, refuseOtherPce } from "./firewall-place";
import type { FirewallSystems } from "./firewall-systems";
import { checkSqlFirewall } from "./sql-firewall-check";
import { inputsOf, markOf, type SqlFirewallInputs, type SqlFirewallState } from "./sql-firewall-state";
import { carryOut, prepare, type Writing } from "./write-firewall";

/** The rules of a declaration on the firewall of a server, over their life. */
export const sqlFirewallProvider: ResourceProvider<SqlFirewallInputs, SqlFirewallState, FirewallSystems> = {
  schemaVersion: 1,

  check: checkSqlFirewall,

  async diff(_id, state, inputs, systems, run) {
    const { definition, membership } = inputs;
    if (run.preview || hasUnknownArgument(inputs))
      return (await difference(state, inputs, systems, run)).answer;
    return systems.following.difference(followedOf(definition, systems), async () => {
      const { answer, plan } = await difference(state, inputs, systems, run);
      const isFollowed = plan !== undefined && membership !== "sync";
      return { answer, compared: isFollowed ? systems.followed(plan, markOf(state)) : undefined };
    });
  },

  async create(inputs, systems, run) {
    const id = idOf(inputs.definition);
    const position = systems.following.begin(followedOf(inputs.definition, systems));
    const writing = await prepare(inputs, run.newIncarnation(), systems);
    try {
      await carryOut(inputs, writing, run, true);
    } catch (error) {
      if (error instanceof ClaimLostError) throw error;
      throw new IncompleteResourceError(id, writing.state, [(error as Error).message], { cause: error });
    }
    await settle(id, writing, systems, position);
    return { id, state: writing.state };
  },

  /** When an update fails, the old state stays; what was written carries the incarnation, so the next run recognises it. */
  async update(id, state, inputs, systems, run) {
    const position = systems.following.begin(followedOf(inputs.definition, systems));
    refuseOtherPce(state, inputs.definition.connection, systems);
    const writing = await prepare(inputs, state.incarnation, systems, state);
    await carryOut(inputs, writing, run, false);
    await settle(id, writing, systems, position);
    return writing.state;
  },

  async read(_id, state, systems) {
    const { definition } = state;
    refuseOtherPce(state, definition.connection, systems);
    const reading = await onServer(state, systems, () => systems.reading(definition));
    const observed = reading?.rules.observed(subjectOf(definition));
    if (observed === undefined || observed.revisions.length + observed.begun.length + observed.own.size === 0)
      return undefined;
    const { drift: _drift, ...rest } = state;
    const { figures, drift } = await comparison(state, systems);
    return {
      state: { ...rest, ...figures, ...(Object.keys(drift).length > 0 && { drift }) },
      inputs: inputsOf(state),
    };
  },

  async delete(_id, state, systems, run) {
    const { definition, incarnation } = state;
    const { name, markerAddress, owner } = definition;
    const { serverName } = definition.server;
    const firewall = { name, serverName, subject: subjectOf(definition), markerAddress };
    const found = await onServer(state, systems, async () => {
      const server = await systems.servers.open(definition.server);
      await releaseFirewall(server, { firewall, owners: [owner], incarnation }, run.warn);
      return firewall;
    });
    if (found === undefined)
      run.warn(
        `firewall ${name}: server ${serverName} is gone, and its rules with it. If it was moved to another subscription, remove ` +
          `the rules ${firewall.subject}.* there`,
      );
  },
};

function idOf(definition: SqlFirewallDefinition): string {
  const { subscriptionId, resourceGroupName, serverName } = definition.server;
  return [subscriptionId, resourceGroupName, serverName, subjectOf(definition)].join("/");
}

function followedOf({ owner, connection }: SqlFirewallDefinition, { pce }: FirewallSystems) {
  return { owner, system: pce.system(connection) };
}

/** When all is written, follows the workloads that the run has written since the plan. */
async function settle(
  id: string,
  { plan, claim, state }: Writing,
  systems: FirewallSystems,
  position: number,
): Promise<void> {
  if (state.membership === "sync") return;
  try {
    await systems.following.settle(systems.followed(plan, claim.mark), position);
  } catch (error) {
    throw new IncompleteResourceError(id, state, [(error as Error).message], { cause: error });
  }
}

/** What a refresh finds. A policy that does not answer, for example because the provider is gone, is a difference too. */
async function comparison(
  state: SqlFirewallState,
  systems: FirewallSystems,
): Promise<{ readonly figures: object; readonly drift: Readonly<Record<string, string>> }> {
  systems.pce.system(state.definition.connection); // settings that are missing are no difference
  try {
    const plan = await systems.plan(state.definition);
    return { figures: isInSync(plan.plan) ? figuresOf(plan) : {}, drift: firewallDrift(plan, state) };
  } catch (error) {
    if (!isConfigurationError(error)) throw error;
    return { figures: {}, drift: { policy: error.message } };
  }
}
