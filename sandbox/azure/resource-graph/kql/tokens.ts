import { KqlError } from "./kql-error";

export interface Token {
  readonly kind: "name" | "text" | "number" | "sign" | "end";
  readonly text: string;
  readonly start: number;
}

/** Longest first, so that `=~` is not read as `=`. `!in` and its like are one sign; so are names with a hyphen. */
const PATTERNS: readonly (readonly [Token["kind"], RegExp])[] = [
  ["sign", /!(?:in~|in|contains_cs|contains|startswith|endswith|has|~)(?![A-Za-z0-9_])|!~/y],
  [
    "name",
    /(?:mv-(?:expand|apply)|project-(?:away|keep|rename|reorder)|\$left|\$right|in~)(?![A-Za-z0-9_-])/y,
  ],
  ["name", /[A-Za-z_][A-Za-z0-9_]*/y],
  ["number", /\d+(?:\.\d+)?/y],
  ["text", /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y],
  ["sign", /=~|==|!=|<=|>=|[|()[\],.=<>+\-*/%]/y],
];

/** Splits a query. Comments begin with `//`. @throws KqlError for what no token begins with */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += /^(?:\s+|\/\/[^\n]*)*/.exec(query.slice(at))![0].length;
    if (at >= query.length) return [...tokens, { kind: "end", text: "<EOF>", start: at }];
    const found = tokenAt(query, at);
    if (found === undefined) {
      throw new KqlError(
        `The query cannot be read at position ${at}: '${query.slice(at, at + 20)}'.`,
        "ParserFailure",
      );
    }
    tokens.push(found);
    at += found.text.length;
  }
}

function tokenAt(query: string, start: number): Token | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    const text = pattern.exec(query)?.[0];
    if (text !== undefined) return { kind, text, start };
  }
  return undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ n: "\n", t: "\t", r: "\r" },
  ...{ "\\": "\\", "'": "'", '"': '"' },
};

/** What a quoted text says. @throws KqlError for an escape that the sandbox does not know */
export function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, (all, one: string) => {
    const found = ESCAPES[one];
    if (found === undefined) throw new KqlError(`The escape '${all}' is not supported.`, "ParserFailure");
    return found;
  });
}
