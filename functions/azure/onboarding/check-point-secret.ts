import { CheckPointClient, checkPointConnection } from "../../../clients/check-point";
import type { SecretSource } from "../../../clients/secret-source";
import type { CheckPointDefinition } from "../../../core/onboarding";
import { secretObject } from "../../shared/secret-object";

const EXAMPLE = '{"apiKey":"…"} or {"user":"…","password":"…"}, with "caCertificate" for a private authority';

const KEYS = ["apiKey", "user", "password", "caCertificate"] as const;

/**
 * A client of the management server with the administrator of a secret.
 *
 * @throws ConfigurationError that lists everything wrong with the settings and the secret
 */
export async function checkPointFromSecret(
  definition: CheckPointDefinition,
  secret: SecretSource,
  signal: AbortSignal,
): Promise<CheckPointClient> {
  const text = await secret.read(signal);
  const login = secretObject(text, secret.name, EXAMPLE);
  const { server, port, domain, cloudManagementId, certificateSha256 } = definition;
  const connection = checkPointConnection(
    {
      ...{ server, port, domain, cloudManagementId },
      ...(certificateSha256 !== undefined && { certificateSha256 }),
      ...Object.fromEntries(KEYS.map((key) => [key, login[key]])),
    },
    Object.fromEntries(KEYS.map((key) => [key, `"${key}" in the secret ${secret.name}`])),
  );
  return new CheckPointClient(connection);
}
