import { X509Certificate } from "node:crypto";
import { type PanosConnection, panosConnection } from "../../clients/panos";
import { ConfigurationError } from "../../core/errors";
import { secretObject } from "./secret-object";

export interface FirewallSecret {
  readonly connection: PanosConnection;
  /** Registered addresses that the firewall holds, where its model is not known to. */
  readonly deviceLimit?: number;
}

const EXAMPLE =
  '{"hosts":"fw1.example.com","apiKey":"…","caCertificate":"-----BEGIN CERTIFICATE-----…"}, or with ' +
  '"certificateSha256" and "certificateName" in the place of "caCertificate"';

const TEXTS = ["apiKey", "caCertificate", "certificateSha256", "certificateName"] as const;

/**
 * Reads the secret kept for a firewall: JSON `{"hosts","apiKey"}` with `caCertificate` (PEM text) or
 * `certificateSha256` and `certificateName`, and `deviceLimit` where the model is not known. `hosts` is one host, or the
 * two of an HA pair, as a list or with a comma between them. Without a certificate, a public authority has to have
 * signed the firewall's.
 *
 * @param source what to call the secret in an error, for example its ARN; its content never gets there
 * @throws ConfigurationError that tells what is wrong with the secret
 */
export function firewallFromSecret(text: string, source: string): FirewallSecret {
  const secret = secretObject(text, source, EXAMPLE);
  const called = (key: string) => `"${key}" in the secret ${source}`;
  for (const key of TEXTS) {
    if (secret[key] !== undefined && typeof secret[key] !== "string")
      throw new ConfigurationError(called(key), "must be a text");
  }
  const { apiKey, caCertificate, certificateSha256, certificateName } = secret as Record<string, string>;
  const { hosts, deviceLimit } = secret;
  const names = ["hosts", "apiKey", "certificateSha256", "certificateName"].map((key) => [key, called(key)]);
  const found = panosConnection(
    { hosts: [hosts ?? ""].flat().join(","), apiKey, certificateSha256, certificateName },
    Object.fromEntries(names),
  );
  if (deviceLimit !== undefined && !(Number.isInteger(deviceLimit) && (deviceLimit as number) > 0))
    throw new ConfigurationError(called("deviceLimit"), "must be a whole number from 1");
  const connection = {
    hosts: found.hosts,
    apiKey: found.apiKey,
    certificatePin: found.certificatePin,
    caCertificate: authority(caCertificate, certificateSha256 !== undefined, called("caCertificate")),
  };
  return { connection, ...(deviceLimit !== undefined && { deviceLimit: deviceLimit as number }) };
}

function authority(pem: string | undefined, isPinned: boolean, called: string): string | undefined {
  if (!pem) return undefined;
  if (isPinned) throw new ConfigurationError(called, "and the certificate's digest exclude each other");
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new ConfigurationError(called, "must be the CA certificate as PEM text");
  }
}
