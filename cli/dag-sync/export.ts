import { readFileSync } from "node:fs";
import { Command } from "commander";
import { stringify } from "yaml";
import type { DagBindingDefinition } from "../../core/dag";
import { ConfigurationError } from "../../core/errors";
import { writeAll } from "../write-all";
import { stackBindings } from "./stack-bindings";

/** `dag-sync export`: the bindings of a stack, for the host that reaches the firewall. */
export function exportCommand(): Command {
  return new Command("export")
    .description(
      "write the bindings of a stack for --bindings: what its program declared, with owner and revision",
    )
    .argument(
      "[file]",
      "text of `pulumi stack export` or `pulumi stack output --json`, - is standard input",
      "-",
    )
    .addHelpText("after", "\n  pulumi stack export | illumio-iac dag-sync export > bindings.yaml")
    .action(async (file: string, _options: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<{ readonly json?: boolean }>();
      const document = { bindings: bindingsByName(stackBindings(readJson(file), nameOf(file))) };
      await writeAll(process.stdout, [
        json ? `${JSON.stringify(document, undefined, 2)}\n` : stringify(document),
      ]);
    });
}

/** Two bindings of one name, on two firewalls for example, get keys of their own and keep their name. */
function bindingsByName(definitions: readonly DagBindingDefinition[]): Record<string, object> {
  const bindings: Record<string, object> = {};
  for (const { name, owner, revision, ...declared } of definitions) {
    let key = name;
    for (let number = 2; Object.hasOwn(bindings, key); number++) key = `${name}-${number}`;
    bindings[key] = { ...(key !== name && { name }), owner, revision, ...declared };
  }
  return bindings;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === "-" ? 0 : file, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      error instanceof SyntaxError ? `is no JSON (${message})` : `cannot be read (${code ?? message})`;
    throw new ConfigurationError(nameOf(file), reason);
  }
}

function nameOf(file: string): string {
  return file === "-" ? "standard input" : file;
}
