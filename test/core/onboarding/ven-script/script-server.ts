import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { CertificateAuthority } from "../../../../sandbox/tls/certificate-authority";

export interface ScriptServer {
  readonly port: number;
  /** PEM text. */
  readonly caCertificate: string;
  /** Paths that were asked for. */
  readonly calls: string[];
  /** What is answered next; the last one stays. */
  answers: {
    readonly status: number;
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
  }[];
  close(): Promise<void>;
}

/** Serves texts over TLS on loopback, with a certificate of an authority of its own. */
export async function startScriptServer(): Promise<ScriptServer> {
  const authority = new CertificateAuthority();
  const { certificate, privateKey } = authority.issue(["127.0.0.1"]);
  const server = createServer({ cert: certificate, key: privateKey });
  const started: ScriptServer = {
    get port() {
      return (server.address() as AddressInfo).port;
    },
    caCertificate: authority.certificate,
    calls: [],
    answers: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.on("request", (message, response) => {
    started.calls.push(message.url!);
    const { answers } = started;
    const next = answers.length > 1 ? answers.shift() : answers[0];
    const { status, body, headers = {} } = next ?? { status: 500, body: "" };
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return started;
}
