import { Command } from "commander";
import { bindingsByName, stackBindings } from "../../reconcilers/dag/bindings/stack-bindings";
import { jsonLines, print } from "../output";
import { nameOfFile, readJsonFile } from "../read-json";
import { yamlLines } from "../sync/yaml-lines";

/** `dag-sync export`: the bindings of a stack, for the host that reaches the firewall. */
export function exportCommand(): Command {
  return new Command("export")
    .description(
      "write the bindings that the program of a stack declared, with owner and revision, as a file for --bindings",
    )
    .argument(
      "[file]",
      "text of `pulumi stack export` or `pulumi stack output --json`, - is standard input",
      "-",
    )
    .addHelpText("after", "\n  pulumi stack export | illumio-iac dag-sync export > bindings.yaml")
    .action(async (file: string, _options: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<{ readonly json?: boolean }>();
      const document = { bindings: bindingsByName(stackBindings(readJsonFile(file), nameOfFile(file))) };
      await print(json ? jsonLines(document) : yamlLines(document));
    });
}
