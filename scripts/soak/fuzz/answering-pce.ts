import { PceClient } from "../../../clients/pce";
import { type AnsweringServer, startAnsweringServer } from "./answering-server";

export interface AnsweringPce {
  readonly server: AnsweringServer;
  /** A client of the server. */
  readonly pce: PceClient;
  close(): Promise<void>;
}

/** A PCE that gives the answers that a test sets, and a client for it. */
export async function startAnsweringPce(): Promise<AnsweringPce> {
  const server = await startAnsweringServer("application/json");
  const connection = {
    host: "127.0.0.1",
    port: server.port,
    orgId: 1,
    apiKeyUsername: "api_1",
    apiKeySecret: "a".repeat(64),
    caCertificate: server.certificate,
  };
  const pce = new PceClient(connection, { callsPerMinute: 100_000_000 });
  const close = async () => {
    await pce.close();
    await server.close();
  };
  return { server, pce, close };
}
