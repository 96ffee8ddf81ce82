import type { Command } from "commander";
import { stackFirewalls } from "../../reconcilers/sql-firewall/declarations/stack-firewalls";
import { exportCommandOf } from "../sync/export-command";

/** `sql-sync export`: the firewalls of a stack, for a host without the program. */
export function exportCommand(): Command {
  return exportCommandOf({ command: "sql-sync", many: "firewalls", read: stackFirewalls });
}
