import { Agent, type Dispatcher, ProxyAgent } from "undici";
import { type CertificatePin, pinnedConnector } from "./certificate-pin";

export interface ConnectionOptions {
  /** PEM text. It replaces the certificates that Node trusts by itself. */
  readonly caCertificate?: string | undefined;
  /** `http://[user:password@]host:port`; the proxy's own certificate is checked with what Node trusts by itself. */
  readonly proxyUrl?: string | undefined;
  /** The one certificate that is trusted, instead of an authority. Not through a proxy. */
  readonly certificatePin?: CertificatePin | undefined;
}

const CONNECT_TIMEOUT = 10_000;
const MOST_CONNECTIONS = 16;
const LONGEST_IDLE = 4000;

/**
 * Connections to one service, at most 16 per origin, each kept for 4 idle seconds. TLS is always verified, also when
 * `NODE_TLS_REJECT_UNAUTHORIZED` says otherwise.
 */
export class Connections {
  readonly #options: ConnectionOptions;
  #dispatcher: Dispatcher;
  #usedAt = Date.now();
  readonly #closing = new Set<Promise<void>>();
  #closed: Promise<void> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#dispatcher = open(options);
  }

  /**
   * The connections to use now. A cloud function is frozen between two deliveries and resumes with connections that are
   * long closed. A request that must not be repeated must not be written to one of those, so new connections are made
   * after a pause. Not to be called when they are closed.
   */
  current(): Dispatcher {
    const now = Date.now();
    if (now - this.#usedAt > LONGEST_IDLE) {
      this.#retire(this.#dispatcher);
      this.#dispatcher = open(this.#options);
    }
    this.#usedAt = now;
    return this.#dispatcher;
  }

  /** Whether `close` was called: no connection may be used any more. */
  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** Waits for the requests under way, also on connections that were replaced by new ones. May be called again. */
  async close(): Promise<void> {
    this.#closed ??= Promise.all([this.#dispatcher.close(), ...this.#closing]).then(() => undefined);
    await this.#closed;
  }

  #retire(dispatcher: Dispatcher): void {
    const closing: Promise<void> = dispatcher.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

function open({ caCertificate, proxyUrl, certificatePin }: ConnectionOptions): Dispatcher {
  const tls = { rejectUnauthorized: true, ...(caCertificate === undefined ? {} : { ca: caCertificate }) };
  const pool = {
    connections: MOST_CONNECTIONS,
    keepAliveTimeout: LONGEST_IDLE,
    headersTimeout: 0, // each try has its own timer
    bodyTimeout: 0,
  };
  if (certificatePin !== undefined)
    return new Agent({ ...pool, connect: pinnedConnector(certificatePin, CONNECT_TIMEOUT) });
  if (proxyUrl === undefined) return new Agent({ ...pool, connect: { ...tls, timeout: CONNECT_TIMEOUT } });
  return new ProxyAgent({
    ...pool,
    uri: proxyUrl,
    requestTls: { ...tls, timeout: CONNECT_TIMEOUT },
    proxyTls: { rejectUnauthorized: true, timeout: CONNECT_TIMEOUT },
  });
}
