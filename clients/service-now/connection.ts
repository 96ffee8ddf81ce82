import { inspect } from "node:util";

/** How to reach an instance, and who calls it. */
export interface ServiceNowConnection {
  readonly instance: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** With a client, the user gets tokens by OAuth; without one, each call carries name and password. */
  readonly oauth?: ServiceNowOAuthClient | undefined;
  /** PEM text of the authority that signed the certificate. */
  readonly caCertificate?: string | undefined;
  readonly proxyUrl?: string | undefined;
}

export interface ServiceNowOAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A connection whose password, client and proxy do not appear when the object is printed or serialised. */
export class SealedServiceNowConnection implements ServiceNowConnection {
  readonly instance: string;
  readonly port: number;
  readonly user: string;
  declare readonly password: string;
  declare readonly oauth: ServiceNowOAuthClient | undefined;
  readonly caCertificate: string | undefined;
  declare readonly proxyUrl: string | undefined;

  constructor(connection: ServiceNowConnection) {
    this.instance = connection.instance;
    this.port = connection.port;
    this.user = connection.user;
    this.caCertificate = connection.caCertificate;
    const { password, oauth, proxyUrl } = connection;
    for (const [name, value] of Object.entries({ password, oauth, proxyUrl }))
      Object.defineProperty(this, name, { value, enumerable: false });
  }

  toJSON(): object {
    const { instance, port, user } = this;
    return { instance, port, user };
  }

  [inspect.custom](): string {
    return `ServiceNowConnection ${this.user} at ${this.instance}:${this.port}`;
  }
}
