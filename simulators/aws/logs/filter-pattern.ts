import { AwsError } from "../aws-error";

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
 * Reads a filter pattern: empty (everything), terms and quoted phrases that must all be there, or the columns of a
 * space-delimited line (`[version, account, ..., action = "ACCEPT" || action = "REJECT"]`).
 *
 * @throws AwsError `InvalidParameterException` for what is none of these
 * @see Amazon CloudWatch Logs user guide, "Filter pattern syntax"
 */
export function compilePattern(pattern: string): Test {
  const text = pattern.trim();
  if (text === "") return () => true;
  if (text.startsWith("[")) return columns(text);
  if (text.startsWith("{")) throw invalid(pattern, "the sandbox has no JSON patterns");
  const terms = [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, phrase, word]) => phrase ?? word ?? "");
  const excluded = terms.filter((term) => term.startsWith("-")).map((term) => term.slice(1));
  const wanted = terms.filter((term) => !term.startsWith("-"));
  return (message) =>
    wanted.every((term) => message.includes(term)) && !excluded.some((term) => message.includes(term));
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
    const values = message.trim().split(/\s+/);
    const fits = gap < 0 ? values.length === before.length : values.length >= before.length + after.length;
    return (
      fits &&
      before.every((test, index) => test(values[index]!)) &&
      after.every((test, index) => test(values[values.length - after.length + index]!))
    );
  };
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

function invalid(pattern: string, reason: string): AwsError {
  return new AwsError("InvalidParameterException", `Invalid filter pattern '${pattern}': ${reason}.`);
}
