import type { SecretCache } from "../../clients/aws/secret-cache";
import { type FlowUploadResult, PceClient, type PceClientOptions } from "../../clients/pce";
import { isAuthenticationError, isNetworkError, TimeoutError } from "../../core/errors";
import { connectionFromSecret, type PceAddress } from "./pce-secret";

/**
 * The PCE during one invocation. Its connections end with it: a sleeping instance would find them closed by the other
 * side, and a call that meets a closed connection cannot be made again safely.
 */
export class PceUploader {
  #client: PceClient | undefined;

  constructor(
    readonly address: PceAddress,
    readonly secret: SecretCache,
    readonly options: PceClientOptions & { readonly signal: AbortSignal },
  ) {}

  /**
   * Uploads at most 1,000 lines. When the PCE does not know the key, the secret is read again, and the call is made
   * once more.
   *
   * @throws ConfigurationError when the secret cannot be used, and whatever `PceClient.uploadFlows` throws
   */
  async upload(lines: readonly string[]): Promise<FlowUploadResult> {
    this.#client ??= await this.#connect();
    try {
      return await this.#client.uploadFlows(lines);
    } catch (error) {
      if (this.options.signal.aborted) throw this.#outOfTime(error);
      if (!isAuthenticationError(error) || error.status !== 401) throw error;
      await this.close();
      this.secret.forget();
      this.#client = await this.#connect();
      return await this.#client.uploadFlows(lines);
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }

  #outOfTime(cause: unknown): TimeoutError {
    const { host, port } = this.address;
    const seen = cause instanceof Error ? ` (${cause.message})` : "";
    const mayHaveBeenApplied = !isNetworkError(cause) || cause.mayHaveBeenApplied;
    const text = `the PCE at ${host}:${port} had not answered when the time of this invocation was used up${seen}`;
    return new TimeoutError(text, { cause, mayHaveBeenApplied });
  }

  async #connect(): Promise<PceClient> {
    const text = await this.secret.read(this.options.signal);
    return new PceClient(connectionFromSecret(this.address, text, this.secret.arn), this.options);
  }
}
