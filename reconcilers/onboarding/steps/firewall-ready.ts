import { hostName } from "../../../core/check-point/host-name";
import { advanced, failedOnce, groupsOfVm, noted, type VmRecord, waiting } from "../../../core/onboarding";
import { closeDeleted, leavingHosts } from "../deleted";
import type { FirewallHost, FirewallOutcome, FirewallState } from "../ports";
import type { OnboardingRun, VmWithRecord } from "../run";

/**
 * Gives machines their hosts and groups in the firewall, and takes hosts of deleted machines out of theirs, together.
 *
 * @param gone records of deleted machines
 */
export async function placeHosts(run: OnboardingRun, gone: readonly VmRecord[]): Promise<void> {
  const here = await noteHosts(run, [
    ...run.at("labelled"),
    ...run.at("firewall-ready").filter(({ vm }) => !isKnown(run.state.firewall, vm.vmId)),
  ]);
  const leaving = leavingHosts(gone);
  if (here.length + leaving.length + run.state.firewall.publishing.length === 0)
    return await closeDeleted(run, gone, new Map());
  let outcomes: ReadonlyMap<string, FirewallOutcome> | undefined;
  try {
    const hosts = here.map(({ host }) => host);
    const placing = await run.ports.firewall.place(hosts, leaving, run.state.firewall);
    outcomes = placing.outcomes;
    run.publishes += placing.publishes;
    run.firewallCalls += placing.calls;
    run.problems.push(...placing.problems);
    run.warnings.push(...(placing.warnings ?? []));
    await run.writeState({ ...run.state, firewall: placing.state });
    await run.write(here.map((machine) => placed(run, machine, placing.outcomes.get(machine.vm.vmId))));
  } finally {
    await closeDeleted(run, gone, outcomes);
  }
}

/** Whether the state tells what becomes of a host, so that it need not be looked at again. */
function isKnown({ publishing, published, installing }: FirewallState, vmId: string): boolean {
  return published.includes(vmId) || [...publishing, ...installing].some(({ vmIds }) => vmIds.includes(vmId));
}

interface Placed extends VmWithRecord {
  readonly host: FirewallHost;
}

/** Writes down which host a machine gets before it is made, so that it is found when the machine is deleted. */
async function noteHosts(run: OnboardingRun, machines: readonly VmWithRecord[]): Promise<Placed[]> {
  const { mode, groups } = run.settings.checkPoint;
  const placing = machines.map(({ vm, record }) => {
    const labels = new Map(Object.entries(record.labels ?? {}));
    const host = {
      vmId: vm.vmId,
      name: record.host?.name ?? hostName(vm),
      addresses: vm.privateAddresses,
      groups: groupsOfVm(vm, labels, groups),
    };
    const all = [...new Set([...(record.host?.groups ?? []), ...host.groups])].sort();
    return {
      vm,
      record: mode === "none" ? record : noted(record, { host: { name: host.name, groups: all } }),
      host,
    };
  });
  const written = await run.write(placing.map(({ record }) => record));
  return placing.filter(({ vm }) => written.has(vm.vmId));
}

function placed(
  run: OnboardingRun,
  { record, host: { name, groups } }: Placed,
  outcome: FirewallOutcome | undefined,
): VmRecord {
  switch (outcome?.state) {
    case "placed":
      return advanced(record, "firewall-ready", run.now, record.host && { host: { name, groups } });
    case "publishing":
      return waiting(record, "its host in the firewall is being published", run.now);
    case "waiting":
      return waiting(record, outcome.reason, run.now);
    case "failed":
      return failedOnce(record, outcome.reason, run.now, run.settings.limits);
    case undefined:
      return failedOnce(
        record,
        "the firewall did not say what became of its host",
        run.now,
        run.settings.limits,
      );
  }
}
