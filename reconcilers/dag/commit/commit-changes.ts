import type { PushOptions } from "../../../clients/panos";
import { variableOf } from "../../../clients/panos/settings-table";
import { ConfigurationError } from "../../../core/errors";
import type { Firewall } from "../plan/table-readings";
import { SharedCommit } from "./shared-commit";

/** The jobs of one commit and of the pushes after it. */
export interface CommitResult {
  /** Undefined when there was nothing to commit. */
  readonly job: number | undefined;
  readonly pushes: readonly { readonly deviceGroup: string; readonly job: number }[];
}

export type FirewallCommit = SharedCommit<PushOptions, CommitResult>;

/**
 * Commits the changes of the connection's administrator, one commit at a time, each followed by one push for each
 * device group that was asked for.
 */
export function firewallCommit(name: string, { client, admin }: Firewall): FirewallCommit {
  return new SharedCommit<PushOptions, CommitResult>(async (wanted) => {
    if (admin === undefined) throw new ConfigurationError(`firewall ${name}`, adminProblem(name));
    const job = await client.commit({ admin, description: "illumio-iac" });
    const pushes: { deviceGroup: string; job: number }[] = [];
    for (const push of merged(wanted))
      pushes.push({ deviceGroup: push.deviceGroup, job: await client.push(push) });
    return { job, pushes };
  });
}

export function adminProblem(firewall: string): string {
  return (
    "a commit takes along what one administrator changed, and the connection does not name its administrator: " +
    `pulumi config set --path illumio:firewalls.${firewall}.admin <name> (in the environment ${variableOf(firewall, "admin")}), ` +
    "or leave commit at none"
  );
}

/**
 * One push for each device group, to the firewalls of all its pushes; a push to the whole group includes every
 * firewall.
 */
function merged(pushes: readonly PushOptions[]): PushOptions[] {
  const groups = new Map<string, Set<string> | undefined>();
  for (const { deviceGroup, serials } of pushes) {
    const before = groups.get(deviceGroup);
    const all = serials === undefined || (groups.has(deviceGroup) && before === undefined);
    groups.set(deviceGroup, all ? undefined : new Set([...(before ?? []), ...serials]));
  }
  return Array.from(groups, ([deviceGroup, serials]) => ({
    deviceGroup,
    ...(serials && { serials: [...serials].sort() }),
  }));
}

export function commitText({ job, pushes }: CommitResult): string {
  const commit = job === undefined ? "there was nothing left to commit" : `committed by job ${job}`;
  return [commit, ...pushes.map(({ deviceGroup, job: push }) => `${deviceGroup} pushed by job ${push}`)].join(
    ", ",
  );
}
