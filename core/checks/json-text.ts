/** What may stand next in a text of JSON. */
type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or end";

/** Characters of the text that a problem shows. */
const SHOWN = 20;

/** The value of a JSON text, with or without a byte order mark; for a text that is none, where it begins to be none. */
export function readJsonText(text: string): { readonly value: unknown } | { readonly problem: string } {
  const bare = text.replace(/^\uFEFF/, "");
  try {
    return { value: JSON.parse(bare) as unknown };
  } catch {
    return { problem: problemOf(bare) };
  }
}

function problemOf(text: string): string {
  if (text.trim() === "") return "is empty";
  const at = faultIn(text);
  const before = text.slice(0, at).split("\n");
  const place = `line ${before.length}, column ${before.at(-1)!.length + 1}`;
  const rest = text.slice(at).trimEnd();
  if (rest === "") return `must be JSON, and ends too early at ${place}`;
  const [line = ""] = rest.split("\n");
  const more = line.length > SHOWN ? "…" : "";
  return `must be JSON, and is none from ${place} on: ${line.slice(0, SHOWN)}${more}`;
}

const GAP = /[ \t\r\n]*/y;
const TOKEN =
  /[{}[\],:]|"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

/** Where a text stops being the beginning of JSON; its length where it only ends too early. */
function faultIn(text: string): number {
  const open: string[] = [];
  let expected: Expected | undefined = "value";
  for (let at = 0; ; at = TOKEN.lastIndex) {
    GAP.lastIndex = at;
    TOKEN.lastIndex = at + GAP.exec(text)![0].length;
    const begin = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[0];
    expected = token === undefined ? undefined : after(token, expected, open);
    if (expected === undefined) return begin;
  }
}

/** What may stand after a token; undefined when the token may not stand there. */
function after(token: string, expected: Expected, open: string[]): Expected | undefined {
  const isValue = expected === "value" || expected === "value or ]";
  const isMore = expected === ", or end";
  if (token === "{" || token === "[") {
    if (!isValue) return undefined;
    open.push(token);
    return token === "{" ? "key or }" : "value or ]";
  }
  if (token === "}" || token === "]") {
    const [opening, empty] = token === "}" ? ["{", "key or }"] : ["[", "value or ]"];
    if (open.at(-1) !== opening || !(isMore || expected === empty)) return undefined;
    open.pop();
    return ", or end";
  }
  if (token === ",") {
    if (!isMore || open.length === 0) return undefined;
    return open.at(-1) === "{" ? "key" : "value";
  }
  if (token === ":") return expected === ":" ? "value" : undefined;
  if (expected === "key" || expected === "key or }") return token.startsWith('"') ? ":" : undefined;
  return isValue ? ", or end" : undefined;
}
