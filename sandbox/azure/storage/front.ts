import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { CloudError } from "../../cloud/cloud-error";
import { readBody } from "../../http/body";
import { closeServer, listenOnLoopback } from "../../http/server";
import { writeBody } from "../../http/write-body";
import type { Foundation } from "../foundation";
import type { Accounts } from "./accounts";
import { authorize } from "./authorize";
import type { Azurite } from "./azurite/azurite";
import { blobOperation } from "./operations/blob-operations";
import type { Operation, StorageCall } from "./operations/operation";
import { queueOperation } from "./operations/queue-operations";
import { needsBody, tableOperations } from "./operations/table-operations";
import { refusals, writeRefusal } from "./storage-error";
import type { StorageService } from "./storage-service";

type Needs = Pick<Foundation, "access" | "resources" | "clock" | "outages" | "authority" | "tenantId">;

export interface StorageFront {
  readonly port: number;
  close(): Promise<void>;
}

/** A transaction of a table has at most 4 MiB. */
const LARGEST_TRANSACTION = 4 * 1024 * 1024;

/** What Azurite says of a wrong signature, for which the real service has another code. */
const REFUSED_SIGNATURES = ["InvalidAuthenticationInfo", "AuthorizationFailure"];

/**
 * One service of all accounts at `https://127.0.0.1:PORT/<account>/…`: decides over each call and passes it on to Azurite,
 * both bodies as they flow.
 */
export async function startFront(
  cloud: Needs,
  accounts: Accounts,
  azurite: Azurite,
  service: StorageService,
): Promise<StorageFront> {
  const { certificate, privateKey } = cloud.authority.issue(["127.0.0.1", "localhost"]);
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    answer(cloud, accounts, azurite, service, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else refuse(cloud, service, request, response, error);
    });
  });
  return { port: await listenOnLoopback(server), close: () => closeServer(server) };
}

async function answer(
  cloud: Needs,
  accounts: Accounts,
  azurite: Azurite,
  service: StorageService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [method, url] = [request.method ?? "GET", request.url ?? "/"];
  const { pathname, searchParams: query } = new URL(url, "https://127.0.0.1");
  const [name = "", ...rest] = pathname.slice(1).split("/");
  const account = accounts.find(name);
  if (account === undefined) throw refusals.noAccount();
  const segments = decoded(rest);

  const isBodyNeeded = service === "table" && needsBody(method, segments);
  const body = isBodyNeeded ? await readBody(request, LARGEST_TRANSACTION) : undefined;
  const call: StorageCall = { method, segments, query, headers: request.headers, body };
  const operations = operationsOf(service, call);
  if (operations === undefined) throw refusals.unknownOperation(method, url);
  for (const operation of operations) cloud.outages.check(service, operation.name, account.name);
  const credentials = { authorization: request.headers.authorization, hasSignature: query.has("sig") };
  const { isSigned } = authorize(cloud, account, service, operations, credentials);

  const forwarded = await azurite.open(
    { service, method, path: url, headers: request.headers, isSigned },
    body ?? request,
  );
  response.once("close", () => forwarded.destroy());
  const status = forwarded.statusCode ?? 500;
  if (isSigned && REFUSED_SIGNATURES.includes(String(forwarded.headers["x-ms-error-code"]))) {
    throw refusals.wrongSignature();
  }
  if (status < 300) {
    for (const { effect } of operations) {
      if (effect) await accounts.record(account, service, effect.name, effect.kind === "created");
    }
  }
  const {
    connection: _,
    "keep-alive": _keepAlive,
    "transfer-encoding": _coding,
    ...headers
  } = forwarded.headers;
  response.writeHead(status, {
    ...headers,
    server: "Windows-Azure-Storage/1.0 Microsoft-HTTPAPI/2.0",
    date: new Date(cloud.clock.now()).toUTCString(),
  });
  await writeBody(response, forwarded);
}

/** The parts of the path after the account; a slash at the end of an account or a container makes no further part. */
function decoded(parts: readonly string[]): string[] {
  const isEmptyAtEnd = parts.length <= 2 && parts.at(-1) === "";
  try {
    return (isEmptyAtEnd ? parts.slice(0, -1) : parts).map(decodeURIComponent);
  } catch {
    throw refusals.invalidUri();
  }
}

function operationsOf(service: StorageService, call: StorageCall): readonly Operation[] | undefined {
  if (service === "table") return tableOperations(call);
  const operation = service === "blob" ? blobOperation(call) : queueOperation(call);
  return operation === undefined ? undefined : [operation];
}

function refuse(
  cloud: Needs,
  service: StorageService,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const known =
    error instanceof CloudError
      ? error
      : new CloudError(
          "InternalError",
          `The sandbox failed: ${error instanceof Error ? error.stack : error}`,
          500,
        );
  request.resume();
  const context = { method: request.method ?? "GET", tenantId: cloud.tenantId, now: cloud.clock.now() };
  writeRefusal(response, service, known, context);
}
