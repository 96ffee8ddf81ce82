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
 * @param advice what to do when there is no such file, or when it is empty
 * @throws ConfigurationError when it cannot be read, is empty, or holds several documents
 */
export function readDeclarationsFile(file: string, advice?: string): unknown {
  try {
    const content: unknown = parse(readFileSync(file, "utf8"));
    refuseDeep(content, file);
    if (content !== null) return content;
    throw new ConfigurationError(file, `is empty; ${advice ?? "one document is expected"}`);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    if (error instanceof YAMLParseError) throw new ConfigurationError(file, problemOf(error));
    const { code, message } = error as NodeJS.ErrnoException;
    const more = code === "ENOENT" && advice !== undefined ? `; ${advice}` : "";
    throw new ConfigurationError(file, `cannot be read (${code ?? message})${more}`);
  }
}

/** What is wrong, where, and what stands there, on one line. */
function problemOf({ code, message, linePos }: YAMLParseError): string {
  if (code === "MULTIPLE_DOCS")
    return `holds several documents, and one is expected; the second one begins at line ${linePos?.[0].line}`;
  const [first = "", ...excerpt] = message.split("\n");
  const line = excerpt.map((one) => one.trim()).findLast((one) => /[^\s^]/.test(one));
  return `must be YAML or JSON: ${line === undefined ? first : `${first} ${line}`}`;
}
