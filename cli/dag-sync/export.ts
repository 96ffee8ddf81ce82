import { Command } from "commander";
import { stringify } from "yaml";
import { visible } from "../../core/visible";
import { bindingsByName, stackBindings } from "../../reconcilers/dag/bindings/stack-bindings";
import { jsonLines, print } from "../output";
import { nameOfFile, readJsonFile } from "../read-json";

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

/**
 * When a text holds invisible characters, all texts are in double quotes, in which `\uXXXX` stands for the character.
 */
function yamlLines(document: object): string[] {
  const plain = JSON.stringify(document);
  const unseen = visible(plain) !== plain || /\\[bfnrtu]/.test(plain);
  const quoted = { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "QUOTE_DOUBLE", lineWidth: 0 } as const;
  return stringify(document, unseen ? quoted : {})
    .trimEnd()
    .split("\n");
}
