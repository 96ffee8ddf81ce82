import { Command } from "commander";
import { PanosClient } from "../../clients/panos";
import { ConfigurationError } from "../../core/errors";
import { adminProblem } from "../../dynamic-providers/panos/commit-changes";
import { firewallSettings } from "../../dynamic-providers/panos/firewall-settings";

interface CommitCommandOptions {
  readonly firewall?: string;
  readonly deviceGroup?: string;
  readonly serial?: readonly string[];
  readonly timeout: string;
}

/** `dag-sync commit`: one commit for what bindings with `commit: none` changed, and one push. */
export function commitCommand(): Command {
  return new Command("commit")
    .description(
      "commit what the administrator of a firewall connection changed, and nobody else's work; on Panorama push a device group after it",
    )
    .option("--firewall <name>", "connection: ILLUMIO_FIREWALL_<NAME>_HOSTS and its neighbours")
    .option("--device-group <name>", "Panorama: push this group to its firewalls")
    .option("--serial <number...>", "push to these firewalls of the group only")
    .option("--timeout <seconds>", "how long each job may take", "1200")
    .addHelpText(
      "after",
      "\nILLUMIO_FIREWALL_<NAME>_ADMIN says whose changes go along: the administrator of the API key.",
    )
    .action((_options: unknown, command: Command) => commit(command.optsWithGlobals<CommitCommandOptions>()));
}

async function commit({ firewall, deviceGroup, serial, timeout }: CommitCommandOptions): Promise<void> {
  if (!firewall) throw new ConfigurationError("--firewall", "is missing: on which firewall to commit");
  const timeoutInSeconds = Number(timeout);
  if (!/^[1-9]\d{0,5}$/.test(timeout))
    throw new ConfigurationError("--timeout", `must be a whole number of seconds from 1, got '${timeout}'`);
  if (serial && !deviceGroup) throw new ConfigurationError("--serial", "is for a push; give --device-group");
  const { connection, admin } = firewallSettings(firewall, { get: () => undefined }, process.env);
  if (admin === undefined) throw new ConfigurationError(`firewall ${firewall}`, adminProblem(firewall));
  const client = new PanosClient(connection);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  try {
    const job = await client.commit(
      { admin, description: "illumio-iac dag-sync commit" },
      { timeoutInSeconds },
    );
    say(job === undefined ? `${firewall}: nothing to commit` : `${firewall}: committed by job ${job}`);
    if (deviceGroup === undefined) return;
    const push = await client.push({ deviceGroup, ...(serial && { serials: serial }) }, { timeoutInSeconds });
    say(`${firewall}: ${deviceGroup} pushed by job ${push}`);
  } finally {
    await client.close();
  }
}
