import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { readBody } from "../../../sandbox/http/body";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";

/** How one package fares: the states that its deployment shows, one for each look, and what the site says of it. */
export interface Fate {
  readonly states: readonly number[];
  readonly text?: string;
  readonly log?: readonly string[];
  /** Answers the upload itself with this instead of taking it. */
  readonly refused?: { readonly status: number; readonly body: string };
}

export const TOKEN = "eyJhbGciOiJub25lIn0.deployer.";
const SUCCESS: Fate = { states: [0, 1, 4] };

/**
 * The deployment site of a function app on Flex Consumption, as far as public tools show it (Azure/azure-cli
 * `enable_zip_deploy_flex`, Azure/azure-dev issue 3658): it takes packages with a token of Resource Manager, answers with the
 * id of a deployment as JSON text, and knows that deployment a moment later. It is for faults that the site of the sandbox does
 * not have; everything else is tested there.
 */
export class ScmServer {
  readonly uploads: { readonly zip: Buffer; readonly deployer: string }[] = [];
  /** How the next packages fare; afterwards all succeed. */
  readonly fates: Fate[] = [];
  readonly #deployments = new Map<
    string,
    { readonly fate: Fate; readonly deployer: string; looks: number }
  >();
  #latest: string | undefined;
  /** Whether the site repeats who deployed. */
  repeatsDeployer = true;

  private constructor(
    readonly url: string,
    readonly caCertificate: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<ScmServer> {
    const authority = new CertificateAuthority();
    const { certificate, privateKey } = authority.issue(["127.0.0.1"]);
    let site: ScmServer | undefined;
    const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
      void site!.#answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const close = () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    };
    site = new ScmServer(`https://127.0.0.1:${port}/shop`, authority.certificate, close);
    return site;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, 10_000_000);
    const send = (status: number, content: unknown) =>
      response
        .writeHead(status, { "content-type": "application/json" })
        .end(typeof content === "string" && status !== 202 ? content : JSON.stringify(content));
    const url = new URL(request.url ?? "/", "https://site");
    const [, app, api, kind, id, rest] = url.pathname.split("/");
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return void send(401, "");
    if (app !== "shop" || api !== "api") return void send(404, "no such site");
    if (request.method === "POST" && kind === "publish") {
      if (request.headers["content-type"] !== "application/zip") return void send(415, "");
      const fate = this.fates.shift() ?? SUCCESS;
      if (fate.refused) return void send(fate.refused.status, fate.refused.body);
      const deployer = url.searchParams.get("Deployer") ?? "";
      this.uploads.push({ zip: body, deployer });
      this.#latest = randomUUID();
      this.#deployments.set(this.#latest, { fate, deployer, looks: -1 });
      return void send(202, this.#latest);
    }
    const key = id === "latest" ? this.#latest : id;
    const deployment = this.#deployments.get(key ?? "");
    if (kind !== "deployments" || !deployment) return void send(404, `Deployment ${id} not found.`);
    if (rest === "log")
      return void send(
        200,
        (deployment.fate.log ?? []).map((message) => ({ message, type: 0 })),
      );
    deployment.looks += 1;
    if (deployment.looks === 0 && id !== "latest") return void send(404, `Deployment ${id} not found.`);
    const { states, text = "" } = deployment.fate;
    const status = states[Math.min(Math.max(deployment.looks - 1, 0), states.length - 1)];
    const deployer = this.repeatsDeployer ? deployment.deployer : "";
    return void send(200, { id: key, status, status_text: text, deployer, complete: (status ?? 0) > 2 });
  }
}
