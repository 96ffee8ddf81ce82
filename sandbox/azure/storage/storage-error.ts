import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { CloudError } from "../../cloud/cloud-error";
import type { StorageService } from "./storage-service";

const UNAUTHENTICATED =
  "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.";

/** Refusals in the words of Azure Storage. @see Common REST API error codes (Microsoft Learn) */
export const refusals = {
  noAuthentication: () => new StorageError("NoAuthenticationInformation", UNAUTHENTICATED, 401, true),
  invalidToken: (detail: string) =>
    new StorageError("InvalidAuthenticationInfo", UNAUTHENTICATED, 401, true, detail),
  noPermission: () =>
    new StorageError(
      "AuthorizationPermissionMismatch",
      "This request is not authorized to perform this operation using this permission.",
      403,
    ),
  network: () =>
    new StorageError(
      "AuthorizationFailure",
      "This request is not authorized to perform this operation.",
      403,
    ),
  wrongSignature: () =>
    new StorageError(
      "AuthenticationFailed",
      "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
      403,
    ),
  keysNotPermitted: () =>
    new StorageError(
      "KeyBasedAuthenticationNotPermitted",
      "Key based authentication is not permitted on this storage account.",
      403,
    ),
  publicAccess: () =>
    new StorageError(
      "PublicAccessNotPermitted",
      "Public access is not permitted on this storage account.",
      409,
    ),
  invalidUri: () =>
    new StorageError("InvalidUri", "The requested URI does not represent any resource on the server.", 400),
  noAccount: () => new StorageError("ResourceNotFound", "The specified resource does not exist.", 404),
  unknownOperation: (method: string, path: string) =>
    new StorageError("NotImplemented", `The sandbox does not simulate ${method} ${path}.`, 501),
};

export class StorageError extends CloudError {
  constructor(
    code: string,
    message: string,
    status: number,
    /** Whether the answer says where a token can be had. */
    readonly isChallenge = false,
    readonly detail?: string,
  ) {
    super(code, message, status);
  }
}

/** Answers with a refusal: XML for blobs and queues, JSON for tables, no body for HEAD. */
export function writeRefusal(
  response: ServerResponse,
  service: StorageService,
  error: CloudError,
  { method, tenantId, now }: { method: string; tenantId: string; now: number },
): void {
  const requestId = randomUUID();
  const time = new Date(now).toISOString();
  const text = `${error.message}\nRequestId:${requestId}\nTime:${time}`;
  const detail = error instanceof StorageError ? error.detail : undefined;
  const json = { "odata.error": { code: error.code, message: { lang: "en-US", value: text } } };
  const body = service === "table" ? JSON.stringify(json) : xml(error.code, text, detail);
  response.writeHead(error.status, {
    "content-type":
      service === "table" ? "application/json;odata=minimalmetadata;charset=utf-8" : "application/xml",
    "content-length": String(Buffer.byteLength(body)),
    "x-ms-error-code": error.code,
    "x-ms-request-id": requestId,
    "x-ms-version": "2024-11-04",
    date: new Date(now).toUTCString(),
    ...(error.retryAfterInSeconds === undefined ? {} : { "retry-after": String(error.retryAfterInSeconds) }),
    ...(error instanceof StorageError && error.isChallenge
      ? { "www-authenticate": challenge(tenantId) }
      : {}),
  });
  response.end(method === "HEAD" ? undefined : body);
}

function challenge(tenantId: string): string {
  return `Bearer authorization_uri=https://login.microsoftonline.com/${tenantId}/oauth2/authorize resource_id=https://storage.azure.com`;
}

function xml(code: string, message: string, detail: string | undefined): string {
  const more =
    detail === undefined ? "" : `<AuthenticationErrorDetail>${escaped(detail)}</AuthenticationErrorDetail>`;
  return `\ufeff<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${escaped(message)}</Message>${more}</Error>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
