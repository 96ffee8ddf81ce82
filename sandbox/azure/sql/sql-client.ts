import { connect } from "node:net";

export interface SqlConnection {
  /** The line that the endpoint answered. */
  readonly text: string;
  readonly isConnected: boolean;
}

/**
 * Tries to reach a server, and hangs up.
 *
 * @param from the loopback address that stands for the client's: `127.81.0.7`
 * @param server its name, or its whole host name
 */
export function connectToSql(
  endpoint: { readonly host: string; readonly port: number },
  from: string,
  server: string,
): Promise<SqlConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: endpoint.host, port: endpoint.port, localAddress: from });
    let text = "";
    socket.setTimeout(10_000, () => socket.destroy(new Error("Azure SQL of the sandbox did not answer")));
    socket.on("error", reject);
    socket.on("connect", () => socket.write(`${server}\n`));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      if (!text.includes("\n")) return;
      socket.destroy();
      resolve({ text: text.trim(), isConnected: text.startsWith("Connected to ") });
    });
    socket.on("close", () => reject(new Error("Azure SQL of the sandbox hung up without a word")));
  });
}
