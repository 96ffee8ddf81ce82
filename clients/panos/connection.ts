import { inspect } from "node:util";
import type { CertificatePin } from "../http/certificate-pin";

/** How to reach a firewall or a Panorama, and the API key to log in with. */
export interface PanosConnection {
  /** `host:port`; one, or the two of an HA pair. */
  readonly hosts: readonly string[];
  /** Sent in a header, never part of an address. */
  readonly apiKey: string;
  /** PEM text of the authority that signed the management certificate. */
  readonly caCertificate?: string | undefined;
  /** The certificate itself, instead of an authority. */
  readonly certificatePin?: CertificatePin | undefined;
}

/** A connection whose API key does not appear when the object is printed or serialised. */
export class SealedPanosConnection implements PanosConnection {
  readonly hosts: readonly string[];
  declare readonly apiKey: string;
  readonly caCertificate: string | undefined;
  readonly certificatePin: CertificatePin | undefined;

  constructor({ hosts, apiKey, caCertificate, certificatePin }: PanosConnection) {
    this.hosts = hosts;
    this.caCertificate = caCertificate;
    this.certificatePin = certificatePin;
    Object.defineProperty(this, "apiKey", { value: apiKey, enumerable: false });
  }

  toJSON(): object {
    return { hosts: this.hosts };
  }

  [inspect.custom](): string {
    return `PanosConnection ${this.hosts.join(", ")}`;
  }
}
