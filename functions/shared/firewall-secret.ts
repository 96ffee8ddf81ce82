import { type PanosSettings, type ReachableFirewall, reachableFirewall } from "../../clients/panos";
import { secretObject } from "./secret-object";

const EXAMPLE =
  '{"hosts":"fw1.example.com","apiKey":"…","caCertificate":"-----BEGIN CERTIFICATE-----…"}, or with ' +
  '"certificateSha256" and "certificateName" in the place of "caCertificate"';

const KEYS = [
  "hosts",
  "apiKey",
  "caCertificate",
  "certificateSha256",
  "certificateName",
  "deviceLimit",
] as const;

/**
 * Reads the secret kept for a firewall: JSON `{"hosts","apiKey"}` with `caCertificate` (PEM text) or
 * `certificateSha256` and `certificateName`, and `deviceLimit` where the model is not known. `hosts` is one host, or the
 * two of an HA pair, as a list or with a comma between them. Without a certificate, a public authority has to have
 * signed the firewall's. `admin` is the administrator to whom the key belongs, for commits.
 *
 * @param source what to call the secret in an error, for example its ARN; its content never gets there
 * @throws ConfigurationError that lists everything wrong with the secret
 */
export function firewallFromSecret(
  text: string,
  source: string,
): ReachableFirewall & { readonly admin?: string } {
  const { admin, ...secret } = secretObject(text, source, EXAMPLE);
  const names = KEYS.map((key) => [key, `"${key}" in the secret ${source}`]);
  const settings: PanosSettings = Object.fromEntries(KEYS.map((key) => [key, secret[key]]));
  const firewall = reachableFirewall(settings, Object.fromEntries(names));
  return { ...firewall, ...(typeof admin === "string" && admin !== "" && { admin }) };
}
