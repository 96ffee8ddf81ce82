import { Command } from "commander";
import { withPlans } from "../../reconcilers/dag/apply/run";
import { claimAll } from "../../reconcilers/dag/claim/claim-binding";
import { say } from "../output";
import { addBindingOptions, type BindingOptions, readBindings } from "./binding-options";

/** `dag-sync claim`: puts bindings in force that no program declares. */
export function claimCommand(): Command {
  const command = new Command("claim").description(
    "put bindings in force that no program declares, by a revision tag on the firewall that later runs follow",
  );
  return addBindingOptions(command)
    .option("--replace", "also replace another declaration of the same tag that is in force")
    .action(async (_options: unknown, itself: Command) => {
      const { replace = false, ...options } = itself.optsWithGlobals<
        BindingOptions & { readonly replace?: boolean }
      >();
      await withPlans(readBindings(options), process.env, (plans) => claimAll(plans, { replace, say }));
    });
}
