import { SecretCache } from "../../../clients/aws/secret-cache";
import { PceClient } from "../../../clients/pce";
import type { PceFacts } from "../../../core/dag";
import { readFacts } from "../../../reconcilers/dag/plan/read-facts";
import { connectionFromSecret, type PceAddress } from "../../shared/pce-secret";

/** Share of the time for calls within which the PCE has to have answered; the rest is for the firewalls. */
const SHARE_OF_THE_PCE = 0.5;

/**
 * Reads the facts that decide the members of bindings. The secret is read at every run, so a rotated key counts from
 * the next one on.
 *
 * @param milliseconds time for calls that is left
 * @param count called with the number of calls that were made, also after a failure
 * @throws ConfigurationError when the secret cannot be used, and whatever `PceClient` throws
 */
export async function readPce(
  address: PceAddress,
  secretArn: string,
  milliseconds: number,
  count: (calls: number) => void,
): Promise<PceFacts> {
  const time = Math.max(0, Math.ceil(milliseconds * SHARE_OF_THE_PCE));
  const signal = AbortSignal.timeout(time);
  const secret = await new SecretCache(secretArn).read(signal);
  const totalTimeoutInSeconds = Math.max(time / 1_000, 0.1);
  const pce = new PceClient(connectionFromSecret(address, secret, secretArn), {
    signal,
    totalTimeoutInSeconds,
  });
  try {
    return await readFacts(pce);
  } finally {
    count(pce.calls);
    await pce.close();
  }
}
