import { PceClient } from "../../../clients/pce";
import { readPolicyFacts } from "../../../clients/pce/policy";
import type { SecretSource } from "../../../clients/secret-source";
import { isAuthenticationError } from "../../../core/errors";
import type { PolicyFacts } from "../../../core/policy";
import { connectionFromSecret, type PceAddress } from "../../shared/pce-secret";

/**
 * Reads the active policy. When the PCE does not know the key, the secret is read again, and the policy once more.
 *
 * @param count called with the number of calls that a client made, also after a failure
 * @throws ConfigurationError when the secret cannot be used, and whatever `PceClient` throws
 */
export async function readPolicy(
  address: PceAddress,
  secret: SecretSource,
  signal: AbortSignal,
  count: (calls: number) => void,
): Promise<PolicyFacts> {
  const read = async () => {
    const connection = connectionFromSecret(address, await secret.read(signal), secret.name);
    const pce = new PceClient(connection, { signal });
    try {
      return await readPolicyFacts(pce);
    } finally {
      count(pce.calls);
      await pce.close();
    }
  };
  try {
    return await read();
  } catch (error) {
    if (!isAuthenticationError(error) || error.status !== 401) throw error;
    secret.forget();
    return await read();
  }
}
