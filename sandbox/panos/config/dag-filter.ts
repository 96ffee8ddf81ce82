/** The match criteria of a dynamic address group, read. */
export type Filter =
  | { readonly tag: string }
  | { readonly not: Filter }
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] };

const LONGEST = 2047;
const TOKEN = /\s*(?:'([^']*)'|([A-Za-z0-9_-]+)|([()]))/y;

type Token = { readonly tag: string } | { readonly word: "and" | "or" | "not" | "(" | ")" };

/**
 * Reads match criteria (facts §5.2): tags in single quotes, simple words also without them; `and`, `or` in any case;
 * parentheses. Precedence and `not` are UNCONFIRMED: `and` binds closer than `or`, and `not` is what it says.
 *
 * @returns undefined when it cannot be read
 */
export function parseFilter(text: string): Filter | undefined {
  const tokens = text.length > LONGEST ? undefined : tokenize(text);
  if (tokens === undefined) return undefined;
  const rest = [...tokens];
  const takes = (word: string): boolean => {
    const [token] = rest;
    if (token === undefined || !("word" in token) || token.word !== word) return false;
    rest.shift();
    return true;
  };
  const list = (word: string, part: () => Filter | undefined, join: (parts: Filter[]) => Filter) => {
    const parts: Filter[] = [];
    do {
      const one = part();
      if (one === undefined) return undefined;
      parts.push(one);
    } while (takes(word));
    return parts.length === 1 ? parts[0] : join(parts);
  };
  const either = (): Filter | undefined => list("or", both, (any) => ({ any }));
  const both = (): Filter | undefined => list("and", single, (all) => ({ all }));
  const single = (): Filter | undefined => {
    if (takes("not")) {
      const not = single();
      return not && { not };
    }
    if (takes("(")) {
      const inner = either();
      return takes(")") ? inner : undefined;
    }
    const token = rest[0];
    if (token === undefined || !("tag" in token)) return undefined;
    rest.shift();
    return token;
  };
  const filter = either();
  return rest.length === 0 ? filter : undefined;
}

function tokenize(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const [found, quoted, bare, bracket] = TOKEN.exec(text) ?? [];
    if (found === undefined || quoted === "") return undefined;
    const word = bracket ?? (/^(and|or|not)$/i.test(bare ?? "") ? bare!.toLowerCase() : undefined);
    tokens.push(word === undefined ? { tag: quoted ?? bare! } : ({ word } as Token));
  }
  return tokens;
}

export function matches(filter: Filter, tags: ReadonlySet<string>): boolean {
  if ("tag" in filter) return tags.has(filter.tag);
  if ("not" in filter) return !matches(filter.not, tags);
  if ("all" in filter) return filter.all.every((part) => matches(part, tags));
  return filter.any.some((part) => matches(part, tags));
}
