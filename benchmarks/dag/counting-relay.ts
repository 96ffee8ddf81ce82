import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands before a server on loopback and counts what passes, both ways, encrypted as it is. */
export interface CountingRelay {
  readonly port: number;
  readonly bytes: number;
  close(): Promise<void>;
}

export async function countingRelay(behind: number): Promise<CountingRelay> {
  const sockets = new Set<Socket>();
  let bytes = 0;
  const server = createServer((socket) => {
    const other = connect(behind, "127.0.0.1");
    for (const [from, to] of [
      [socket, other],
      [other, socket],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => {
        bytes += chunk.length;
      });
      from.on("error", () => to.destroy()).on("close", () => sockets.delete(from));
      from.pipe(to);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    get bytes() {
      return bytes;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
