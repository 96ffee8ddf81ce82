import { isRecord, type JsonRecord } from "../../core/checks/json";

/** What callers act on differently. */
export type RefusalKind =
  /** Another session has changed the object and has neither published nor discarded. */
  | "locked"
  /** The session is not known, or not any more. */
  | "session"
  /** Wrong name, password or key; calls beyond the limit are answered so too. */
  | "login"
  | "not-found"
  /** An object of this name is there. */
  | "exists"
  /** Policy is being installed on one of the gateways. */
  | "install-running"
  /** Too many calls. */
  | "throttled"
  | "other";

/** What the body of an error says. */
export interface Refusal {
  readonly kind: RefusalKind;
  readonly code: string;
  readonly message: string;
  readonly warnings: readonly string[];
  /** Errors, those that block a publish included. */
  readonly errors: readonly string[];
}

/** By the words, because releases and error codes differ more than the words do. The first one that matches counts. */
const PHRASES: readonly (readonly [RegExp, RefusalKind])[] = [
  [/locked by (another|other|a different) session|object is locked/i, "locked"],
  [
    /wrong session id|session (has )?(expired|timed out)|session (id )?(is )?(not valid|invalid|not found)/i,
    "session",
  ],
  [/too many requests/i, "throttled"],
  [/installation .*already in progress/i, "install-running"],
  [/more than one object named/i, "exists"],
  [/requested object \[.*\] not found/i, "not-found"],
  [/authentication to server failed/i, "login"],
];

const CODES: Readonly<Record<string, RefusalKind>> = {
  generic_err_wrong_session_id: "session",
  generic_err_object_not_found: "not-found",
  err_login_failed: "login",
  err_too_many_requests: "throttled",
};

/** Reads the body of an error; undefined when it is none of Check Point, such as a page of a web server. */
export function readRefusal(status: number, text: string): Refusal | undefined {
  const body = parsed(text);
  if (!isRecord(body) || !("code" in body || "message" in body)) return undefined;
  const code = textOf(body["code"]);
  const message = textOf(body["message"]);
  const warnings = messages(body, "warnings");
  const errors = [...messages(body, "errors"), ...messages(body, "blocking-errors")];
  const said = [message, ...errors, ...warnings].join("\n");
  const byPhrase = PHRASES.find(([phrase]) => phrase.test(said))?.[1];
  const kind = byPhrase ?? CODES[code] ?? byStatus(status, code);
  return { kind, code, message, warnings, errors };
}

function byStatus(status: number, code: string): RefusalKind {
  if (status === 401) return "session";
  return status === 409 && code === "err_policy_installation_failed" ? "install-running" : "other";
}

/** Everything that an error says, as one text. */
export function refusalText({ message, errors, warnings }: Refusal): string {
  const lines = [message, ...errors, ...warnings].map((line) => line.replace(/\s+/g, " ").trim());
  return [...new Set(lines.filter((line) => line !== ""))].join("; ") || "without a reason";
}

/** A list of `{message}`, of texts, or one text in place of a list. */
function messages(body: JsonRecord, key: string): string[] {
  return [body[key] ?? []]
    .flat()
    .map((item) => (isRecord(item) ? textOf(item["message"]) : textOf(item)))
    .filter((text) => text !== "");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
