import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import { readBody } from "../../http/body";
import { closeServer, listenOnLoopback } from "../../http/server";
import type { AppNeeds } from "./app-environment";
import type { HttpAnswer } from "./function-app";
import type { FunctionApps } from "./function-apps";

export interface HttpSites {
  readonly port: number;
  /** `127.0.0.1:PORT/<app>`, which Resource Manager shows as the host name of the app. */
  hostOf(app: string): string;
  close(): Promise<void>;
}

/** Largest body of a call. */
const LARGEST_BODY = 1_000_000;

/** The sites of function apps: calls below `/api/` go to the HTTP functions of the app. */
export async function startHttpSites(
  { authority }: Pick<AppNeeds, "authority">,
  apps: Pick<FunctionApps, "find">,
): Promise<HttpSites> {
  const { certificate, privateKey } = authority.issue(["127.0.0.1", "localhost"]);
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    answer(apps, request).then(
      ({ status, headers, body }) => response.writeHead(status, { ...headers }).end(body),
      () => response.destroy(),
    );
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    hostOf: (app) => `127.0.0.1:${port}/${app.toLowerCase()}`,
    close: () => closeServer(server),
  };
}

async function answer(apps: Pick<FunctionApps, "find">, request: IncomingMessage): Promise<HttpAnswer> {
  const { method = "GET", url = "/" } = request;
  const { pathname } = new URL(url, "https://127.0.0.1");
  const [, name = "", , route = ""] = /^\/([^/]+)\/(api)\/(.+)$/.exec(pathname) ?? [];
  const app = apps.find(name);
  if (app === undefined) return { status: 404, headers: {}, body: Buffer.alloc(0) };
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([header, value]) => [header, String(value)]),
  );
  const body = await readBody(request, LARGEST_BODY);
  return app.request(route, { method, url: `https://127.0.0.1${url}`, headers, body });
}
