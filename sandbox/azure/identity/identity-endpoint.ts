import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { CloudError } from "../../cloud/cloud-error";
import { closeServer, listenOnLoopback } from "../../http/server";
import { isKnownAudience } from "../access/audiences";
import type { Principal } from "../access/principals";
import type { Foundation } from "../foundation";

type Needs = Pick<Foundation, "access" | "resources" | "outages">;

/**
 * Gives out the tokens of managed identities over plain HTTP, in the form of App Service: `IDENTITY_ENDPOINT` and
 * `IDENTITY_HEADER`, which `ManagedIdentityCredential` and `az login --identity` use.
 *
 * Each function app has a header of its own, and so has the deployer. The header decides whose identities may be asked for.
 *
 * @see How to use managed identities for App Service and Azure Functions (Microsoft Learn)
 */
export interface IdentityEndpoint {
  /** For `IDENTITY_ENDPOINT`: `http://127.0.0.1:PORT/msi/token`. */
  readonly url: string;
  /** For `IDENTITY_HEADER`, always the same for one function app. @param siteId its ARM id; the deployer without it */
  headerOf(siteId?: string): string;
  close(): Promise<void>;
}

/** @param port 0 takes a free one */
export async function startIdentityEndpoint(cloud: Needs, port = 0): Promise<IdentityEndpoint> {
  const headers = new Map<string, string>();
  const server = createServer((request, response) => {
    request.resume();
    const { status, body, retryAfter } = answer(cloud, headers, request);
    response.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    });
    response.end(JSON.stringify(body));
  });
  const taken = await listenOnLoopback(server, port);
  return {
    url: `http://127.0.0.1:${taken}/msi/token`,
    headerOf: (siteId = "") => {
      const known = [...headers].find(([, id]) => id.toLowerCase() === siteId.toLowerCase())?.[0];
      const header = known ?? randomUUID().replaceAll("-", "").toUpperCase();
      headers.set(header, siteId);
      return header;
    },
    close: () => closeServer(server),
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter?: number | undefined;
}

function answer(cloud: Needs, headers: ReadonlyMap<string, string>, request: IncomingMessage): Answer {
  try {
    return { status: 200, body: token(cloud, headers, request) };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const { status, message, retryAfterInSeconds } = error;
    return {
      status,
      body: { statusCode: status, message, correlationId: randomUUID() },
      retryAfter: retryAfterInSeconds,
    };
  }
}

function token(cloud: Needs, headers: ReadonlyMap<string, string>, request: IncomingMessage): unknown {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  if (request.method !== "GET" || pathname.replace(/\/$/, "") !== "/msi/token") {
    throw new CloudError("NotFound", `No HTTP resource was found at ${request.method} ${pathname}.`, 404);
  }
  const siteId = headers.get(String(request.headers["x-identity-header"] ?? ""));
  if (siteId === undefined) {
    throw new CloudError("Unauthorized", "The header X-IDENTITY-HEADER is missing or wrong.", 401);
  }
  if (searchParams.get("api-version") !== "2019-08-01") {
    throw new CloudError("BadRequest", "The api-version of this endpoint is 2019-08-01.");
  }
  const resource = searchParams.get("resource");
  if (!resource) throw new CloudError("BadRequest", "The parameter resource is missing.");
  cloud.outages.check("identity", "GetToken", siteId);
  if (!isKnownAudience(resource)) {
    throw new CloudError(
      "invalid_resource",
      `AADSTS500011: The resource principal named ${resource} was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
      500,
    );
  }
  const principal = asked(cloud, siteId, searchParams);
  if (principal === undefined) {
    throw new CloudError("BadRequest", "Unable to load the proper Managed Identity.");
  }
  const issued = cloud.access.issue(principal.objectId, resource, siteId === "" ? undefined : siteId);
  return {
    access_token: issued.token,
    client_id: principal.clientId,
    expires_on: String(issued.expiresOn),
    resource,
    token_type: "Bearer",
  };
}

/** The identity that is named; without a name the caller's own one, as App Service has no other default. */
function asked({ access, resources }: Needs, siteId: string, query: URLSearchParams): Principal | undefined {
  const site = resources.get(siteId);
  const { systemAssigned, userAssigned } =
    siteId === ""
      ? { systemAssigned: access.deployer, userAssigned: [] }
      : site === undefined
        ? { systemAssigned: undefined, userAssigned: [] }
        : access.principals.of(site);
  const all = [...userAssigned, ...(systemAssigned === undefined ? [] : [systemAssigned])];
  const clientId = query.get("client_id");
  const objectId = query.get("principal_id") ?? query.get("object_id");
  const resourceId = query.get("mi_res_id");
  if (clientId !== null) return all.find((one) => one.clientId === clientId.toLowerCase());
  if (objectId !== null) return all.find((one) => one.objectId === objectId.toLowerCase());
  if (resourceId !== null) {
    return userAssigned.find((one) => one.resourceId?.toLowerCase() === resourceId.toLowerCase());
  }
  return systemAssigned;
}
