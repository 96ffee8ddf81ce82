import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { readBody } from "../../../sandbox/http/body";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";

export interface ScriptedAnswer {
  readonly status: number;
  /** Sent as it is when it is a text, else as JSON. */
  readonly body: unknown;
}

/**
 * A PCE that answers every flow upload as the script says, whatever a well-behaved one would say.
 *
 * @param script what it answers to the lines of a call
 */
export async function startScriptedPce(script: (lines: readonly string[]) => ScriptedAnswer) {
  const authority = new CertificateAuthority();
  const { certificate, privateKey } = authority.issue(["127.0.0.1"]);
  const calls: (readonly string[])[] = [];
  const answers: number[] = [];
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    void readBody(request, 1_000_000).then((text) => {
      const lines = text.toString("utf8").split("\n");
      calls.push(lines);
      const { status, body } = script(lines);
      answers.push(status);
      response
        .writeHead(status, { "content-type": "application/json" })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    caCertificate: authority.certificate,
    /** Lines of each call so far. */
    calls,
    /** Status of the answer to each of them. */
    answers,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
