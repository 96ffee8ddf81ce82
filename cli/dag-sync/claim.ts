import type { Command } from "commander";
import { withPlans } from "../../reconcilers/dag/apply/run";
import { claimAll } from "../../reconcilers/dag/claim/claim-binding";
import { claimCommandOf } from "../sync/claim-command";
import { addBindingOptions, type BindingOptions, readBindings } from "./binding-options";

/** `dag-sync claim`: puts bindings in force that no program declares. */
export function claimCommand(): Command {
  return claimCommandOf<BindingOptions>({
    many: "bindings",
    by: "a revision tag on the firewall",
    addOptions: addBindingOptions,
    claim: (options, how) => withPlans(readBindings(options), process.env, (plans) => claimAll(plans, how)),
  });
}
