import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { CloudError } from "../../cloud/cloud-error";
import { readBody } from "../../http/body";
import type { ArmResource } from "../arm/arm-resource";
import type { Foundation } from "../foundation";
import { recordSecret } from "./secret-resources";
import type { SecretStore } from "./secret-store";
import { authorize } from "./vault-access";
import { type VaultCall, vaultOperation } from "./vault-api";
import { errorBody, VaultError } from "./vault-error";

export type VaultNeeds = Pick<
  Foundation,
  "access" | "resources" | "clock" | "outages" | "authority" | "tenantId"
>;

export interface ServedVault {
  readonly host: string;
  readonly secrets: SecretStore;
  /** Its resource; undefined as long as there is none, when the vault cannot be reached. */
  resource(): ArmResource | undefined;
}

const LARGEST_BODY = 256 * 1024;

/** The server of one vault. A call without a token gets the challenge that tells the tenant and the resource. */
export function createVaultServer(cloud: VaultNeeds, vault: ServedVault): Server {
  const { certificate, privateKey } = cloud.authority.issue([vault.host, "127.0.0.1", "localhost"]);
  return createServer({ cert: certificate, key: privateKey }, (request, response) => {
    const resource = vault.resource();
    if (resource === undefined) {
      request.destroy();
      return;
    }
    answer(cloud, vault, resource, request).then(
      (body) =>
        body === undefined
          ? write(cloud, response, 204, undefined)
          : write(cloud, response, 200, JSON.stringify(body)),
      (error: unknown) => {
        const known =
          error instanceof CloudError ? error : new CloudError("InternalError", String(error), 500);
        write(cloud, response, known.status, errorBody(known), known.retryAfterInSeconds);
      },
    );
  });
}

async function answer(
  cloud: VaultNeeds,
  vault: ServedVault,
  resource: ArmResource,
  request: IncomingMessage,
): Promise<unknown> {
  const url = `https://${request.headers.host ?? vault.host}`;
  const { pathname, searchParams } = new URL(request.url ?? "/", url);
  const segments = pathname.split("/").map(decodeURIComponent).filter(Boolean);
  const text = (await readBody(request, LARGEST_BODY)).toString("utf8");
  const call: VaultCall = { method: request.method ?? "GET", segments, body: parsed(text) };
  const operation = vaultOperation(call);
  if (operation === undefined) {
    throw new VaultError("NotImplemented", `The sandbox does not simulate ${call.method} ${pathname}.`, 501);
  }
  cloud.outages.check("key-vault", operation.name, resource.name);
  authorize(cloud, resource, request.headers.authorization, operation.secret, operation.action);
  if (!searchParams.has("api-version")) {
    throw new VaultError("BadParameter", "The parameter api-version must be specified.", 400);
  }
  const answered = operation.answer({ resource, url, secrets: vault.secrets }, call);
  if (operation.secret !== undefined && call.method !== "GET")
    await recordSecret(cloud.resources, resource, vault.secrets, operation.secret);
  return answered;
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new VaultError("BadParameter", "The body is not JSON.", 400);
  }
}

function write(
  { tenantId, clock }: VaultNeeds,
  response: ServerResponse,
  status: number,
  body: string | undefined,
  retryAfter?: number,
): void {
  const challenge = `Bearer authorization="https://login.microsoftonline.com/${tenantId}", resource="https://vault.localhost"`;
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(body ?? "")),
    "cache-control": "no-cache",
    "x-ms-keyvault-service-version": "1.9.0.0",
    "x-ms-request-id": randomUUID(),
    date: new Date(clock.now()).toUTCString(),
    ...(status === 401 ? { "www-authenticate": challenge } : {}),
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
  });
  response.end(body);
}
