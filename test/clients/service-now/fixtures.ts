import type { IncomingMessage, ServerResponse } from "node:http";
import {
  ServiceNowClient,
  type ServiceNowClientOptions,
  type ServiceNowConnection,
  serviceNowConnection,
} from "../../../clients/service-now";
import {
  type ServiceNowSimulator,
  type ServiceNowSimulatorOptions,
  startServiceNowSimulator,
} from "../../../sandbox/service-now";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";
import { type Act, answer, type ScriptedServer, scriptedServer } from "../http/scripted-server";

const opened: { close(): Promise<void> }[] = [];

/** Closes what the functions below opened, newest first. */
export async function closeAll(): Promise<void> {
  while (opened.length > 0) await opened.pop()?.close();
}

export const FLAG_COLUMNS = {
  venInstalled: "u_ven_installed",
  labelled: "u_labels_set",
  firewallReady: "u_firewall_object_created",
  commissioned: "u_commissioned",
} as const;

/** An instance with the columns of flags and the data source of an onboarding. */
export async function startInstance(options: ServiceNowSimulatorOptions = {}): Promise<ServiceNowSimulator> {
  const flags = Object.fromEntries(Object.values(FLAG_COLUMNS).map((column) => [column, "boolean"] as const));
  const simulator = await startServiceNowSimulator({
    seed: 1,
    columns: { cmdb_ci_server: { ...flags, u_vm_id: "string:64" } },
    dataSources: ["IllumioIaC"],
    ...options,
  });
  opened.push(simulator);
  return simulator;
}

export function connectionTo(simulator: ServiceNowSimulator, settings: object = {}): ServiceNowConnection {
  return serviceNowConnection({
    instance: simulator.host,
    port: simulator.port,
    user: simulator.username,
    password: simulator.password,
    caCertificate: simulator.caCertificate,
    ...settings,
  });
}

export const oauthOf = ({ clientId, clientSecret }: ServiceNowSimulator) => ({ clientId, clientSecret });

/** Fast enough that no test waits for its turn. */
export function clientOf(
  connection: ServiceNowConnection,
  options: ServiceNowClientOptions = {},
): ServiceNowClient {
  const client = new ServiceNowClient(connection, { callsPerMinute: 60_000, ...options });
  opened.push(client);
  return client;
}

const authority = new CertificateAuthority();
const certificate = authority.issue(["127.0.0.1", "localhost"]);

export const PASSWORD = "a-very-secret-password";

export const rows = (result: readonly object[], total: number | undefined = result.length): Act =>
  answer(200, JSON.stringify({ result }), total === undefined ? {} : { "x-total-count": String(total) });

/** A server that answers by a script. */
export async function scriptedInstance(
  script: readonly Act[],
): Promise<{ readonly server: ScriptedServer; readonly connection: ServiceNowConnection }> {
  const server = await scriptedServer(script, { cert: certificate.certificate, key: certificate.privateKey });
  opened.push(server);
  return {
    server,
    connection: {
      instance: "127.0.0.1",
      port: server.port,
      user: "robot",
      password: PASSWORD,
      caCertificate: authority.certificate,
    },
  };
}

/** Answers with what it was sent: headers and body. */
export const echo =
  (status: number): Act =>
  (request: IncomingMessage, response: ServerResponse) => {
    const [, credentials = ""] = (request.headers.authorization ?? "").split(" ");
    const said = `${credentials} ${JSON.stringify(request.rawHeaders)}`;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: said, detail: `${said} ${PASSWORD}` } }));
  };

export async function failureOf<T extends Error = Error>(promise: Promise<unknown>): Promise<T> {
  try {
    await promise;
  } catch (error) {
    return error as T;
  }
  throw new Error("did not fail");
}
