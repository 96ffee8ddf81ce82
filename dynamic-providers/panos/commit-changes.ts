import type { PushOptions } from "../../clients/panos";
import { ConfigurationError } from "../../core/errors";
import { variableOf } from "./firewall-settings";
import type { Firewall } from "./plan-bindings";
import { SharedCommit } from "./shared-commit";

/** The jobs of one commit and of the pushes after it. */
export interface CommitResult {
  /** Undefined when there was nothing to commit. */
  readonly job: number | undefined;
  readonly pushes: readonly { readonly deviceGroup: string; readonly job: number }[];
}

export type FirewallCommit = SharedCommit<PushOptions, CommitResult>;

/** One commit at a time of what our administrator changed, and one push for each device group that asked for it. */
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

/** Firewalls of one device group go together; a push to all of it is one to each. */
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
