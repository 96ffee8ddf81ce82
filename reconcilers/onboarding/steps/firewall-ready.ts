import {
  advanced,
  failedOnce,
  hostOfVm,
  laterStep,
  noted,
  type PlacedHost,
  type VmRecord,
  waiting,
} from "../../../core/onboarding";
import { changedHosts, isKnown, needsLabels } from "../changed-machines";
import { closeDeleted, leavingHosts } from "../deleted";
import type { FirewallHost, FirewallOutcome, FirewallState, Placing } from "../ports";
import type { OnboardingRun, VmWithRecord } from "../run";

/**
 * Gives machines their hosts and groups in the firewall, also those whose addresses or groups have changed since, and takes
 * hosts of deleted machines out of theirs, together.
 *
 * @param gone records of deleted machines
 * @throws LimitPassed when more machines would leave a group than a run may remove
 */
export async function placeHosts(run: OnboardingRun, gone: readonly VmRecord[]): Promise<void> {
  const leaving = leavingHosts(gone);
  const here = await noteHosts(run, [
    ...run.at("labelled"),
    ...run.at("firewall-ready").filter(({ vm }) => !isKnown(run.state.firewall, vm.vmId)),
    ...changedHosts(run, leaving.length),
  ]);
  const { firewall } = run.state;
  const changes = here.length + leaving.length;
  if (changes + firewall.publishing.length === 0 && firewall.sessionSince === undefined)
    return await closeDeleted(run, gone, new Map());
  let outcomes: ReadonlyMap<string, FirewallOutcome> | undefined;
  try {
    const hosts = here.map(({ host }) => host);
    if (changes > 0) await noteSession(run);
    const placing = await run.ports.firewall.place(hosts, leaving, firewall);
    outcomes = placing.outcomes;
    run.publishes += placing.publishes;
    run.firewallCalls += placing.calls;
    run.problems.push(...placing.problems);
    run.warnings.push(...(placing.warnings ?? []));
    await run.writeState({ ...run.state, firewall: stateAfter(run, placing, hosts) });
    await run.write(here.map((machine) => placed(run, machine, placing.outcomes.get(machine.vm.vmId))));
  } finally {
    await closeDeleted(run, gone, outcomes);
  }
}

/** Writes down that a session begins, so that a later run discards it, should this one not come to its end. */
async function noteSession(run: OnboardingRun): Promise<void> {
  if (run.settings.checkPoint.mode !== "static-objects") return;
  const { sessionSince = run.now.toISOString() } = run.state.firewall;
  await run.writeState({ ...run.state, firewall: { ...run.state.firewall, sessionSince } });
}

/** What is placed anew by the next run keeps the note of its session, so that a run without news writes nothing. */
function stateAfter(
  { state: { firewall } }: OnboardingRun,
  { state, outcomes }: Placing,
  hosts: readonly FirewallHost[],
): FirewallState {
  const pausing = new Set(
    hosts.flatMap(({ vmId }) => (outcomes.get(vmId)?.state === "failed" ? [vmId] : [])),
  );
  const isDone = [...outcomes].every(([vmId, outcome]) => outcome.state === "placed" || pausing.has(vmId));
  const { sessionSince } = firewall;
  return isDone || sessionSince === undefined ? state : { ...state, sessionSince };
}

interface Placed extends VmWithRecord {
  readonly wanted: Required<PlacedHost>;
  readonly host: FirewallHost;
}

/** Writes down which host a machine gets before it is made, so that it is found when the machine is deleted. */
async function noteHosts(run: OnboardingRun, machines: readonly VmWithRecord[]): Promise<Placed[]> {
  const { checkPoint } = run.settings;
  const placing = machines.map(({ vm, record }) => {
    const wanted = hostOfVm(vm, record, checkPoint);
    const former = record.host?.groups ?? [];
    const groups = [...new Set([...former, ...wanted.groups])].sort();
    const isNoted = checkPoint.mode !== "none";
    return {
      vm,
      record: isNoted ? noted(record, { host: { name: wanted.name, groups } }) : record,
      wanted,
      host: {
        vmId: vm.vmId,
        name: wanted.name,
        addresses: vm.privateAddresses,
        groups: wanted.groups,
        ...(former.length > 0 ? { former } : {}),
      },
    };
  });
  const written = await run.write(placing.map(({ record }) => record));
  return placing.filter(({ vm }) => written.has(vm.vmId));
}

function placed(run: OnboardingRun, machine: Placed, outcome: FirewallOutcome | undefined): VmRecord {
  const { record, wanted } = machine;
  const isHeld = needsLabels(run, machine);
  switch (outcome?.state) {
    case "placed": {
      const facts = record.host && { host: wanted };
      if (isHeld) return noted(record, facts ?? {});
      return advanced(record, laterStep(record.step, "firewall-ready"), run.now, facts);
    }
    case "publishing":
      return isHeld ? record : waiting(record, "its host in the firewall is being published", run.now);
    case "waiting":
      return isHeld ? record : waiting(record, outcome.reason, run.now);
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
