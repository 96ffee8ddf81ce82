import { PceClient, type PceClientOptions, type PceConnection } from "../../../clients/pce";
import { type PceSimulator, type PceSimulatorOptions, startPceSimulator } from "../../../sandbox/pce";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";
import { type Act, type ScriptedServer, scriptedServer } from "../http/scripted-server";

const opened: { close(): Promise<void> }[] = [];

/** Closes what the functions below opened, newest first. */
export async function closeAll(): Promise<void> {
  while (opened.length > 0) await opened.pop()?.close();
}

export async function startPce(options?: PceSimulatorOptions): Promise<PceSimulator> {
  const pce = await startPceSimulator({ seed: 1, callsPerMinute: 10_000, ...options });
  opened.push(pce);
  return pce;
}

/** Fast enough that no test waits for its turn. */
export function clientOf(connection: PceConnection, options?: PceClientOptions): PceClient {
  const client = new PceClient(connection, { callsPerMinute: 60_000, ...options });
  opened.push(client);
  return client;
}

const authority = new CertificateAuthority();
const certificate = authority.issue(["127.0.0.1", "localhost"]);

/** A server that speaks TLS as a PCE would, and says what the script says. */
export async function scriptedPce(
  script: readonly Act[],
): Promise<{ server: ScriptedServer; connection: PceConnection }> {
  const server = await scriptedServer(script, { cert: certificate.certificate, key: certificate.privateKey });
  opened.push(server);
  const connection: PceConnection = {
    host: "127.0.0.1",
    port: server.port,
    orgId: 1,
    apiKeyUsername: "api_1a2b",
    apiKeySecret: "a-very-secret-secret",
    caCertificate: authority.certificate,
  };
  return { server, connection };
}

/** The calls that the simulator logged, once it has logged all that the clients sent: it does so after answering. */
export async function requestsOf(pce: PceSimulator, ...clients: readonly PceClient[]) {
  const sent = clients.reduce((sum, { calls }) => sum + calls, 0);
  for (let waits = 0; pce.requests.length < sent && waits < 1000; waits++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return pce.requests;
}

export async function failureOf<T extends Error = Error>(promise: Promise<unknown>): Promise<T> {
  try {
    await promise;
  } catch (error) {
    return error as T;
  }
  throw new Error("it did not fail");
}

export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const row of rows) list.push(row);
  return list;
}
