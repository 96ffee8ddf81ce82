import { rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import path from "node:path";
import { CloudError } from "../../cloud/cloud-error";
import { closeServer, listenOnLoopback } from "../../http/server";
import { CertificateAuthority } from "../../tls/certificate-authority";
import type { Foundation } from "../foundation";
import { type CloudRequest, readRequest } from "../http/request";
import { refuseS3 } from "../s3/bucket-api";
import { ROUTE_FILE } from "./response-route";
import { type ResponseUrl, responseHost } from "./response-url";

interface Expected {
  readonly expiresAt: number;
  readonly take: (body: Buffer) => void;
}

type Needs = Pick<Foundation, "clock" | "region"> & {
  /** The runtime directory of the functions. */
  readonly directory: string;
};

/**
 * Stands for the bucket that takes the answers of custom resources, over TLS with a certificate of its own authority.
 *
 * As S3 does, it takes any document, as often as one comes, for a URL that has not expired. The first one counts.
 */
export class ResponseDoor {
  readonly #cloud: Needs;
  readonly #expected = new Map<string, Expected>();
  #server: Promise<Server> | undefined;

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  /** Listens, and writes the route for the functions' processes; opening it again does nothing. */
  async open(): Promise<void> {
    this.#server ??= this.#listen();
    await this.#server;
  }

  expect({ target, expiresAt }: ResponseUrl, take: (body: Buffer) => void): void {
    this.#expected.set(target, { expiresAt, take });
  }

  async close(): Promise<void> {
    if (this.#server === undefined) return;
    await closeServer(await this.#server);
    await rm(this.#routeFile, { force: true });
  }

  get #routeFile(): string {
    return path.join(this.#cloud.directory, ROUTE_FILE);
  }

  async #listen(): Promise<Server> {
    const authority = new CertificateAuthority();
    const host = responseHost(this.#cloud.region);
    const { certificate: cert, privateKey: key } = authority.issue([host]);
    const server = createServer({ cert, key }, (message, response) => {
      void readRequest(message)
        .then((request) => this.#answer(request))
        .catch((error: unknown) => ({ status: 500, headers: {}, body: `${error}` }))
        .then(({ status, headers, body }) => response.writeHead(status, headers).end(body));
    });
    const port = await listenOnLoopback(server);
    const route = { host, port, certificateAuthority: authority.certificate };
    await writeFile(this.#routeFile, JSON.stringify(route));
    return server;
  }

  #answer(request: CloudRequest) {
    try {
      this.#put(request);
      return { status: 200, headers: {}, body: "" };
    } catch (error) {
      if (error instanceof CloudError) return refuseS3(request, error);
      throw error;
    }
  }

  #put({ method, path: wanted, rawQuery, body }: CloudRequest): void {
    const expected = this.#expected.get(`${wanted}?${rawQuery}`);
    if (method !== "PUT" || expected === undefined) {
      throw new CloudError(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        403,
      );
    }
    if (this.#cloud.clock.now() > expected.expiresAt) {
      throw new CloudError("AccessDenied", "Request has expired", 403);
    }
    expected.take(body);
  }
}
