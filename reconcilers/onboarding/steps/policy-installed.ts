import { advanced, waiting } from "../../../core/onboarding";
import type { FirewallState } from "../ports";
import type { OnboardingRun } from "../run";

/** Looks at installations of the policy that are under way, and begins one for all hosts that are published. */
export async function installPolicy(run: OnboardingRun): Promise<void> {
  const here = run.at("firewall-ready");
  if (here.length === 0 && isIdle(run.state.firewall)) return;
  const installing = await run.ports.firewall.install(run.state.firewall, run.now);
  run.installs += installing.installs;
  run.firewallCalls += installing.calls;
  run.problems.push(...installing.problems);
  await run.write(
    here.map(({ vm, record }) =>
      installing.installed.has(vm.vmId)
        ? advanced(record, "policy-installed", run.now)
        : waiting(record, installing.waiting, run.now),
    ),
  );
  // After the records: an installation that has ended is told again, one that is not in the state is made again.
  await run.writeState({ ...run.state, firewall: installing.state });
}

function isIdle({ publishing, published, installing }: FirewallState): boolean {
  return publishing.length + published.length + installing.length === 0;
}
