import { readFileSync } from "node:fs";
import { Checks, type Rule } from "../core/checks";
import { checkTwins } from "../core/checks/json-twins";
import { ConfigurationError } from "../core/errors";

/** Deeper than any document that is read here, and far from where walking through it would exhaust the stack. */
const DEEPEST = 200;

/** Name of a file of the command line in messages; `-` is standard input. */
export function nameOfFile(file: string): string {
  return file === "-" ? "standard input" : file;
}

/**
 * The content of a JSON file, with or without a byte order mark.
 *
 * @param file its path, or `-` for standard input
 * @throws ConfigurationError when it cannot be read, is no JSON or is nested more than 200 levels deep, or that names every
 *   key that stands twice in one object
 */
export function readJsonFile(file: string): unknown {
  const source = nameOfFile(file);
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigurationError(source, `cannot be read (${code ?? message})`, { cause: error });
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(source, `must be JSON (${(error as Error).message})`, { cause: error });
  }
  refuseDeep(content, source);
  const checks = Checks.start();
  checkTwins(text, checks);
  checks.throwIfAny(source);
  return content;
}

/** @throws ConfigurationError for a document that is nested more than 200 levels deep, or contains itself */
export function refuseDeep(content: unknown, source: string): void {
  const checks = Checks.start();
  checks.read(content, notDeep);
  checks.throwIfAny(source);
}

const notDeep: Rule<unknown> = (value, checks) => {
  let level = new Set<object>(objectsIn([value]));
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > DEEPEST) return checks.fail(`must not be nested more than ${DEEPEST} levels deep`);
    level = new Set([...level].flatMap((inside) => objectsIn(Object.values(inside))));
  }
  return value;
};

function objectsIn(values: readonly unknown[]): object[] {
  return values.filter((value): value is object => typeof value === "object" && value !== null);
}
