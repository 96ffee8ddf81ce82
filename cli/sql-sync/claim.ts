import type { Command } from "commander";
import { withPlans } from "../../reconcilers/sql-firewall/apply/run";
import { claimAll } from "../../reconcilers/sql-firewall/claim/claim-firewall";
import { claimCommandOf } from "../sync/claim-command";
import { addFirewallOptions, type FirewallOptions, readFirewalls } from "./firewall-options";

/** `sql-sync claim`: puts firewalls in force that no program declares. */
export function claimCommand(): Command {
  return claimCommandOf<FirewallOptions>({
    many: "firewalls",
    by: "a marker rule on the server",
    addOptions: addFirewallOptions,
    claim: (options, how) => withPlans(readFirewalls(options), process.env, (plans) => claimAll(plans, how)),
  });
}
