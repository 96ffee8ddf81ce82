import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, request } from "node:https";
import { text } from "node:stream/consumers";
import { closeServer, listenOnLoopback } from "../../../../sandbox/http/server";
import { CertificateAuthority } from "../../../../sandbox/tls/certificate-authority";
import type { DagSyncScene } from "../dag-sync-scene";

/** Stands before the firewall of a scene and answers some calls with any text, status 200. */
export interface OddFirewall {
  /** By a piece of the decoded call: what is answered. */
  readonly answers: Map<string, string>;
  close(): Promise<void>;
}

export async function oddFirewall(scene: DagSyncScene): Promise<OddFirewall> {
  const answers = new Map<string, string>();
  const authority = new CertificateAuthority();
  const { certificate, privateKey } = authority.issue(["127.0.0.1"]);
  const { host, port, caCertificate } = scene.panos;
  const server = createServer({ cert: certificate, key: privateKey }, async (incoming, response) => {
    const body = await text(incoming);
    const decoded = new URLSearchParams(body).get("cmd") ?? "";
    const odd = [...answers].find(([piece]) => decoded.includes(piece));
    if (odd) {
      response.end(odd[1]);
      return;
    }
    const { url, method, headers } = incoming;
    const forwarded = request({ host, port, ca: caCertificate, path: url, method, headers, agent: false });
    forwarded.end(body);
    const [answer] = await once(forwarded, "response");
    response.writeHead(answer.statusCode, { "content-type": "application/xml" }).end(await text(answer));
  });
  const file = `${scene.folder}/odd-ca.pem`;
  writeFileSync(file, authority.certificate);
  scene.variables["ILLUMIO_FIREWALL_EDGE_HOSTS"] = `127.0.0.1:${await listenOnLoopback(server)}`;
  scene.variables["ILLUMIO_FIREWALL_EDGE_CA_FILE"] = file;
  return { answers, close: () => closeServer(server) };
}
