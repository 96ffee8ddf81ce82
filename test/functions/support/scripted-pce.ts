import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { CertificateAuthority } from "../../../simulators/tls/certificate-authority";

/** A PCE that answers every flow upload with the same words, whatever a well-behaved one would say. */
export async function startScriptedPce(answer: unknown) {
  const authority = new CertificateAuthority();
  const { certificate, privateKey } = authority.issue(["127.0.0.1"]);
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume().on("end", () => {
      response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    caCertificate: authority.certificate,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
