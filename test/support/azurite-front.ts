import { Agent, createServer, request as send } from "node:https";
import type { AddressInfo } from "node:net";
import { readBody } from "../../sandbox/http/body";
import type { CertificateAuthority } from "../../sandbox/tls/certificate-authority";

export type StorageService = "Blob" | "Queue" | "Table";

export interface StorageCall {
  readonly service: StorageService;
  readonly method: string;
  /** Path and query, decoded. */
  readonly path: string;
  readonly body: string;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** What a test does at a call before it is passed on; a refusal is answered instead. */
export type Intercept = (call: StorageCall) => Promise<Refusal | undefined> | Refusal | undefined;

/** Stands in front of a storage service, so that a test can look at calls, act between two of them and refuse some. */
export async function startFront(service: StorageService, port: number, authority: CertificateAuthority) {
  const { certificate, privateKey } = authority.issue(["127.0.0.1"]);
  const agent = new Agent({ keepAlive: true, ca: authority.certificate });
  const front: { intercept: Intercept | undefined; readonly calls: StorageCall[] } = {
    intercept: undefined,
    calls: [],
  };
  const server = createServer({ cert: certificate, key: privateKey }, async (request, response) => {
    const body = await readBody(request, 100_000_000);
    const { method = "", url = "" } = request;
    const call = { service, method, path: decodeURIComponent(url), body: body.toString("latin1") };
    front.calls.push(call);
    const refusal = await front.intercept?.(call);
    if (refusal !== undefined) {
      const xml = `<?xml version="1.0"?><Error><Code>${refusal.code}</Code><Message>refused by the test</Message></Error>`;
      const json = JSON.stringify({
        "odata.error": { code: refusal.code, message: { value: "refused by the test" } },
      });
      const type = service === "Table" ? "application/json" : "application/xml";
      const headers = { "content-type": type, "x-ms-error-code": refusal.code, "x-ms-request-id": "r-1" };
      response.writeHead(refusal.status, headers).end(service === "Table" ? json : xml);
      return;
    }
    const { connection: _, ...headers } = request.headers;
    const passed = send({ host: "127.0.0.1", port, path: url, method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    passed.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(front, {
    port: (server.address() as AddressInfo).port,
    close(): Promise<void> {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  });
}
