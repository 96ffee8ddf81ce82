import { types } from "node:util";

const MARK = "[redacted]";

/** Texts that look like a credential, even where the credential itself is not known. */
const PATTERNS: readonly [RegExp, string][] = [
  [/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{6,}/gi, `$1 ${MARK}`],
  [/\b(Token token=)\S+/gi, `$1${MARK}`],
  [/((?:set-)?cookie["']?\s*:\s*)[^\r\n]+/gi, `$1${MARK}`],
  [/([?&](?:key|password|token|secret|sig)=)[^&\s"']+/gi, `$1${MARK}`],
  [
    /((?:password|secret|session_token|auth_token|api_key|activation_code)["']?\s*[:=]\s*["']?)[^\s"',}&]+/gi,
    `$1${MARK}`,
  ],
  [/(\/\/)[^/\s@]+@/g, `$1${MARK}@`],
];

/** A shorter secret is not removed: it would match within ordinary words. */
const SHORTEST_SECRET = 4;
/** A secret at least this long counts as a generated one, of which other texts hold no part by chance. */
const SHORTEST_GENERATED = 16;

/**
 * Makes a function that takes credentials out of texts that go into errors and logs.
 *
 * @param secrets removed wherever they appear, also percent-encoded, escaped or within base64; those shorter than 4
 *   characters are left, because they would match within ordinary words
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const long = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  const forms = long.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
    JSON.stringify(secret).slice(1, -1),
    ...runs(secret),
    ...(secret.length < SHORTEST_GENERATED ? [] : withinBase64(secret)).flatMap(runs),
  ]);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const form of longestFirst) clean = clean.replaceAll(form, MARK);
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  };
}

/**
 * Makes a function that takes generated secrets out of an answer as it arrives, before anything reads it: a gateway or
 * a page for debugging may quote the request with its headers. Other forms of the secret than its plain text, and
 * escaped texts, are left to `redactor`.
 */
export function bodyRedactor(secrets: readonly string[]): (body: Buffer) => Buffer {
  const found = secrets.filter((secret) => secret.length >= SHORTEST_GENERATED).flatMap(runs);
  const longestFirst = [...new Set(found)].sort((a, b) => b.length - a.length);
  return (body) => {
    let clean = body;
    for (const form of longestFirst)
      if (clean.includes(form))
        clean = Buffer.from(clean.toString("latin1").replaceAll(form, MARK), "latin1");
    return clean;
  };
}

/** Letters and digits in a row, which percent-encoding, HTML, XML and JSON leave as they are. */
function runs(secret: string): string[] {
  if (secret.length < SHORTEST_GENERATED) return [];
  return secret.match(/[A-Za-z0-9]{12,}/g) ?? [];
}

/**
 * The forms of a secret within a longer text in base64, without the first and last characters, which depend on the text
 * around it.
 */
function withinBase64(secret: string): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.from("x".repeat(offset) + secret).toString("base64");
    return text.slice(offset === 0 ? 0 : 4, Math.floor((offset + secret.length) / 3) * 4);
  });
}

/** The cause of an error with its code, but only the redacted words of its message. */
export function redactedCause(cause: unknown, redact: (text: string) => string): Error {
  const error = new Error(redact(types.isNativeError(cause) ? cause.message : String(cause)));
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === "string" ? Object.assign(error, { code }) : error;
}
