import { inspect } from "node:util";

/** The address of a PCE and the API key to use. Made by `pceConnection` or `pceConnectionFromEnvironment`. */
export interface PceConnection {
  /** Host name or IP address, without scheme, port and path. */
  readonly host: string;
  /** TLS port: 443 on SaaS, usually 8443 on premises. */
  readonly port: number;
  /** Organisation id, at least 1. It stands in every href: `/orgs/7/labels/42`. */
  readonly orgId: number;
  /** `api_` and a hexadecimal id. The id alone is accepted too. */
  readonly apiKeyUsername: string;
  readonly apiKeySecret: string;
  /** PEM text of the CA certificates to trust. They replace the ones that Node trusts by itself. */
  readonly caCertificate?: string | undefined;
  /** Proxy for every call: `http://[user:password@]host:port`, or `https:`. */
  readonly proxyUrl?: string | undefined;
}

/**
 * A connection whose secrets do not appear when the object is printed: `apiKeySecret`, `caCertificate` and `proxyUrl`
 * can be read, but are not enumerable, and `inspect`, `JSON.stringify` and object spread never show them.
 */
export class SealedConnection implements PceConnection {
  readonly host: string;
  readonly port: number;
  readonly orgId: number;
  readonly apiKeyUsername: string;
  readonly #connection: PceConnection;

  constructor(connection: PceConnection) {
    this.#connection = connection;
    this.host = connection.host;
    this.port = connection.port;
    this.orgId = connection.orgId;
    const username = connection.apiKeyUsername;
    this.apiKeyUsername = /^[0-9a-f]+$/i.test(username) ? `api_${username}` : username;
  }

  get apiKeySecret(): string {
    return this.#connection.apiKeySecret;
  }

  get caCertificate(): string | undefined {
    return this.#connection.caCertificate;
  }

  get proxyUrl(): string | undefined {
    return this.#connection.proxyUrl;
  }

  /** The part without secrets: address, organisation and user name of the API key. */
  toJSON(): { host: string; port: number; orgId: number; apiKeyUsername: string } {
    const { host, port, orgId, apiKeyUsername } = this;
    return { host, port, orgId, apiKeyUsername };
  }

  [inspect.custom](): string {
    return `PceConnection ${inspect({ ...this.toJSON(), apiKeySecret: "[redacted]" })}`;
  }
}
