import { readFileSync } from "node:fs";
import { Checks, type Rule } from "../core/checks";
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

/** An object or a list that is open while a text is read, and the step in it at which the reading is. */
interface Open {
  /** Of an object. */
  readonly keys: Set<string>;
  step: string | number;
}

/**
 * Readers disagree on which of two equal keys counts, so each such key is a problem.
 *
 * @param text well-formed JSON
 */
function checkTwins(text: string, checks: Checks): void {
  const open: Open[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\],]/g)) {
    const around = open.at(-1);
    if (token === "{" || token === "[") open.push({ keys: new Set(), step: token === "[" ? 0 : "" });
    else if (token === "}" || token === "]") open.pop();
    else if (token === ",") {
      if (typeof around?.step === "number") around.step++;
    } else if (around !== undefined && token.endsWith(":")) {
      around.step = JSON.parse(token.slice(0, -1)) as string;
      if (around.keys.has(around.step))
        open.reduce((at, { step }) => at.at(step), checks).fail("must not stand twice in one object");
      around.keys.add(around.step);
    }
  }
}
