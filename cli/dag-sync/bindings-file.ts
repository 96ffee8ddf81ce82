import { readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import { ConfigurationError } from "../../core/errors";

/** The content of a YAML or JSON file. @throws ConfigurationError when it cannot be read */
export function readBindingsFile(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof YAMLParseError) throw new ConfigurationError(file, error.message.split("\n")[0]!);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigurationError(file, `cannot be read (${code ?? message})`);
  }
}
