import { checkServerIdentity, type PeerCertificate, type TLSSocket } from "node:tls";
import { buildConnector } from "undici";

/** The one certificate that a service may show. */
export interface CertificatePin {
  /** 64 hex digits in lower case. */
  readonly sha256: string;
  /** Host name, address or common name that the certificate has to be issued for. @default any */
  readonly name?: string;
}

/** Code of the error when the service shows another certificate. */
export const PIN_MISMATCH = "ILLUMIO_IAC_CERTIFICATE_PIN";

/**
 * Connects and compares the certificate of the other side before a byte of a request is written.
 *
 * Management certificates of firewalls are mostly self-signed, so no authority can confirm them. OpenSSL's own check is
 * replaced by a stricter one: exactly this certificate, or no connection.
 */
export function pinnedConnector(pin: CertificatePin, timeout: number): buildConnector.connector {
  // A resumed session shows no certificate, so none is kept.
  const connect = buildConnector({ timeout, maxCachedSessions: 0, rejectUnauthorized: false });
  return (options, callback) =>
    connect(options, (error, socket) => {
      if (error) return callback(error, null);
      const problem = pinProblem((socket as TLSSocket).getPeerCertificate(), pin);
      if (problem === undefined) return callback(null, socket);
      socket.destroy();
      callback(Object.assign(new Error(problem), { code: PIN_MISMATCH }), null);
    });
}

function pinProblem(certificate: PeerCertificate, { sha256, name }: CertificatePin): string | undefined {
  const seen = certificate.fingerprint256?.replaceAll(":", "").toLowerCase() ?? "none";
  if (seen !== sha256) return `its SHA-256 is ${seen}, expected ${sha256}`;
  if (name === undefined || certificate.subject?.CN === name) return undefined;
  const mismatch = checkServerIdentity(name, certificate);
  return (
    mismatch &&
    `it is made out for ${certificate.subjectaltname ?? certificate.subject?.CN}, expected ${name}`
  );
}
