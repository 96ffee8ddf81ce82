import { Command } from "commander";
import { ConfigurationError } from "../../core/errors";
import {
  planRelease,
  releaseDeclared,
  releaseText,
  sizeOf,
} from "../../reconcilers/sql-firewall/claim/release-declared";
import { titleOf } from "../../reconcilers/sql-firewall/plan/title";
import { sqlServers } from "../../reconcilers/sql-firewall/systems";
import { print, say } from "../output";
import { refuseUnused } from "../sync/sync-options";
import { addFirewallOptions, type FirewallOptions, readFirewalls, sourceOf } from "./firewall-options";

/** `sql-sync release`: takes one firewall away that no program declares. */
export function releaseCommand(): Command {
  const command = new Command("release")
    .description(
      "list the rules and the marker of one firewall on its server; with --apply, remove them. Rules of others stay",
    )
    .argument("<name>", "name of the firewall in the file");
  return addFirewallOptions(command)
    .addHelpText("after", "\nThe PCE is not asked. Firewalls of a program go with it: pulumi destroy.")
    .action(async (name: string, _options: unknown, itself: Command) => {
      refuseUnused(itself, ["plan", "apply"]);
      await release(name, itself.optsWithGlobals<FirewallOptions & { readonly apply?: boolean }>());
    });
}

async function release(name: string, options: FirewallOptions & { readonly apply?: boolean }): Promise<void> {
  const firewalls = readFirewalls(options);
  const definition = firewalls.find((one) => one.name === name);
  if (definition === undefined) {
    const known = firewalls.map((one) => one.name).join(", ");
    throw new ConfigurationError(sourceOf(options), `has no firewall '${name}'; it has ${known}`);
  }
  const plan = await planRelease(definition, await sqlServers(process.env).open(definition.server));
  await print(releaseText(plan));
  if (!options.apply) return say("nothing was removed; --apply does that");
  await releaseDeclared(plan, (message) => say(`warning: ${message}`));
  say(`${titleOf(plan)}: ${sizeOf(plan)} removed`);
}
