import { inspect } from "node:util";
import type { CertificatePin } from "../http/certificate-pin";

/** Who logs in: an API key, or an administrator with a password. */
export type CheckPointLogin =
  | { readonly apiKey: string }
  | { readonly user: string; readonly password: string };

/** How to reach a management server, and how to log in. */
export interface CheckPointConnection {
  readonly server: string;
  readonly port: number;
  /** Sent once per session, in the body of the login. */
  readonly login: CheckPointLogin;
  readonly domain?: string | undefined;
  /** The id of the service in Smart-1 Cloud. */
  readonly cloudManagementId?: string | undefined;
  /** PEM text of the authority that signed the certificate. */
  readonly caCertificate?: string | undefined;
  /** The certificate itself, instead of an authority. */
  readonly certificatePin?: CertificatePin | undefined;
  readonly proxyUrl?: string | undefined;
}

/** A connection whose login and proxy do not appear when the object is printed or serialised. */
export class SealedCheckPointConnection implements CheckPointConnection {
  readonly server: string;
  readonly port: number;
  declare readonly login: CheckPointLogin;
  readonly domain: string | undefined;
  readonly cloudManagementId: string | undefined;
  readonly caCertificate: string | undefined;
  readonly certificatePin: CertificatePin | undefined;
  declare readonly proxyUrl: string | undefined;

  constructor(connection: CheckPointConnection) {
    this.server = connection.server;
    this.port = connection.port;
    this.domain = connection.domain;
    this.cloudManagementId = connection.cloudManagementId;
    this.caCertificate = connection.caCertificate;
    this.certificatePin = connection.certificatePin;
    Object.defineProperty(this, "login", { value: connection.login, enumerable: false });
    Object.defineProperty(this, "proxyUrl", { value: connection.proxyUrl, enumerable: false });
  }

  toJSON(): object {
    const { server, port, domain } = this;
    return { server, port, domain };
  }

  [inspect.custom](): string {
    return `CheckPointConnection ${this.server}:${this.port}${this.domain === undefined ? "" : ` ${this.domain}`}`;
  }
}
