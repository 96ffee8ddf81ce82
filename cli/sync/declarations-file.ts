import { readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import { ConfigurationError } from "../../core/errors";
import { refuseDeep } from "../read-json";

/** The text of a file; undefined when it cannot be read. */
export function textOfFile(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * The content of a YAML or JSON file.
 *
 * @param advice what to do when there is no such file
 * @throws ConfigurationError when it cannot be read
 */
export function readDeclarationsFile(file: string, advice?: string): unknown {
  try {
    const content: unknown = parse(readFileSync(file, "utf8"));
    refuseDeep(content, file);
    return content;
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    if (error instanceof YAMLParseError) throw new ConfigurationError(file, error.message.split("\n")[0]!);
    const { code, message } = error as NodeJS.ErrnoException;
    const more = code === "ENOENT" && advice !== undefined ? `; ${advice}` : "";
    throw new ConfigurationError(file, `cannot be read (${code ?? message})${more}`);
  }
}
