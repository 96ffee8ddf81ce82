/** Values of condition keys, by key in lower case: `aws:sourcearn` → … */
export type RequestContext = Readonly<Record<string, string>>;

type Comparison = (seen: string, wanted: string) => boolean;

const number =
  (compare: (seen: number, wanted: number) => boolean): Comparison =>
  (seen, wanted) =>
    compare(Number(seen), Number(wanted));

/** What a positive operator compares with; a negative one is its opposite. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (seen, wanted) => seen === wanted,
  StringEqualsIgnoreCase: (seen, wanted) => seen.toLowerCase() === wanted.toLowerCase(),
  StringLike: matchesPattern,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (seen, wanted) => seen.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: number((seen, wanted) => seen === wanted),
  NumericLessThan: number((seen, wanted) => seen < wanted),
  NumericLessThanEquals: number((seen, wanted) => seen <= wanted),
  NumericGreaterThan: number((seen, wanted) => seen > wanted),
  NumericGreaterThanEquals: number((seen, wanted) => seen >= wanted),
};

const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NumericNotEquals: "NumericEquals",
};

/** Every context value of the sandbox is single-valued, so set prefixes and the plain operator mean the same. */
const PREFIX = /^(ForAnyValue|ForAllValues):/;

export function isConditionOperator(operator: string): boolean {
  const base = baseOf(operator);
  return base === "Null" || Object.hasOwn(COMPARISONS, base) || Object.hasOwn(NEGATIONS, base);
}

/** Whether every key of every operator is satisfied. A key that the request does not have satisfies only negations, `IfExists`, `ForAllValues` and `Null`. */
export function conditionsHold(
  conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  context: RequestContext,
): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, context[key], wanted)),
  );
}

function holds(operator: string, seen: string | undefined, wanted: readonly string[]): boolean {
  const base = baseOf(operator);
  if (base === "Null")
    return wanted.some((value) => (value.toLowerCase() === "true") === (seen === undefined));
  const negated = Object.hasOwn(NEGATIONS, base);
  if (seen === undefined)
    return negated || operator.endsWith("IfExists") || operator.startsWith("ForAllValues:");
  const compare = COMPARISONS[NEGATIONS[base] ?? base]!;
  return wanted.some((value) => compare(seen, value)) !== negated;
}

function baseOf(operator: string): string {
  return operator.replace(PREFIX, "").replace(/IfExists$/, "");
}

/** `*` stands for any text, `?` for one character. */
export function matchesPattern(text: string, pattern: string): boolean {
  if (!/[*?]/.test(pattern)) return text === pattern;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, "[^]*")
    .replace(/\?/g, "[^]");
  return new RegExp(`^${source}$`).test(text);
}

/** Compares the six parts of an ARN one by one, so that a wildcard never crosses a colon of the first five. */
export function matchesArn(arn: string, pattern: string): boolean {
  const seen = partsOf(arn);
  const wanted = partsOf(pattern);
  return seen.length === wanted.length && wanted.every((part, index) => matchesPattern(seen[index]!, part));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}
