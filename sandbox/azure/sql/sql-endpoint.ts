import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Foundation } from "../foundation";
import { refusalOf } from "./admission";
import { ClientAddresses } from "./client-addresses";
import { connectToSql, type SqlConnection } from "./sql-client";

/** Longer than any name of a server. */
const LONGEST_LINE = 300;

/**
 * The gateway of Azure SQL as far as its firewall goes. It speaks no TDS: a client binds the loopback address that stands
 * for its own (`ClientAddresses`), connects, and sends the name of a server as a line. It gets one line: a greeting, after
 * which the connection stays open, or what Azure SQL says to a client that it does not let in, and the end of the
 * connection. The firewall is asked once, when the client comes.
 */
export interface SqlEndpoint {
  readonly host: string;
  readonly port: number;
  readonly addresses: ClientAddresses;
  /** Tries to reach a server from a loopback address, and hangs up. */
  connect(from: string, server: string): Promise<SqlConnection>;
  close(): Promise<void>;
}

/** @param port 0 takes a free one */
export async function startSqlEndpoint(
  { resources }: Pick<Foundation, "resources">,
  port = 0,
): Promise<SqlEndpoint> {
  const addresses = new ClientAddresses(resources);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let line = "";
    const read = (chunk: Buffer) => {
      line += chunk.toString("utf8");
      if (!line.includes("\n") && line.length <= LONGEST_LINE) return;
      socket.off("data", read);
      socket.resume();
      const { text, isIn } = answer(line.split("\n")[0]!.trim(), socket.remoteAddress ?? "");
      if (isIn) socket.write(`${text}\n`);
      else socket.end(`${text}\n`);
    };
    socket.on("data", read);
  });

  const answer = (named: string, remote: string): { readonly text: string; readonly isIn: boolean } => {
    const name = named.toLowerCase().replace(/\.database\.windows\.net$/, "");
    const client = addresses.clientAt(remote);
    if (client === undefined) {
      return { text: `The address ${remote} stands for no public address and no subnet.`, isIn: false };
    }
    const found = resources.list("Microsoft.Sql/servers").find((one) => one.name === name);
    if (found === undefined) {
      const text = `Error 40532: Cannot open server '${name.slice(0, 64)}' requested by the login. The login failed.`;
      return { text, isIn: false };
    }
    const refusal = refusalOf(resources, found, client);
    if (refusal !== undefined) return { text: `Error ${refusal.number}: ${refusal.message}`, isIn: false };
    const from = client.subnet === undefined ? client.address : client.subnet.id;
    return {
      text: `Connected to ${String(found.properties["fullyQualifiedDomainName"])} from ${from}.`,
      isIn: true,
    };
  };

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const place = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  return {
    ...place,
    addresses,
    connect: (from, name) => connectToSql(place, from, name),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
