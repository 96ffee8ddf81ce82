import { Command } from "commander";
import { say } from "../output";
import { refuseUnused } from "./sync-options";

/** How declarations are put in force. */
export interface ClaimWork<Options> {
  /** What the help calls them: `bindings`. */
  readonly many: string;
  /** Where the claim is written, for the help. */
  readonly by: string;
  readonly addOptions: (command: Command) => Command;
  readonly claim: (
    options: Options,
    how: { readonly replace: boolean; readonly say: typeof say },
  ) => Promise<void>;
}

/** `claim`: puts declarations in force that no program declares. */
export function claimCommandOf<Options extends object>(work: ClaimWork<Options>): Command {
  const { many, by, addOptions, claim } = work;
  const command = new Command("claim").description(
    `put ${many} in force that no program declares, by ${by} that later runs follow`,
  );
  return addOptions(command)
    .option("--replace", "also replace another declaration that is in force")
    .action(async (_options: unknown, itself: Command) => {
      refuseUnused(itself);
      const { replace = false, ...options } = itself.optsWithGlobals<
        Options & { readonly replace?: boolean }
      >();
      await claim(options as unknown as Options, { replace, say });
    });
}
