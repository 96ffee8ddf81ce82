import { failure, type PanosError } from "../api/answer";
import type { Path, Segment } from "./config-node";

/** A step of an XPath: an element name or `*`, and which of the elements. */
export interface Step {
  readonly tag: string;
  readonly where?: { readonly by: "name" | "uuid" | "text"; readonly values: readonly string[] };
}

/** Code 6 is what the vendor lists as "bad xpath"; the text is UNCONFIRMED. */
export const badXpath = (xpath: string): PanosError => failure(6, `Invalid xpath: ${xpath}`);

/**
 * Reads the XPaths that clients write (facts §6.1): absolute steps, `entry`, `entry[@name='a' or @name="b"]`,
 * `entry[@uuid='…']`, `member[text()='x']`, and `concat(…)` for names with both kinds of quotes.
 *
 * @throws PanosError code 6
 */
export function parseXpath(xpath: string): Step[] {
  const reader = new Reader(xpath.trim());
  const steps: Step[] = [];
  while (!reader.atEnd) {
    reader.expect(/\//y);
    steps.push(readStep(reader));
  }
  if (steps[0]?.tag !== "config") throw badXpath(xpath);
  return steps;
}

/** The one path that an XPath spells out, whether or not anything is there; undefined when it leaves a choice. */
export function concretePath(steps: readonly Step[]): Path | undefined {
  const path: Segment[] = [];
  for (const { tag, where } of steps) {
    const needsId = tag === "entry" || tag === "member";
    if (tag === "*" || where?.by === "uuid" || needsId !== (where !== undefined)) return undefined;
    if (where !== undefined && where.values.length !== 1) return undefined;
    path.push(where === undefined ? { tag } : { tag, id: where.values[0]! });
  }
  return path;
}

function readStep(reader: Reader): Step {
  const tag = reader.expect(/[A-Za-z_][\w.-]*|\*/y);
  if (reader.take(/\[\s*/y) === undefined) return { tag };
  const by = reader.expect(/@name|@uuid|text\(\)/y);
  const values: string[] = [];
  do {
    if (values.length > 0) reader.expect(new RegExp(by.replace("()", "\\(\\)"), "y"));
    reader.expect(/\s*=\s*/y);
    values.push(readLiteral(reader));
  } while (reader.take(/\s+or\s+/y) !== undefined);
  reader.expect(/\s*\]/y);
  return { tag, where: { by: by === "@name" ? "name" : by === "@uuid" ? "uuid" : "text", values } };
}

function readLiteral(reader: Reader): string {
  if (reader.take(/concat\(\s*/y) === undefined) return reader.expect(/'[^']*'|"[^"]*"/y).slice(1, -1);
  let value = "";
  do value += readLiteral(reader);
  while (reader.take(/\s*,\s*/y) !== undefined);
  reader.expect(/\s*\)/y);
  return value;
}

class Reader {
  #at = 0;
  constructor(private readonly text: string) {}

  get atEnd(): boolean {
    return this.#at >= this.text.length;
  }

  take(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  expect(sticky: RegExp): string {
    const found = this.take(sticky);
    if (found === undefined) throw badXpath(this.text);
    return found;
  }
}
