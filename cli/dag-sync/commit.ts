import { Command } from "commander";
import { refuseSettings } from "../../clients/settings/refuse-settings";
import { Checks, digits, required, text, wholeNumber } from "../../core/checks";
import { commitNow } from "../../reconcilers/dag/commit/commit-now";
import { say } from "../output";
import { refuseUnused } from "../sync/sync-options";

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
      "commit only the changes of the administrator of a firewall connection; on Panorama, then push a device group",
    )
    .option(
      "--firewall <name>",
      "connection: the <NAME> of ILLUMIO_FIREWALL_<NAME>_HOSTS and related variables",
    )
    .option("--device-group <name>", "Panorama: push this group to its firewalls")
    .option("--serial <number...>", "push to these firewalls of the group only")
    .option("--timeout <seconds>", "how long each job may take", "1200")
    .addHelpText(
      "after",
      "\nILLUMIO_FIREWALL_<NAME>_ADMIN names the administrator of the API key, whose changes are committed.",
    )
    .action((_options: unknown, command: Command) => {
      refuseUnused(command);
      return commit(command.optsWithGlobals<CommitCommandOptions>());
    });
}

async function commit({ firewall, deviceGroup, serial, timeout }: CommitCommandOptions): Promise<void> {
  const checks = Checks.start();
  const name = checks
    .called("--firewall")
    .read(firewall || undefined, required(text(), "name the firewall on which to commit"));
  const timeoutInSeconds = checks
    .called("--timeout")
    .read(timeout, required(digits(wholeNumber(1, 999_999))));
  if (serial && !deviceGroup) checks.called("--serial").fail("is for a push; give --device-group");
  refuseSettings("dag-sync commit", checks);
  await commitNow(process.env, {
    firewall: name,
    timeoutInSeconds,
    say,
    ...(deviceGroup && { deviceGroup }),
    ...(serial && { serials: serial }),
  });
}
