import { type FlowUploadResult, PceClient, type PceClientOptions } from "../../clients/pce";
import type { SecretSource } from "../../clients/secret-source";
import { isAuthenticationError, isHttpStatusError, isNetworkError, TimeoutError } from "../../core/errors";
import { connectionFromSecret, type PceAddress } from "../shared/pce-secret";

/**
 * The PCE during one invocation. Its connections end with it: a sleeping instance would find them closed by the other
 * side, and a call that meets a closed connection cannot be made again safely.
 */
export class PceUploader {
  #client: Promise<PceClient> | undefined;
  readonly #closing: Promise<void>[] = [];

  constructor(
    readonly address: PceAddress,
    readonly secret: SecretSource,
    readonly options: PceClientOptions & { readonly signal: AbortSignal },
  ) {}

  /**
   * Uploads at most 1,000 lines; several calls may be under way. When the PCE does not know the key, the secret is read
   * again, and the call is made once more. A 201 whose body is something else than JSON is an answer that cannot be
   * read: the PCE has taken the call.
   *
   * @throws ConfigurationError when the secret cannot be used, and whatever `PceClient.uploadFlows` throws
   */
  async upload(lines: readonly string[]): Promise<FlowUploadResult> {
    this.#client ??= this.#connect();
    const used = this.#client;
    try {
      return await (await used).uploadFlows(lines);
    } catch (error) {
      if (isHttpStatusError(error) && error.status === 201)
        return { received: lines.length, failed: 0, failedFlows: [], unreadable: error.message };
      if (this.options.signal.aborted) throw this.#outOfTime(error);
      if (!isAuthenticationError(error) || error.status !== 401) throw error;
      // Of the calls that met the old key at the same time, the first one reads the secret.
      if (this.#client === used) {
        this.#retire();
        this.secret.forget();
        this.#client = this.#connect();
      }
      this.#client ??= this.#connect();
      return await (await this.#client).uploadFlows(lines);
    }
  }

  async close(): Promise<void> {
    this.#retire();
    await Promise.all(this.#closing);
  }

  #retire(): void {
    const client = this.#client;
    this.#client = undefined;
    const closed = client?.then(
      (open) => open.close(),
      () => undefined,
    );
    if (closed !== undefined) this.#closing.push(closed);
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
    return new PceClient(connectionFromSecret(this.address, text, this.secret.name), this.options);
  }
}
