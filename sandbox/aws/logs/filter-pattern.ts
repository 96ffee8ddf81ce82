import { CloudError } from "../../cloud/cloud-error";

type Test = (message: string) => boolean;

const OPERATORS: Readonly<Record<string, (seen: string, wanted: string) => boolean>> = {
  "=": (seen, wanted) => like(seen, wanted),
  "!=": (seen, wanted) => !like(seen, wanted),
  ">": (seen, wanted) => Number(seen) > Number(wanted),
  ">=": (seen, wanted) => Number(seen) >= Number(wanted),
  "<": (seen, wanted) => Number(seen) < Number(wanted),
  "<=": (seen, wanted) => Number(seen) <= Number(wanted),
};

/**
 * Reads a filter pattern: empty (everything), terms and quoted phrases, or the columns of a
 * space-delimited line (`[version, account, ..., action = "ACCEPT" || action = "REJECT"]`).
 *
 * @throws CloudError `InvalidParameterException` for what is none of these
 * @see Amazon CloudWatch Logs user guide, "Filter pattern syntax"
 */
export function compilePattern(pattern: string): Test {
  const text = pattern.trim();
  if (text === "") return () => true;
  if (text.startsWith("[")) return columns(text);
  if (text.startsWith("{")) throw invalid(pattern, "the sandbox has no JSON patterns");
  if (text.startsWith("%")) throw invalid(pattern, "the sandbox has no regular expressions");
  return terms(text);
}

/** Words and phrases: all of them, none of those after `-`, or any of those after `?`. */
function terms(pattern: string): Test {
  const found = [...pattern.matchAll(/([-?]?)(?:"([^"]*)"|(\S+))/g)].map(([, sign = "", phrase, word]) => ({
    sign,
    text: phrase ?? word ?? "",
  }));
  const signed = (wanted: string) => found.filter(({ sign }) => sign === wanted).map(({ text }) => text);
  const [all, none, any] = [signed(""), signed("-"), signed("?")];
  if (any.length > 0 && any.length < found.length) {
    throw invalid(pattern, "the sandbox has no mix of ?term with other terms");
  }
  const holds = (message: string) => (term: string) => message.includes(term);
  return (message) =>
    all.every(holds(message)) && !none.some(holds(message)) && (any.length === 0 || any.some(holds(message)));
}

type Column = (value: string) => boolean;

function columns(pattern: string): Test {
  if (!pattern.endsWith("]")) throw invalid(pattern, "the closing bracket is missing");
  const parts = pattern
    .slice(1, -1)
    .split(",")
    .map((part) => part.trim());
  const gap = parts.indexOf("...");
  if (gap !== parts.lastIndexOf("...")) throw invalid(pattern, "only one ... is allowed");
  const before = parts.slice(0, gap < 0 ? parts.length : gap).map((part) => column(part, pattern));
  const after = gap < 0 ? [] : parts.slice(gap + 1).map((part) => column(part, pattern));
  return (message) => {
    const values = valuesOf(message);
    const fits = gap < 0 ? values.length === before.length : values.length >= before.length + after.length;
    return (
      fits &&
      before.every((test, index) => test(values[index]!)) &&
      after.every((test, index) => test(values[values.length - after.length + index]!))
    );
  };
}

/** The values between spaces; quotes and brackets hold several words together. */
function valuesOf(message: string): string[] {
  return [...message.matchAll(/"([^"]*)"|\[([^\]]*)\]|\S+/g)].map(
    ([whole, quoted, bracketed]) => quoted ?? bracketed ?? whole,
  );
}

function column(text: string, pattern: string): Column {
  if (/^[\w@-]+$/.test(text)) return () => true;
  const either = text
    .split("||")
    .map((part) => part.split("&&").map((condition) => comparison(condition, pattern)));
  return (value) => either.some((all) => all.every((test) => test(value)));
}

function comparison(text: string, pattern: string): Column {
  const match = /^\s*[\w@-]+\s*(!=|>=|<=|=|>|<)\s*(?:"([^"]*)"|(\S+))\s*$/.exec(text);
  if (match === null) throw invalid(pattern, `cannot read '${text.trim()}'`);
  const [, operator = "=", quoted, bare] = match;
  const wanted = quoted ?? bare ?? "";
  return (value) => OPERATORS[operator]!(value, wanted);
}

function like(seen: string, wanted: string): boolean {
  if (!wanted.includes("*"))
    return /^-?\d+(\.\d+)?$/.test(wanted) && seen !== "-" ? Number(seen) === Number(wanted) : seen === wanted;
  const source = wanted.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(seen);
}

function invalid(pattern: string, reason: string): CloudError {
  return new CloudError("InvalidParameterException", `Invalid filter pattern '${pattern}': ${reason}.`);
}
