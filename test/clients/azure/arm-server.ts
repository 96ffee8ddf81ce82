import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";

export interface ArmAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text as it is. */
  readonly body?: unknown;
}

/** The protocol of Resource Manager on loopback, with the answers that a test lines up. */
export class ArmServer {
  /** Method and path with query of every call, and the body where there is one. */
  readonly calls: string[] = [];
  /** What is answered next; a function makes the answer of the call. */
  readonly answers: (ArmAnswer | ((message: IncomingMessage) => ArmAnswer) | "break")[] = [];
  readonly #server: Server;
  readonly #trusted = tls.getCACertificates("default");

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Starts it; the test process trusts its certificate until it is closed. */
  static async start(): Promise<ArmServer> {
    const authority = new CertificateAuthority();
    const { certificate, privateKey } = authority.issue(["127.0.0.1"]);
    const server = createServer({ cert: certificate, key: privateKey });
    const arm = new ArmServer(server);
    server.on("request", (message, response) => {
      let text = "";
      message.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      message.on("end", () => {
        arm.calls.push(`${message.method} ${message.url}${text === "" ? "" : ` ${text}`}`);
        const next = arm.answers.shift() ?? { status: 500, body: "no answer is left" };
        if (next === "break") return void message.socket.destroy();
        const { status, headers, body } = typeof next === "function" ? next(message) : next;
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
      });
    });
    tls.setDefaultCACertificates([...arm.#trusted, authority.certificate]);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return arm;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `https://${this.host}`;
  }

  async close(): Promise<void> {
    tls.setDefaultCACertificates(this.#trusted);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
