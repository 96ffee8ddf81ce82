import { type PceConnection, pceConnection } from "../../clients/pce";
import { secretObject } from "./secret-object";

/** The address of the PCE, without secrets. */
export interface PceAddress {
  readonly host: string;
  readonly port: number;
  readonly orgId: number;
  /** Of a proxy to it, without user name and password; without one, calls are made directly. */
  readonly proxyUrl?: string | undefined;
}

/**
 * Joins an address with the secret kept for it: JSON `{"apiKeyUsername","apiKeySecret","caCertificate"?}`, the
 * certificate as PEM text. The key id is taken with or without its `api_`.
 *
 * @param source what to call the secret in an error, for example its ARN; its content never gets there
 * @throws ConfigurationError that lists everything wrong with the secret
 */
export function connectionFromSecret(address: PceAddress, secret: string, source: string): PceConnection {
  const { apiKeyUsername, apiKeySecret, caCertificate } = secretObject(
    secret,
    source,
    `{"apiKeyUsername":"api_…","apiKeySecret":"…"}, with "caCertificate" for a private CA`,
  );
  const called = (key: string) => `"${key}" in the secret ${source}`;
  return pceConnection(
    { ...address, apiKeyUsername, apiKeySecret, caCertificate },
    {
      apiKeyUsername: called("apiKeyUsername"),
      apiKeySecret: called("apiKeySecret"),
      caCertificate: called("caCertificate"),
    },
  );
}
