import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import type { SandboxClock } from "../../../cloud/clock";
import type { CertificateAuthority } from "../../../tls/certificate-authority";
import type { StorageService } from "../storage-service";
import { type AzuriteProcess, startAzurite } from "./azurite-process";
import { TIME_HEADER } from "./preload";

export interface AzuriteCall {
  readonly service: StorageService;
  readonly method: string;
  /** With the account in front and with its query. */
  readonly path: string;
  readonly headers?: IncomingHttpHeaders;
  /** Whether the call carries a signature of its own, which Azurite verifies. @default false: everything is allowed */
  readonly isSigned?: boolean;
}

export interface AzuriteAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Calls to Azurite, which starts with the first account. */
export class Azurite {
  readonly #clock: SandboxClock;
  readonly #authority: CertificateAuthority;
  readonly #agent: Agent;
  readonly #authorization = `Bearer ${unsignedToken()}`;
  #process: Promise<AzuriteProcess> | undefined;

  constructor(clock: SandboxClock, authority: CertificateAuthority) {
    this.#clock = clock;
    this.#authority = authority;
    this.#agent = new Agent({ keepAlive: true, ca: authority.certificate });
  }

  async setAccount(name: string, keys: readonly [string, string] | undefined): Promise<void> {
    await (await this.#started()).setAccount(name, keys);
  }

  /** Sends a call whose body comes from `body`, and returns the answer as soon as its head is there. */
  async open(
    call: AzuriteCall,
    body: NodeJS.ReadableStream | Uint8Array | undefined,
  ): Promise<IncomingMessage> {
    const { ports } = await this.#started();
    const { expect: _expect, connection: _connection, ...headers } = call.headers ?? {};
    return new Promise((resolve, reject) => {
      const sent = request({
        host: "127.0.0.1",
        port: ports[call.service],
        agent: this.#agent,
        method: call.method,
        path: call.path,
        headers: {
          "x-ms-version": "2024-11-04",
          ...headers,
          ...(call.isSigned === true ? {} : { authorization: this.#authorization }),
          [TIME_HEADER]: String(this.#clock.now()),
        },
      });
      sent.once("response", resolve);
      sent.once("error", reject);
      if (body === undefined || body instanceof Uint8Array) sent.end(body);
      else {
        body.once("close", () => {
          if (!sent.writableEnded) sent.destroy(new Error("The caller has gone."));
        });
        body.pipe(sent);
      }
    });
  }

  /** Sends a call and reads the whole answer. */
  async call(call: AzuriteCall, body?: Uint8Array | string): Promise<AzuriteAnswer> {
    const bytes = body === undefined ? undefined : Buffer.from(body as string);
    const length =
      bytes === undefined && call.method === "GET" ? {} : { "content-length": String(bytes?.length ?? 0) };
    const answer = await this.open({ ...call, headers: { ...call.headers, ...length } }, bytes);
    const chunks: Buffer[] = [];
    for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) };
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    const running = await this.#process?.catch(() => undefined);
    await running?.stop();
  }

  #started(): Promise<AzuriteProcess> {
    this.#process ??= startAzurite(this.#authority);
    return this.#process;
  }
}

/** Azurite reads issuer, audience and lifetime, and believes the rest. */
function unsignedToken(): string {
  const claims = {
    iss: "https://sts.windows.net/00000000-0000-4000-8000-000000000000/",
    aud: "https://storage.azure.com",
    iat: 0,
    nbf: 0,
    exp: Date.parse("2200-01-01T00:00:00Z") / 1000,
  };
  const [head, body] = [{ typ: "JWT", alg: "none" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  return `${head}.${body}.none`;
}
