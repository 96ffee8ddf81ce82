import { createServer } from "node:https";
import { CertificateAuthority, closeServer, listenOnLoopback } from "illumio-iac-sandbox/http";

export interface AnsweringServer {
  readonly port: number;
  /** PEM text of the authority to trust. */
  readonly certificate: string;
  /** Sets the answer to every call from now on; a function gets the path of the call. */
  answer(body: Uint8Array | ((path: string) => Uint8Array), status?: number): void;
  close(): Promise<void>;
}

/** A remote system that gives the answers that a test sets, so that clients are tested over the wire. */
export async function startAnsweringServer(contentType: string): Promise<AnsweringServer> {
  const authority = new CertificateAuthority();
  const { certificate, privateKey } = authority.issue(["127.0.0.1"]);
  let bodyOf = (_path: string): Uint8Array => Buffer.alloc(0);
  let status = 200;
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume();
    const body = bodyOf(request.url!);
    response.writeHead(status, { "content-type": contentType, "content-length": body.length });
    response.end(body);
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    certificate: authority.certificate,
    answer: (body, answered = 200) => {
      bodyOf = typeof body === "function" ? body : () => body;
      status = answered;
    },
    close: () => closeServer(server),
  };
}
