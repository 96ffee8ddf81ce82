import { Command } from "commander";
import { ConfigurationError } from "../../core/errors";
import { type StackOnboarding, stackOnboardings } from "../../reconcilers/onboarding/stack-onboardings";
import { jsonLines, print } from "../output";
import { nameOfFile, readJsonFile } from "../read-json";
import { yamlLines } from "../sync/yaml-lines";

interface ExportOptions {
  readonly name?: string;
  readonly json?: boolean;
}

/** `onboarding export`: an onboarding of a stack, for a host that needs neither the program nor the state. */
export function exportCommand(): Command {
  return new Command("export")
    .description("write an onboarding that the program of a stack declared, as a file for --file")
    .argument(
      "[file]",
      "text of `pulumi stack export` or `pulumi stack output --json`, - is standard input",
      "-",
    )
    .option("--name <name>", "which one, where the stack has several")
    .option("--json", "print JSON instead of YAML")
    .addHelpText("after", "\n  pulumi stack export | illumio-iac onboarding export > onboarding.yaml")
    .action(async (file: string, { name, json }: ExportOptions) => {
      const source = nameOfFile(file);
      const { tableUrl, definition } = chosen(stackOnboardings(readJsonFile(file), source), source, name);
      const document = { tableUrl, ...definition };
      await print(json ? jsonLines(document) : yamlLines(document));
    });
}

/** @throws ConfigurationError that lists the names, when none or several are meant */
function chosen(
  found: ReadonlyMap<string, StackOnboarding>,
  source: string,
  name: string | undefined,
): StackOnboarding {
  const names = [...found.keys()].sort().join(", ");
  if (name === undefined && found.size > 1)
    throw new ConfigurationError("--name", `is missing; ${source} has several onboardings: ${names}`);
  const one = name === undefined ? [...found.values()][0] : found.get(name);
  if (one !== undefined) return one;
  throw new ConfigurationError("--name", `${source} has no onboarding '${name}'; it has ${names}`);
}
