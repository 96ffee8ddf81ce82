import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";

/** Answers one request; the last one of the script answers all that follow. */
export type Act = (request: IncomingMessage, response: ServerResponse) => void;

export interface ScriptedServer {
  readonly origin: string;
  readonly port: number;
  /** Method, path and body of every request that arrived. */
  readonly seen: {
    readonly method: string;
    readonly url: string;
    readonly body: string;
    readonly at: number;
  }[];
  readonly connections: ReadonlySet<Socket>;
  close(): Promise<void>;
}

export async function scriptedServer(script: readonly Act[], tls?: ServerOptions): Promise<ScriptedServer> {
  const seen: ScriptedServer["seen"] = [];
  const connections = new Set<Socket>();
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const act = script[Math.min(seen.length, script.length - 1)]!;
      seen.push({ method: request.method!, url: request.url!, body, at: performance.now() });
      act(request, response);
    });
  };
  const server = tls === undefined ? createServer(handle) : createSecureServer(tls, handle);
  server.on("connection", (socket: Socket) => connections.add(socket));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    seen,
    connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const answer =
  (status: number, body = "{}", headers: Record<string, string> = {}): Act =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  };

/** Breaks the connection after the request arrived. */
export const breakOff: Act = (request) => {
  request.socket.destroy();
};

/** Never answers. */
export const silence: Act = () => undefined;

/** Begins an answer and breaks the connection in its middle. */
export const halfAnswer: Act = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
  response.write("[1,2", () => response.destroy());
};
