import { Command } from "commander";
import { declarationsByName, type NamedDefinition } from "../../reconcilers/shared/stack-declarations";
import { jsonLines, print } from "../output";
import { nameOfFile, readJsonFile } from "../read-json";
import { refuseUnused } from "./sync-options";
import { yamlLines } from "./yaml-lines";

/** What a stack declares, and the command that takes it. */
export interface ExportWork {
  /** `dag-sync` */
  readonly command: string;
  /** What the help and the document call them: `bindings`. */
  readonly many: string;
  readonly read: (content: unknown, source: string) => readonly NamedDefinition[];
}

/** `export`: the declarations of a stack, for a host that needs neither the program nor the state. */
export function exportCommandOf({ command: name, many, read }: ExportWork): Command {
  return new Command("export")
    .description(
      `write the ${many} that the program of a stack declared, with owner and revision, as a file for --${many}`,
    )
    .argument(
      "[file]",
      "file to read: text of `pulumi stack export` or `pulumi stack output --json`, - is standard input",
      "-",
    )
    .addHelpText("after", `\n  pulumi stack export | illumio-iac ${name} export > ${many}.yaml`)
    .action(async (file: string, _options: unknown, command: Command) => {
      refuseUnused(command, ["json"]);
      const { json } = command.optsWithGlobals<{ readonly json?: boolean }>();
      const document = { [many]: declarationsByName(read(readJsonFile(file), nameOfFile(file))) };
      await print(json ? jsonLines(document) : yamlLines(document));
    });
}
