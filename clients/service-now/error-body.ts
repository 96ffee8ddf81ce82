import { isRecord } from "../../core/checks/json";
import type { ErrorReading } from "../http/http-errors";
import { type HttpAnswer, type HttpRequest, header } from "../http/http-message";

/** What an error of the instance says, and what to do. @param user who calls */
export function readServiceNowError(answer: HttpAnswer, request: HttpRequest, user: string): ErrorReading {
  const hint = hintFor(answer, request, user);
  return { detail: errorText(parsed(answer.body)) ?? pageText(answer.body), hint };
}

/** The words of an error object, `{"error": {"message", "detail"}}`; undefined when it is none. */
export function errorText(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const { error, error_description: description } = body;
  if (typeof error === "string") return typeof description === "string" ? `${error}: ${description}` : error;
  if (!isRecord(error)) return undefined;
  const words = [error["message"], error["detail"]].filter((word) => typeof word === "string" && word !== "");
  return words.length === 0 ? "an error without words" : words.join(": ");
}

function hintFor(answer: HttpAnswer, { method, path }: HttpRequest, user: string): string | undefined {
  switch (answer.status) {
    case 400:
      return "Check the table and the columns in the settings";
    case 401:
      return `Check name and password of the user ${user}; it must be active and not locked out`;
    case 403: {
      const table = /\/table\/([^/?]+)/.exec(path)?.[1];
      const what = table === undefined ? "identification and reconciliation" : `${method} on ${table}`;
      return `The user ${user} needs the role itil or asset, and access rules (ACLs) that allow ${what}`;
    }
    case 404:
      return "There is no such record or table, or the user may not read it";
    case 429:
      return limitOf(answer);
    default:
      return answer.status >= 500 ? "The instance has no answer now; later runs ask again" : undefined;
  }
}

function limitOf(answer: HttpAnswer): string {
  const limit = header(answer, "x-ratelimit-limit");
  const rule = header(answer, "x-ratelimit-rule");
  const reset = Number(header(answer, "x-ratelimit-reset"));
  const until = new Date(reset * 1000);
  const what =
    limit === undefined || !/^\d+$/.test(limit)
      ? "A rate limit of the instance holds"
      : `The instance allows ${limit} calls per hour${rule === undefined ? "" : ` by the rule ${rule}`}`;
  const end =
    reset > 0 && !Number.isNaN(until.getTime()) ? `, and counts anew at ${until.toISOString()}` : "";
  return `${what}${end}. Later runs ask again; an administrator can change it under Inbound REST API rate limiting`;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The words of a page. */
function pageText(body: Buffer): string {
  return body
    .subarray(0, 20_000)
    .toString("utf8")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
