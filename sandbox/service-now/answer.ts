import type { User } from "./access/users";

/** A call as an API sees it: authenticated, past the rate limit, its version taken out of the path. */
export interface Call {
  readonly method: string;
  /** Path segments after the name of the API. */
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
  readonly user: User;
  /** `https://host:port`, as the client wrote it. */
  readonly origin: string;
  /** Path with version, without query. */
  readonly path: string;
  /** @throws ServiceNowError 400 when the body is no JSON object */
  json(): Promise<Readonly<Record<string, unknown>>>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** An answer with an error status. */
export class ServiceNowError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly detail: string | null = null,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export const errorBody = ({ message, detail }: { message: string; detail: string | null }): object => ({
  error: { message, detail },
  status: "failure",
});

export function errorAnswer(error: unknown): Answer {
  if (!(error instanceof ServiceNowError)) throw error;
  return { status: error.status, headers: error.headers, json: errorBody(error) };
}

export const noRecord = (): ServiceNowError =>
  new ServiceNowError(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval");

export const noResource = (): ServiceNowError =>
  new ServiceNowError(400, "Requested URI does not represent any resource");

/** For what a real instance follows and this one would not. */
export const notSimulated = (what: string): ServiceNowError =>
  new ServiceNowError(400, `The sandbox does not simulate ${what}`);

export const notAuthorized = (detail: string): ServiceNowError =>
  new ServiceNowError(403, "User Not Authorized", detail);

export const methodNotAllowed = (method: string, path: string): ServiceNowError =>
  new ServiceNowError(405, "Method not allowed", `The method ${method} is not supported by ${path}`);
