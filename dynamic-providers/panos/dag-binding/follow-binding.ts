import type { RegisteredTable } from "../../../clients/panos";
import { canonicalAddress } from "../../../core/addresses/ip-address";
import {
  type DagBindingDefinition,
  dagMembers,
  isInSync,
  type Members,
  TableIndex,
  tablePlan,
  tablesOf,
} from "../../../core/dag";
import { readClaim } from "../../../core/reconcile/claim";
import { writePlan } from "../../../reconcilers/dag/apply/write-plan";
import type { BindingPlan } from "../../../reconcilers/dag/plan/plan-bindings";
import { planText } from "../../../reconcilers/dag/plan/plan-text";
import type { Firewall } from "../../../reconcilers/dag/plan/table-readings";
import type { RunContext } from "../../lifecycle/resource-provider";
import { FollowError, type Followed } from "../../pce/system/following";
import type { WrittenWorkload } from "../../pce/system/written-workloads";

/** A binding that is in force. */
export interface FollowedBinding extends Followed {
  readonly definition: DagBindingDefinition;
  readonly firewall: Firewall;
  /** Its revision tag on the firewall. */
  readonly mark: string;
}

/**
 * Brings the addresses of those workloads on the firewalls of the binding into step with what the PCE has now. Other
 * addresses stay as they are, because no preview showed their differences. `maxRemovedShare` does not apply: the
 * preview showed that these workloads go, and in the PCE they are gone.
 *
 * @throws FollowError
 */
export async function followBinding(
  binding: FollowedBinding,
  written: readonly WrittenWorkload[],
  run: RunContext,
): Promise<FollowedBinding> {
  const { definition } = binding;
  const all: ReadonlySet<string> = new Set(written.flatMap(({ addresses }) => addresses));
  if (all.size === 0) return binding;
  let concerned = all;
  try {
    const members = await membersAmong(all, binding);
    for (const table of tablesOf(definition.target)) {
      concerned = all;
      const plan = await planAmong(all, members, binding, table, written);
      if (isInSync(plan.plan)) continue;
      const { register, unregister } = plan.plan;
      concerned = new Set([...register.map(({ address }) => address), ...unregister.map(canonical)]);
      run.say(...planText(plan));
      await writePlan(plan, { timeoutInSeconds: 0, recent: true });
    }
    return binding;
  } catch (error) {
    const concerns = (one: WrittenWorkload) => one.addresses.some((address) => concerned.has(address));
    throw new FollowError(`binding ${definition.name}`, (error as Error).message, concerns, error);
  }
}

/** Members among the addresses, from the last reading of the PCE and our own writes since. */
async function membersAmong(
  addresses: ReadonlySet<string>,
  { definition, system }: FollowedBinding,
): Promise<Members> {
  const workloads = (await system.workloads.all()).filter(({ interfaces = [], public_ip: publicIp }) =>
    [...interfaces.map(({ address }) => address), publicIp ?? ""].some((one) =>
      addresses.has(canonical(one)),
    ),
  );
  const labelGroups = [];
  for await (const group of system.client.listActiveLabelGroups()) labelGroups.push(group);
  const facts = { labels: await system.labels.all(), labelGroups, workloads };
  const members = dagMembers(definition, facts);
  return { ...members, addresses: only(members.addresses, (address) => addresses.has(address)) };
}

async function planAmong(
  addresses: ReadonlySet<string>,
  members: Members,
  binding: FollowedBinding,
  table: RegisteredTable,
  written: readonly WrittenWorkload[],
): Promise<BindingPlan> {
  const { definition, firewall, mark } = binding;
  const index = new TableIndex(await firewall.client.registeredAddresses(table, { tag: definition.tag }));
  const { own } = index.observed(definition.tag);
  const others = [...own.keys()].filter((address) => !addresses.has(address));
  const wanted = new Map([...others.map((address) => [address, []] as const), ...members.addresses]);
  const plan = tablePlan({ ...definition, maxRemovedShare: 1 }, { ...members, addresses: wanted }, index);
  const leaving = plan.unregister.map((address) => ({
    address,
    workloads: written.filter((one) => one.addresses.includes(canonical(address))).map(({ name }) => name),
  }));
  return {
    definition,
    firewall,
    table,
    reading: { index, limit: undefined },
    members,
    plan,
    own: new Map(),
    leaving,
    revisions: [readClaim(definition.tag, mark, definition.revisionAddress)!],
    begun: [],
    former: [],
    strayTags: [],
  };
}

function only<V>(map: ReadonlyMap<string, V>, keep: (key: string) => boolean): ReadonlyMap<string, V> {
  return new Map([...map].filter(([key]) => keep(key)));
}

function canonical(address: string): string {
  return canonicalAddress(address) ?? address;
}
