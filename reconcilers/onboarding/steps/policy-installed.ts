import { advanced, laterStep, waiting } from "../../../core/onboarding";
import { isKnown, needsLabels } from "../changed-machines";
import type { FirewallState } from "../ports";
import type { OnboardingRun } from "../run";

/** Looks at installations of the policy that are under way, and begins one for all hosts that are published. */
export async function installPolicy(run: OnboardingRun): Promise<void> {
  const { firewall } = run.state;
  if (isIdle(firewall) && run.at("firewall-ready").length === 0) return;
  const again = run
    .through()
    .filter(
      (machine) =>
        machine.record.status === "open" && isKnown(firewall, machine.vm.vmId) && !needsLabels(run, machine),
    );
  const here = [...run.at("firewall-ready"), ...again];
  const installing = await run.ports.firewall.install(run.state.firewall, run.now);
  run.installs += installing.installs;
  run.firewallCalls += installing.calls;
  run.problems.push(...installing.problems);
  await run.write(
    here.map(({ vm, record }) =>
      installing.installed.has(vm.vmId)
        ? advanced(record, laterStep(record.step, "policy-installed"), run.now)
        : waiting(record, installing.waiting, run.now),
    ),
  );
  // After the records: an installation that has ended is told again, one that is not in the state is made again.
  await run.writeState({ ...run.state, firewall: installing.state });
}

function isIdle({ publishing, published, installing }: FirewallState): boolean {
  return publishing.length + published.length + installing.length === 0;
}
