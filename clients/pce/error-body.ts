import type { ErrorReader, ErrorReading } from "../http/http-errors";
import type { PceConnection } from "./connection";

const DUPLICATE = /must_be_unique|not_unique|_in_use$|already_exists/;

/**
 * Reads what the PCE says in the body of an error: an array of `{token, message}`, one such object, or `{error: "…"}`.
 * Any other body (a page of a proxy) is quoted.
 */
export function pceErrorReader({ apiKeyUsername, orgId }: PceConnection): ErrorReader {
  return ({ status, body }, { method, path }) => {
    const { tokens, detail } = readBody(body.toString("utf8"));
    return {
      tokens,
      detail,
      hint: hintFor(status, tokens, { apiKeyUsername, orgId, method, path }),
      conflict: status === 406 && tokens.some((token) => DUPLICATE.test(token)),
    };
  };
}

export interface PceProblem {
  readonly token: string;
  readonly message: string;
}

/** The problems in an error body or in an entry of a bulk answer; none when it reports no failure. */
export function readProblems(value: unknown): PceProblem[] {
  if (Array.isArray(value)) return value.flatMap(readProblems);
  if (typeof value === "string") return [{ token: "unknown_error", message: value }];
  if (typeof value !== "object" || value === null) return [];
  const { token, message, error, errors } = value as Record<string, unknown>;
  const listed = [...readProblems(errors ?? []), ...readProblems(error ?? [])];
  if (listed.length > 0 || !(token || message)) return listed; // some releases repeat the first one at the top
  return [{ token: asText(token, "unknown_error"), message: asText(message, "") }];
}

const asText = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);

function readBody(text: string): Required<Pick<ErrorReading, "tokens" | "detail">> {
  try {
    const problems = readProblems(JSON.parse(text));
    if (problems.length > 0) {
      const detail = problems.map(({ token, message }) => (message === "" ? token : `${message} [${token}]`));
      return { tokens: problems.map(({ token }) => token), detail: detail.join("; ") };
    }
  } catch {
    // Not JSON: quoted below.
  }
  return { tokens: [], detail: text.slice(0, 2000).replace(/\s+/g, " ").trim() };
}

interface Seen {
  readonly apiKeyUsername: string;
  readonly orgId: number;
  readonly method: string;
  readonly path: string;
}

function hintFor(status: number, tokens: readonly string[], seen: Seen): string | undefined {
  const { apiKeyUsername, orgId, method, path } = seen;
  if (status === 401) {
    return `The PCE does not know API key '${apiKeyUsername}' with this secret. Check both, and that the key was not deleted and has not expired`;
  }
  if (status === 403) {
    return `Either API key '${apiKeyUsername}' has no role that allows this${neededRole(method, path)}, or it does not belong to organisation ${orgId}: a wrong org id is answered like this too`;
  }
  if (status === 405 && tokens.includes("method_not_allowed_error") && path.includes("/workloads")) {
    return "A workload with a VEN cannot be deleted; unpair the VEN instead";
  }
  if (status === 404 && !/\/orgs\/\d+\/./.test(path)) return "Check that host and port are those of a PCE";
  return undefined;
}

/** Roles as of PCE 25.2 and 26.3. */
function neededRole(method: string, path: string): string {
  if (path.endsWith("/agents/bulk_traffic_flows") || (path.includes("/labels") && method !== "GET")) {
    return " (Global Organization Owner or Global Administrator)";
  }
  if (path.includes("/workloads") && method !== "GET") {
    return " (Global Organization Owner, Global Administrator or Workload Manager)";
  }
  if (path.includes("/traffic_flows/"))
    return " (any global or ruleset role, but not Workload Manager alone)";
  return "";
}
