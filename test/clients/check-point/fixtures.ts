import { createHash, X509Certificate } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  CheckPointClient,
  type CheckPointClientOptions,
  type CheckPointConnection,
} from "../../../clients/check-point";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";
import { type Act, answer, type ScriptedServer, scriptedServer } from "../http/scripted-server";

const opened: { close(): Promise<void> }[] = [];

/** Closes what the functions below opened, newest first. */
export async function closeAll(): Promise<void> {
  while (opened.length > 0) await opened.pop()?.close();
}

const authority = new CertificateAuthority();
const certificate = authority.issue(["127.0.0.1", "localhost"]);
export const CERTIFICATE_SHA256 = createHash("sha256")
  .update(new X509Certificate(certificate.certificate).raw)
  .digest("hex");

export const PASSWORD = "a-very-secret-password";
export const SID = "97BVpRfN4j81ogN-V2XqGYmw3DDwIhoSn0og8PiKDiM";

export const ok = (body: object): Act => answer(200, JSON.stringify(body));
export const refused = (status: number, code: string, message: string, more: object = {}): Act =>
  answer(status, JSON.stringify({ code, message, ...more }));
export const LOGGED_IN = ok({
  sid: SID,
  uid: "session-1",
  "session-timeout": 600,
  "api-server-version": "1.9",
});

export interface Management {
  readonly server: ScriptedServer;
  readonly connection: CheckPointConnection;
  /** Commands that arrived, with their bodies. */
  commands(): { readonly command: string; readonly body: Record<string, unknown> }[];
}

/**
 * A server that speaks TLS as a management server would. By command, its answers in order; the last one stays.
 *
 * @param answers without `login`, a login succeeds
 */
export async function scriptedManagement(answers: Record<string, readonly Act[]>): Promise<Management> {
  const left = new Map(
    Object.entries({ login: [LOGGED_IN], ...answers }).map(([name, acts]) => [name, [...acts]]),
  );
  const act = (request: IncomingMessage, response: ServerResponse) => {
    const acts = left.get(commandOf(request.url!)) ?? [];
    const next = acts.length > 1 ? acts.shift() : acts[0];
    (next ?? refused(404, "generic_err_command_not_found", "no such command"))(request, response);
  };
  const server = await scriptedServer([act], { cert: certificate.certificate, key: certificate.privateKey });
  opened.push(server);
  return {
    server,
    connection: {
      server: "127.0.0.1",
      port: server.port,
      login: { user: "robot", password: PASSWORD },
      caCertificate: authority.certificate,
    },
    commands: () => server.seen.map(({ url, body }) => ({ command: commandOf(url), body: JSON.parse(body) })),
  };
}

const commandOf = (url: string) => url.split("/").at(-1)!;

/** Fast enough that no test waits for its turn. */
export function clientOf(
  connection: CheckPointConnection,
  options?: CheckPointClientOptions,
): CheckPointClient {
  const client = new CheckPointClient(connection, { callsPerMinute: 60_000, ...options });
  opened.push(client);
  return client;
}

export const sessionOf = (connection: CheckPointConnection) => clientOf(connection).login({ name: "a run" });

export async function failureOf<T extends Error = Error>(promise: Promise<unknown>): Promise<T> {
  try {
    await promise;
  } catch (error) {
    return error as T;
  }
  throw new Error("did not fail");
}
