import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Stands before a server on loopback. While it is shut, the server is as if it were restarting. */
export class Gate {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  /** Connections that were made so far. */
  connections = 0;

  private constructor(
    private readonly behind: number,
    public port: number,
  ) {}

  static async before(port: number): Promise<Gate> {
    const gate = new Gate(port, 0);
    await gate.open();
    return gate;
  }

  async open(): Promise<void> {
    this.#server = createServer((socket) => {
      this.connections += 1;
      const server = connect(this.behind, "127.0.0.1");
      for (const [one, other] of [
        [socket, server],
        [server, socket],
      ] as const) {
        this.#sockets.add(one);
        one.on("error", () => other.destroy()).on("close", () => this.#sockets.delete(one));
        one.pipe(other);
      }
    });
    this.#server.listen(this.port, "127.0.0.1");
    await once(this.#server, "listening");
    this.port = (this.#server.address() as AddressInfo).port;
  }

  /** Refuses connections and cuts those that are open. */
  async shut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(server, "close");
  }
}
