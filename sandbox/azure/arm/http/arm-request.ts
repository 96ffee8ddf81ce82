import type { IncomingMessage } from "node:http";
import { CloudError } from "../../../cloud/cloud-error";
import { readBody } from "../../../http/body";

const LIMIT_IN_BYTES = 4 * 1024 * 1024;

/** One call of Resource Manager, read. */
export interface ArmRequest {
  readonly method: string;
  /** Decoded, without query and without a slash at its end. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly apiVersion: string;
  /** Object id of the principal that calls. */
  readonly caller: string;
  readonly body: unknown;
}

export interface ArmResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Nothing is sent without it. */
  readonly body?: unknown;
}

/** Path and query of a message. Names of parameters are those of the call in any casing. */
export function readUrl(message: IncomingMessage): Pick<ArmRequest, "method" | "path" | "query"> {
  const url = new URL(`https://127.0.0.1${message.url ?? "/"}`);
  const query = new URLSearchParams(
    [...url.searchParams].map(([name, value]): [string, string] => [name.toLowerCase(), value]),
  );
  const path = `/${decodeURIComponent(url.pathname)
    .split("/")
    .filter((part) => part !== "")
    .join("/")}`;
  return { method: message.method ?? "GET", path, query };
}

/** @throws CloudError when the body is no JSON */
export async function readJson(message: IncomingMessage): Promise<unknown> {
  const text = (await readBody(message, LIMIT_IN_BYTES)).toString("utf8");
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CloudError(
      "InvalidRequestContent",
      `The request content was invalid and could not be deserialized: '${String(error)}'.`,
    );
  }
}

/** @throws CloudError when the version is missing or no date */
export function readApiVersion(query: URLSearchParams): string {
  const version = query.get("api-version");
  if (version === null || version === "") {
    throw new CloudError(
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  if (!/^\d{4}-\d\d-\d\d(-\w+)?$/.test(version)) {
    throw new CloudError(
      "InvalidApiVersionParameter",
      `The api-version '${version}' is invalid. The supported versions are dates.`,
    );
  }
  return version;
}

export function errorBody(error: CloudError): object {
  return { error: { code: error.code, message: error.message } };
}
