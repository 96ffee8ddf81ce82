import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";

export interface ConnectProxy {
  readonly url: string;
  /** `host:port` of every tunnel that was asked for. */
  readonly reached: readonly string[];
  /** Refuses tunnels from now on. */
  refuse(): void;
  close(): void;
}

/** A proxy on loopback that makes tunnels to whatever it is asked for, and asks for no password. */
export async function startConnectProxy(): Promise<ConnectProxy> {
  const reached: string[] = [];
  let refuses = false;
  const proxy = createServer();
  const sockets = new Set<{ destroy(): unknown }>();
  proxy.on("connect", (request, socket) => {
    reached.push(request.url!);
    if (refuses) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const [host, port] = request.url!.split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) {
      sockets.add(end);
      end.on("error", () => [onward, socket].map((one) => one.destroy()));
    }
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    reached,
    refuse: () => {
      refuses = true;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}
