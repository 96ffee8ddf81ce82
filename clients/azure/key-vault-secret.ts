import type { TokenCredential } from "@azure/core-auth";
import { SecretClient } from "@azure/keyvault-secrets";
import { ConfigurationError } from "../../core/errors";
import type { SecretSource } from "../secret-source";
import { reasonOf, statusOf } from "./service-errors";

export interface KeyVaultSecretOptions {
  /** How long a value is used before it is read again. @default 300 */
  readonly timeToLiveInSeconds?: number;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

const TIMEOUT_IN_MILLISECONDS = 10_000;

/** Latest version of one secret in Azure Key Vault, kept for a while. */
export class KeyVaultSecret implements SecretSource {
  /** URL of the secret, without a version. */
  readonly name: string;
  readonly #client: SecretClient;
  readonly #secretName: string;
  readonly #timeToLive: number;
  readonly #now: () => number;
  #value: { readonly text: string; readonly readAt: number } | undefined;

  /** @param vaultUrl `vaultUri` of the vault */
  constructor(
    vaultUrl: string,
    secretName: string,
    credential: TokenCredential,
    { timeToLiveInSeconds = 300, now = Date.now }: KeyVaultSecretOptions = {},
  ) {
    this.name = new URL(`secrets/${secretName}`, vaultUrl).href;
    this.#client = new SecretClient(vaultUrl, credential, {
      retryOptions: { maxRetries: 1, retryDelayInMs: 500, maxRetryDelayInMs: 2_000 },
    });
    this.#secretName = secretName;
    this.#timeToLive = timeToLiveInSeconds * 1_000;
    this.#now = now;
  }

  /** @throws ConfigurationError when the secret cannot be read or holds no text; the message names its URL */
  async read(signal?: AbortSignal): Promise<string> {
    if (this.#value !== undefined && this.#now() - this.#value.readAt < this.#timeToLive)
      return this.#value.text;
    this.#value = undefined;
    const limit = AbortSignal.timeout(TIMEOUT_IN_MILLISECONDS);
    const abortSignal = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    const { value } = await this.#client.getSecret(this.#secretName, { abortSignal }).catch((error) => {
      throw new ConfigurationError(`secret ${this.name}`, this.#unreadable(error), { cause: error });
    });
    if (!value) throw new ConfigurationError(`secret ${this.name}`, "holds no text");
    this.#value = { text: value, readAt: this.#now() };
    return value;
  }

  /** The next {@link read} asks Key Vault. */
  forget(): void {
    this.#value = undefined;
  }

  #unreadable(error: unknown): string {
    const hint =
      statusOf(error) === 404
        ? "Put the secret into the vault, and enable it"
        : 'The identity needs the role "Key Vault Secrets User" on it, whose assignment takes effect after some minutes, and the network rules of the vault must let it in';
    return `cannot be read: ${reasonOf(error)}. ${hint}`;
  }
}
