import { types } from "node:util";
import { PIN_MISMATCH } from "./certificate-pin";
import { TimeIsUp } from "./one-try";

export interface Endpoint {
  /** What is called, for example `PCE`. */
  readonly service: string;
  /** Host and port. */
  readonly address: string;
  /** Name of the setting that takes the CA certificate. */
  readonly caSetting: string;
}

export interface FailureReport {
  /** What happened and what to do. */
  readonly text: string;
  /** Whether the same try would fail again. */
  readonly permanent: boolean;
}

/** Says in words why no answer came, from the code that Node, OpenSSL or undici gave. */
export function describeFailure(cause: unknown, { service, address, caSetting }: Endpoint): FailureReport {
  const code = errorCode(cause);
  const message = types.isNativeError(cause) ? cause.message : String(cause);
  if (cause instanceof TimeIsUp) {
    return { text: `${service} at ${address} did not answer in time`, permanent: false };
  }
  if (/^Proxy response \(/.test(message) || code === "UND_ERR_PRX_TLS") {
    return {
      text: `the proxy on the way to ${service} at ${address} refused: ${message}. Check the proxy setting, its user name and password`,
      permanent: !/\((429|5\d\d)\)/.test(message),
    };
  }
  if (code === PIN_MISMATCH) {
    return {
      text: `the certificate of ${service} at ${address} is not the one that is trusted: ${message}`,
      permanent: true,
    };
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const { cert } = cause as { cert?: { subjectaltname?: string } };
    const names = cert?.subjectaltname ?? "another name";
    return {
      text: `the certificate of ${service} at ${address} is made out for ${names}. Use a host name that it names`,
      permanent: true,
    };
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return {
      text: `the certificate of ${service} at ${address} is not valid now (${code}). Renew it, and check the clock of this machine`,
      permanent: true,
    };
  }
  if (isCertificateCode(code)) {
    return {
      text: `the certificate of ${service} at ${address} is not trusted (${code}). Give the CA certificate that signed it: ${caSetting}`,
      permanent: true,
    };
  }
  if (code.startsWith("ERR_SSL_") || code === "EPROTO" || code.startsWith("HPE_")) {
    return {
      text: `${address} does not speak HTTPS (${code}). Check host and port of the ${service}`,
      permanent: true,
    };
  }
  switch (code) {
    case "ENOTFOUND":
      return {
        text: `the host name of ${service} at ${address} is not known (ENOTFOUND). Check the host setting`,
        permanent: true,
      };
    case "ECONNREFUSED":
      return {
        text: `nothing listens for ${service} at ${address} (ECONNREFUSED). Check host and port, and that it is running`,
        permanent: false,
      };
    case "UND_ERR_CONNECT_TIMEOUT":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return {
        text: `no connection to ${service} at ${address} (${code}). Check host and port, firewalls and the proxy setting`,
        permanent: false,
      };
    default:
      return { text: `the connection to ${service} at ${address} broke: ${message}`, permanent: false };
  }
}

function errorCode(cause: unknown): string {
  // Not by instanceof: an error of Node's own may come from another realm.
  for (let error = cause; typeof error === "object" && error !== null; error = (error as Error).cause) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code === "string" && code !== "UND_ERR") return code;
  }
  return "";
}

/** OpenSSL's verification results, as Node names them. */
const isCertificateCode = (code: string): boolean =>
  /^(SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|CERT_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT)/.test(
    code,
  );
