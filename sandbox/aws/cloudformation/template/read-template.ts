import { LineCounter, parseDocument } from "yaml";
import { isRecord } from "./template";
import { invalid } from "./template-error";
import { shortTags } from "./yaml-tags";

/** CloudFormation quotas, "Template body size in a request" and "Template body size in an Amazon S3 object". */
export const LARGEST_INLINE_TEMPLATE = 51_200;
export const LARGEST_STORED_TEMPLATE = 1_048_576;

/**
 * Reads a template in JSON or YAML, where YAML may have short tags such as `!Sub`.
 *
 * @throws CloudError `ValidationError` with the place of a mistake in writing
 */
export function readTemplate(text: string): Record<string, unknown> {
  if (text.trimStart().startsWith("{")) return readJson(text);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    customTags: shortTags,
    schema: "yaml-1.1",
    merge: false,
    uniqueKeys: true,
  });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw invalid(`Template format error: YAML not well-formed. (line ${line}, column ${col})`);
  }
  const [warning] = document.warnings;
  if (warning !== undefined) throw invalid(`Template format error: ${warning.message.split("\n")[0]}`);
  const value = datesAsText(document.toJS({ maxAliasCount: 0 }));
  if (!isRecord(value)) throw invalid("Template format error: unsupported structure.");
  return value;
}

function readJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const before = position === undefined ? text : text.slice(0, Number(position));
    const lines = before.split("\n");
    throw invalid(
      `Template format error: JSON not well-formed. (line ${lines.length}, column ${lines.at(-1)!.length + 1})`,
    );
  }
}

/** YAML reads `2012-10-17` as a date; in a template it is text. */
function datesAsText(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace("T00:00:00.000Z", "");
  if (Array.isArray(value)) return value.map(datesAsText);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, datesAsText(each)]));
}
