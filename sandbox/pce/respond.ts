import type { ServerResponse } from "node:http";
import { writeBody } from "../http/write-body";
import type { PceAnswer } from "./collection";
import { PceError } from "./pce-error";

/** Clients compare this text as a whole, so no charset is added. */
const JSON_TYPE = "application/json";
const ROWS_IN_A_CHUNK = 200;

export async function respond(response: ServerResponse, answer: PceAnswer): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.rows !== undefined) {
    response.setHeader("Content-Type", JSON_TYPE);
    await writeBody(response, jsonArray(answer.rows));
    return;
  }
  const content = contentOf(answer);
  if (content !== undefined) {
    response.setHeader("Content-Type", content.type);
    response.setHeader("Content-Length", Buffer.byteLength(content.body));
  }
  await writeBody(response, content === undefined ? [] : [content.body]);
}

function contentOf({ json, csv, text }: PceAnswer): { type: string; body: string } | undefined {
  if (json !== undefined) return { type: JSON_TYPE, body: JSON.stringify(json) };
  if (csv !== undefined) return { type: "text/csv", body: csv };
  return text === undefined ? undefined : { type: "text/plain", body: text };
}

export function errorAnswer(error: unknown): PceAnswer {
  if (!(error instanceof PceError)) throw error;
  const headers: Record<string, string> =
    error.retryAfterInSeconds === undefined ? {} : { "Retry-After": String(error.retryAfterInSeconds) };
  return { status: error.status, headers, json: error.errors };
}

function* jsonArray(rows: Iterable<unknown>): Generator<string> {
  let chunk: string[] = [];
  let separator = "[";
  for (const row of rows) {
    chunk.push(JSON.stringify(row));
    if (chunk.length < ROWS_IN_A_CHUNK) continue;
    yield separator + chunk.join(",");
    separator = ",";
    chunk = [];
  }
  yield chunk.length > 0 ? `${separator}${chunk.join(",")}]` : separator === "[" ? "[]" : "]";
}
