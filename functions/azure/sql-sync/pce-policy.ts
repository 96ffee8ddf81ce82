import { PceClient } from "../../../clients/pce";
import { readPolicyFacts } from "../../../clients/pce/policy";
import type { SecretSource } from "../../../clients/secret-source";
import { isAuthenticationError, NetworkError } from "../../../core/errors";
import type { PolicyFacts } from "../../../core/policy";
import { connectionFromSecret, type PceAddress } from "../../shared/pce-secret";

export interface PolicyReading {
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Time for everything that is asked of the PCE. */
  readonly limitInSeconds: number;
  /** Called with the number of calls that a client made, also after a failure. */
  readonly count: (calls: number) => void;
}

/**
 * Reads the active policy. When the PCE does not know the key, the secret is read again, and the policy once more.
 *
 * @throws ConfigurationError when the secret cannot be used; NetworkError when the PCE took too long; and whatever
 *   `PceClient` throws
 */
export async function readPolicy(
  address: PceAddress,
  secret: SecretSource,
  { signal: ending, limitInSeconds, count }: PolicyReading,
): Promise<PolicyFacts> {
  const limit = AbortSignal.timeout(limitInSeconds * 1_000);
  const signal = AbortSignal.any([ending, limit]);
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
    return await read().catch((error) => {
      if (!isAuthenticationError(error) || error.status !== 401) throw error;
      secret.forget();
      return read();
    });
  } catch (error) {
    if (ending.aborted || !limit.aborted) throw error;
    throw new NetworkError(
      `the PCE at ${address.host}:${address.port} did not answer within ${Math.round(limitInSeconds)} s, the time that ` +
        `a run has for it (${(error as Error).message}). Nothing was opened or closed, and the next run tries again`,
      { cause: error, mayHaveBeenApplied: false },
    );
  }
}
