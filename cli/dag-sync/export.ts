import type { Command } from "commander";
import { stackBindings } from "../../reconcilers/dag/bindings/stack-bindings";
import { exportCommandOf } from "../sync/export-command";

/** `dag-sync export`: the bindings of a stack, for the host that reaches the firewall. */
export function exportCommand(): Command {
  return exportCommandOf({ command: "dag-sync", many: "bindings", read: stackBindings });
}
