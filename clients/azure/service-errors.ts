import { IllumioIacError } from "../../core/errors";

/** What the Azure SDKs put on the errors they throw, as far as it is used here. */
interface ServiceError {
  readonly name: string;
  readonly message: string;
  readonly statusCode?: number;
  readonly code?: string;
  readonly details?: {
    readonly odataError?: { readonly code?: string; readonly message?: { readonly value?: string } };
    readonly error?: { readonly code?: string; readonly message?: string };
  };
  readonly response?: { readonly headers?: { get?(name: string): string | undefined } };
}

/** HTTP status of an answer; undefined when there was none. */
export function statusOf(error: unknown): number | undefined {
  return (error as ServiceError | undefined)?.statusCode;
}

/**
 * Whether a failed call says more of its service, or of the way to it, than of the one thing that was asked for: no answer,
 * an answer of a service that is busy, or an identity that is not let in.
 *
 * @param error as {@link serviceError} makes it
 */
export function isOfService(error: unknown): boolean {
  const status = error instanceof IllumioIacError ? statusOf(error.cause) : undefined;
  return status === undefined || status === 401 || status === 403 || status === 429 || status >= 500;
}

/** Error code of Azure, for example `ContainerNotFound`. */
export function codeOf(error: unknown): string | undefined {
  const { details, code, response } = error as ServiceError;
  const inBody = details?.odataError?.code ?? details?.error?.code;
  return inBody ?? response?.headers?.get?.("x-ms-error-code") ?? code;
}

/**
 * Code, message, status and request id of an SDK error in one line. The SDKs put no credentials there. An error of this
 * package, such as that of a credential, says all by itself.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof IllumioIacError) return error.message;
  const { details, name, message, response } = error as ServiceError;
  const text = details?.odataError?.message?.value ?? details?.error?.message ?? message;
  const id = response?.headers?.get?.("x-ms-request-id");
  const about = [
    statusOf(error) === undefined ? undefined : `status ${statusOf(error)}`,
    id === undefined ? undefined : `request id ${id}`,
  ].filter((part) => part !== undefined);
  // Below the first line the storage services repeat request id and time.
  const [first = ""] = text.split(/[\r\n]/);
  return `${codeOf(error) ?? name}: ${first}${about.length === 0 ? "" : ` (${about.join(", ")})`}`;
}

/**
 * The error of a call that failed, with the role that it needs where the identity is not allowed to make it.
 *
 * @param what was tried, for example `flow logs in … cannot be listed`
 * @param role name of a role and its scope: `"Storage Blob Data Reader" on the account`
 */
export function serviceError(what: string, error: unknown, role: string): IllumioIacError {
  return new IllumioIacError(`${what}: ${reasonOf(error)}${hintOn(error, role)}`, { cause: error });
}

/** What to do about it, where that is known. */
export function hintOn(error: unknown, role: string): string {
  const status = statusOf(error);
  if (status === 401 || status === 403)
    return `. The identity needs the role ${role}, whose assignment takes effect after some minutes, and the network rules must let it in`;
  if (/^(Container|Queue|Table)(Being|Not)/.test(codeOf(error) ?? ""))
    return ". The component makes it: run the deployment again";
  return "";
}
