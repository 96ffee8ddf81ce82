import type { ServerResponse } from "node:http";
import type { CallFault } from "../../http/fault-injector";
import { writeBody } from "../../http/write-body";
import type { Session } from "../store/session";
import { ApiError } from "./api-error";

export interface Answer {
  readonly status: number;
  /** JSON, or a text that is HTML. */
  readonly body: object | string;
  readonly session?: Session;
}

/** What the web server in front of the API answers. */
export const html = (status: number, title: string): Answer => ({
  status,
  body: `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>\n`,
});

/** The refusal that a fault demands. */
export function refusalOf(faults: readonly CallFault[]): Answer | undefined {
  const fault = faults.find(({ kind }) => kind === "5xx" || kind === "429");
  if (fault === undefined) return undefined;
  if (fault.kind === "429")
    return errorAnswer(
      new ApiError(429, "err_too_many_requests", "Too many requests in a given amount of time"),
    );
  if (fault.status === 500) return errorAnswer(new ApiError(500, "generic_server_error", "Injected"));
  return html(fault.status, "Proxy Error");
}

/** R80 (API 1) answers 500, with the code `generic_error` for logins and validation. */
export function errorAnswer(error: unknown, isR80 = false): Answer {
  if (!(error instanceof ApiError)) throw error;
  const { status, code, message, problems } = error;
  const isGeneric = isR80 && (code === "err_login_failed" || code === "err_validation_failed");
  const list = (name: "warnings" | "errors"): object => {
    const messages = problems[name] ?? [];
    return messages.length === 0 ? {} : { [name]: messages.map((one) => ({ message: one })) };
  };
  return {
    status: isR80 && (isGeneric || code === "generic_error" || status === 409) ? 500 : status,
    body: { code: isGeneric ? "generic_error" : code, message, ...list("warnings"), ...list("errors") },
  };
}

/** `code` of an answer that is an error. */
export function codeOf(answer: Answer | undefined): { code?: string } {
  const body = answer?.body as { code?: string } | string | undefined;
  return typeof body === "object" && body.code !== undefined ? { code: body.code } : {};
}

export async function respond(response: ServerResponse, { status, body }: Answer): Promise<void> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.statusCode = status;
  response.setHeader(
    "Content-Type",
    typeof body === "string" ? "text/html; charset=iso-8859-1" : "application/json",
  );
  response.setHeader("Content-Length", Buffer.byteLength(text));
  await writeBody(response, [text]);
}
