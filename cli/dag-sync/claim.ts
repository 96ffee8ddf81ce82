import { Command } from "commander";
import type { FailedItem } from "../../core/errors";
import { claimBinding } from "../../dynamic-providers/panos/claim-binding";
import { titleOf } from "../../dynamic-providers/panos/plan-text";
import { addBindingOptions, type BindingOptions, readBindings } from "./binding-options";
import { withPlans } from "./run";

/** `dag-sync claim`: puts bindings in force that no program declares. */
export function claimCommand(): Command {
  const command = new Command("claim").description(
    "put bindings in force that no program declares: a revision tag on the firewall says that they are the ones to follow",
  );
  return addBindingOptions(command)
    .option("--replace", "also where another declaration of the same tag is in force")
    .action(async (_options: unknown, itself: Command) => {
      const { replace = false, ...options } = itself.optsWithGlobals<
        BindingOptions & { readonly replace?: boolean }
      >();
      await withPlans(readBindings(options), process.env, async (plans) => {
        const failures: FailedItem[] = [];
        for (const plan of plans) {
          const item = titleOf(plan);
          try {
            const written = await claimBinding(plan, { replace });
            process.stderr.write(`${item}: ${written ? "claimed" : "claimed already"}\n`);
          } catch (error) {
            failures.push({ item, reason: (error as Error).message });
          }
        }
        return failures;
      });
    });
}
