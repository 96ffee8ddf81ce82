import { answerLimits } from "../../../clients/http/answer-limits";
import { PanosClient } from "../../../clients/panos";
import { firewallSettings } from "../../../clients/panos/firewall-settings";
import type { Environment } from "../../../clients/settings/settings";
import { ConfigurationError } from "../../../core/errors";
import { NO_CONFIGURATION } from "../systems";
import { adminProblem } from "./commit-changes";

export interface CommitNowOptions {
  /** Name of a firewall connection. */
  readonly firewall: string;
  /** Panorama: device group that is pushed after the commit. */
  readonly deviceGroup?: string;
  /** Serial numbers of the firewalls of the device group to push to. @default all of them */
  readonly serials?: readonly string[];
  /** How long each job may take. */
  readonly timeoutInSeconds: number;
  readonly say: (line: string) => void;
}

/**
 * Commits the changes of the administrator of a firewall connection, and of no other, then pushes the device group.
 *
 * @throws ConfigurationError when settings of the connection are missing or do not name its administrator
 */
export async function commitNow(environment: Environment, options: CommitNowOptions): Promise<void> {
  const { firewall, deviceGroup, serials, timeoutInSeconds, say } = options;
  const { connection, admin } = firewallSettings(firewall, NO_CONFIGURATION, environment);
  if (admin === undefined) throw new ConfigurationError(`firewall ${firewall}`, adminProblem(firewall));
  const client = new PanosClient(connection, answerLimits(environment));
  try {
    const job = await client.commit(
      { admin, description: "illumio-iac dag-sync commit" },
      { timeoutInSeconds },
    );
    say(job === undefined ? `${firewall}: nothing to commit` : `${firewall}: committed by job ${job}`);
    if (deviceGroup === undefined) return;
    const push = await client.push({ deviceGroup, ...(serials && { serials }) }, { timeoutInSeconds });
    say(`${firewall}: ${deviceGroup} pushed by job ${push}`);
  } finally {
    await client.close();
  }
}
