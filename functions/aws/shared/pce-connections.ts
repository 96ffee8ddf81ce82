import { SecretCache } from "../../../clients/aws/secret-cache";
import type { PceConnection } from "../../../clients/pce";
import type { PceProperties } from "../../../core/contracts/aws/custom-resources";
import { connectionFromSecret } from "../../shared/pce-secret";

/** Connections to PCEs by the secrets that requests name. A secret is read once for the process, and again when it is refused. */
export class PceConnections {
  readonly #secrets = new Map<string, SecretCache>();

  /**
   * @param isRefused whether the PCE refused the key that was read before
   * @returns undefined when it was refused, and the secret still holds the same
   * @throws ConfigurationError when the secret cannot be read or used
   */
  async connect(
    { secretArn, ...address }: PceProperties,
    isRefused: boolean,
    signal: AbortSignal,
  ): Promise<PceConnection | undefined> {
    const secret = this.#secrets.get(secretArn) ?? new SecretCache(secretArn);
    this.#secrets.set(secretArn, secret);
    const before = isRefused ? await secret.read(signal) : undefined;
    if (isRefused) secret.forget();
    const text = await secret.read(signal);
    return text === before ? undefined : connectionFromSecret(address, text, secretArn);
  }
}
