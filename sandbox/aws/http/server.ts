import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerControl, type Controlled, isControlRequest } from "./control-door";
import { type CloudRequest, type CloudResponse, readRequest } from "./request";
import { answerService, type Services } from "./services";

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the control door and every service on one loopback port; port 0 takes a free one. */
export async function startHttpServer(cloud: Controlled & Services, port: number): Promise<HttpServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    void readRequest(message)
      .then((request) => answer(cloud, request))
      .then((result) => send(response, result))
      .catch((error: unknown) => {
        send(response, { status: 500, headers: { "content-type": "text/plain" }, body: `${error}` });
      });
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(cloud: Controlled & Services, request: CloudRequest): Promise<CloudResponse> {
  return isControlRequest(request) ? answerControl(cloud, request) : answerService(cloud, request);
}

function send(response: ServerResponse, { status, headers, body }: CloudResponse): void {
  if (response.headersSent) return;
  response.writeHead(status, headers);
  response.end(body);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}
