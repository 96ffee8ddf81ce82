import type { Server } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { AddressInfo } from "node:net";

/** Longer than any client pauses between two calls: a connection closed just as a call is sent looks like a fault. */
const IDLE_CONNECTION_IN_MS = 120_000;

/** Listens on the loopback address only. Port 0 takes a free one. @returns the port */
export function listenOnLoopback(server: Server | SecureServer, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.keepAliveTimeout = IDLE_CONNECTION_IN_MS;
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Closes the server and every connection that is still open. */
export function closeServer(server: Server | SecureServer): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
