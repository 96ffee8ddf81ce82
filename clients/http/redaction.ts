import { types } from "node:util";

const MARK = "[redacted]";

/** What looks like a credential wherever it stands, whoever's it is. */
const PATTERNS: readonly [RegExp, string][] = [
  [/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{6,}/gi, `$1 ${MARK}`],
  [/\b(Token token=)\S+/gi, `$1${MARK}`],
  [/((?:set-)?cookie["']?\s*:\s*)[^\r\n]+/gi, `$1${MARK}`],
  [/([?&](?:key|password|token|secret|sig)=)[^&\s"']+/gi, `$1${MARK}`],
  [
    /(["']?\w*(?:password|secret|session_token|auth_token|api_key|activation_code)["']?\s*[:=]\s*["']?)[^\s"',}&]+/gi,
    `$1${MARK}`,
  ],
  [/(\/\/)[^/\s@]+@/g, `$1${MARK}@`],
];

/**
 * Makes a function that takes credentials out of texts that go into errors and logs.
 *
 * @param secrets removed wherever they appear, also percent-encoded or in base64; shorter than 4 characters are
 *   left, because they would tear words apart
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64"),
      JSON.stringify(secret).slice(1, -1),
    ]);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const form of longestFirst) clean = clean.replaceAll(form, MARK);
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  };
}

/** The cause of an error with its code, but only the redacted words of its message. */
export function redactedCause(cause: unknown, redact: (text: string) => string): Error {
  const error = new Error(redact(types.isNativeError(cause) ? cause.message : String(cause)));
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === "string" ? Object.assign(error, { code }) : error;
}
