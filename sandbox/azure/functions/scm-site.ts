import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import { CloudError } from "../../cloud/cloud-error";
import { readBody } from "../../http/body";
import { closeServer, listenOnLoopback } from "../../http/server";
import { AUDIENCES } from "../access/audiences";
import { TokenError } from "../access/tokens";
import type { ArmResource } from "../arm/arm-resource";
import type { AppNeeds } from "./app-environment";
import type { FunctionApps } from "./function-apps";

export interface ScmSites {
  readonly port: number;
  /** `127.0.0.1:PORT/<app>`, which Resource Manager shows as the host name of the deployment site. */
  hostOf(app: string): string;
  /** How often the state of a deployment is asked for before it has ended. @default 1 */
  pollsBeforeEnd: number;
  close(): Promise<void>;
}

interface Deployment {
  readonly id: string;
  readonly deployer: string;
  readonly receivedAt: number;
  /** 2 under way, 3 failed, 4 succeeded. */
  status: 2 | 3 | 4;
  text: string;
  pollsLeft: number;
}

type Answer = { readonly status: number; readonly body?: unknown };

/**
 * The deployment sites of function apps ("One Deploy" of Flex Consumption): a package is posted with a token for Resource
 * Manager, and its deployment is asked for until it has ended. Passwords are never taken.
 *
 * @see Deployment technologies in Azure Functions, "One deploy" (Microsoft Learn)
 */
export async function startScmSites(cloud: AppNeeds, apps: FunctionApps): Promise<ScmSites> {
  const deployments = new Map<string, Deployment[]>();
  const sites = { pollsBeforeEnd: 1 };
  const { certificate, privateKey } = cloud.authority.issue(["127.0.0.1", "localhost"]);
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    void answer(cloud, apps, deployments, sites, request)
      .catch(refusal)
      .then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
        response.end(body === undefined ? "" : JSON.stringify(body));
      });
  });
  const port = await listenOnLoopback(server);
  return Object.assign(sites, {
    port,
    hostOf: (app: string) => `127.0.0.1:${port}/${app}`,
    close: () => closeServer(server),
  });
}

async function answer(
  cloud: AppNeeds,
  apps: FunctionApps,
  deployments: Map<string, Deployment[]>,
  knobs: { readonly pollsBeforeEnd: number },
  request: IncomingMessage,
): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "https://127.0.0.1");
  const [name = "", ...rest] = pathname.slice(1).split("/");
  const site = cloud.resources
    .list("Microsoft.Web/sites")
    .find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (site === undefined) {
    request.resume();
    throw new CloudError("NotFound", `There is no app ${name}.`, 404);
  }
  cloud.outages.check("scm", request.method ?? "", site.name);
  authorize(cloud, site, request);
  const own = deployments.get(site.id.toLowerCase()) ?? [];
  deployments.set(site.id.toLowerCase(), own);
  const path = rest.join("/").replace(/\/$/, "");
  if (request.method === "POST" && path === "api/publish") {
    const zip = await readBody(request, 1024 ** 3);
    if (own.some(({ status }) => status === 2))
      throw new CloudError("Conflict", "There is a deployment under way.", 409);
    const deployment: Deployment = {
      id: randomUUID(),
      deployer: searchParams.get("Deployer") ?? "",
      receivedAt: cloud.clock.now(),
      status: 2,
      text: "",
      pollsLeft: knobs.pollsBeforeEnd,
    };
    own.unshift(deployment);
    await apps.publish(site, zip).catch((error: unknown) => {
      deployment.text = error instanceof Error ? error.message : String(error);
    });
    if (knobs.pollsBeforeEnd === 0) end(deployment);
    return { status: 202, body: deployment.id };
  }
  const match = /^api\/deployments(?:\/([^/]+)(\/log)?)?$/.exec(path);
  if (request.method !== "GET" || match === null)
    throw new CloudError("NotFound", `${request.method} /${path} is not served by the sandbox.`, 404);
  const [, id, log] = match;
  if (id === undefined) return { status: 200, body: own.map((one) => view(site, one)) };
  const deployment = own.find((one, index) => one.id === id || (id === "latest" && index === 0));
  if (deployment === undefined) throw new CloudError("NotFound", `Deployment '${id}' not found.`, 404);
  if (log !== undefined)
    return {
      status: 200,
      body: deployment.text === "" ? [] : [{ id: "1", message: deployment.text, type: 2 }],
    };
  if (deployment.status === 2 && deployment.pollsLeft-- <= 0) end(deployment);
  return { status: deployment.status === 2 ? 202 : 200, body: view(site, deployment) };
}

function end(deployment: Deployment): void {
  deployment.status = deployment.text === "" ? 4 : 3;
}

/** Only a token of Entra ID, and the right to publish. */
function authorize({ access }: AppNeeds, site: ArmResource, request: IncomingMessage): void {
  try {
    const { principal } = access.callerOf(request.headers.authorization, AUDIENCES.management);
    access.check(principal.objectId, "Microsoft.Web/sites/publish/Action", site.id);
  } catch (error) {
    request.resume();
    if (error instanceof TokenError) throw new CloudError("Unauthorized", error.message, 401);
    throw error;
  }
}

function view(site: ArmResource, { id, deployer, receivedAt, status, text }: Deployment): object {
  return {
    id,
    status,
    status_text: text,
    author_email: "N/A",
    author: "N/A",
    deployer,
    message: "OneDeploy",
    progress: "",
    received_time: new Date(receivedAt).toISOString(),
    complete: status !== 2,
    active: status === 4,
    is_temp: false,
    is_readonly: true,
    site_name: site.name,
  };
}

function refusal(error: unknown): Answer {
  if (!(error instanceof CloudError)) return { status: 500, body: { Message: String(error) } };
  return { status: error.status, body: { Message: error.message } };
}
