import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { CloudError } from "../../../cloud/cloud-error";
import { closeServer, listenOnLoopback } from "../../../http/server";
import {
  type ArmRequest,
  type ArmResponse,
  errorBody,
  readApiVersion,
  readJson,
  readUrl,
} from "./arm-request";
import { cloudMetadata } from "./cloud-metadata";
import { answerResources } from "./resource-routes";
import { answerScopes } from "./scope-routes";
import type { ArmServices } from "./services";
import { answerSubscriptions } from "./subscription-routes";

const AUDIENCES = ["https://management.azure.com", "https://management.core.windows.net"];

export interface ArmEndpoint {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves Resource Manager over HTTPS on loopback. @param port 0 takes a free one */
export async function startArmEndpoint(arm: ArmServices, port = 0): Promise<ArmEndpoint> {
  const { certificate, privateKey } = arm.authority.issue(["127.0.0.1", "localhost"]);
  const server = createServer({ cert: certificate, key: privateKey }, (message, response) => {
    void answer(arm, message)
      .catch((error: unknown) => refusal(error))
      .then((answered) => send(response, answered));
  });
  return { port: await listenOnLoopback(server, port), close: () => closeServer(server) };
}

async function answer(arm: ArmServices, message: IncomingMessage): Promise<ArmResponse> {
  const { method, path, query } = readUrl(message);
  const body = await readJson(message);
  if (path.toLowerCase() === "/metadata/endpoints")
    return { status: 200, body: cloudMetadata(arm.endpoint()) };
  const { principal } = arm.access.callerOf(message.headers.authorization, AUDIENCES);
  const request: ArmRequest = {
    method,
    path,
    query,
    body,
    apiVersion: readApiVersion(query),
    caller: principal.objectId,
  };
  const operation = method === "GET" ? await arm.operations.answer(request) : undefined;
  if (operation) return operation;
  arm.outages.check("arm", method, path);
  return (
    arm.resourceGraph.answer(request) ??
    answerSubscriptions(arm, request) ??
    (await answerScopes(arm, request)) ??
    (await answerResources(arm, request))
  );
}

function refusal(error: unknown): ArmResponse {
  if (!(error instanceof CloudError)) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      status: 500,
      body: { error: { code: "InternalServerError", message: `The sandbox failed: ${message}` } },
    };
  }
  const challenge = 'Bearer authorization_uri="https://login.windows.net/", error="invalid_token"';
  return {
    status: error.status,
    headers: {
      ...(error.status === 401 ? { "www-authenticate": challenge } : {}),
      ...(error.retryAfterInSeconds === undefined
        ? {}
        : { "retry-after": String(error.retryAfterInSeconds) }),
    },
    body: errorBody(error),
  };
}

function send(response: ServerResponse, { status, headers, body }: ArmResponse): void {
  response.writeHead(status, {
    "x-ms-request-id": randomUUID(),
    "x-ms-correlation-request-id": randomUUID(),
    "cache-control": "no-cache",
    ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
    ...headers,
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
