import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionOptions, Connections } from "./connections";
import { type ErrorReader, HttpErrors, type TryTimeout } from "./http-errors";
import { type HttpAnswer, type HttpRequest, header, pathWithQuery } from "./http-message";
import { oneTry, TryFailure } from "./one-try";
import { backoff, mayTryAgain, type Outcome, retryAfterInSeconds } from "./retry";
import type { TokenBucket } from "./token-bucket";

export interface HttpClientOptions extends ConnectionOptions {
  /** How messages call the other side, for example `PCE`. */
  readonly service: string;
  /** `https://host:port` */
  readonly origin: string;
  /** How the setting is called that takes the CA certificate. */
  readonly caSetting: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Never appear in an error. */
  readonly secrets?: readonly string[];
  readonly bucket?: TokenBucket;
  /** Time for one try, from connecting to the last byte. @default 30 */
  readonly tryTimeoutInSeconds?: number | undefined;
  /** Time for a request with all its tries, from the first time its turn has come. @default 120 */
  readonly totalTimeoutInSeconds?: number | undefined;
  /** @default 5 */
  readonly maximumTries?: number;
  /** @default the beginning of the body is the detail */
  readonly readError?: ErrorReader;
}

/** Limits count per minute; after that, the next caller finds out for itself. */
const LONGEST_PAUSE = 60_000;

type TryResult = { readonly answer: HttpAnswer } | { readonly error: Error; readonly outcome: Outcome };

/** Talks HTTP to one service: rate, retries, time limits, and errors that say what to do and hold no secret. */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #connections: Connections;
  readonly #errors: HttpErrors;
  #calls = 0;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#connections = new Connections(options);
    const { service, caSetting, origin, secrets = [] } = options;
    this.#errors = new HttpErrors(
      { service, caSetting, address: addressOf(origin) },
      secrets,
      options.readError,
    );
  }

  /** Requests handed to a connection so far, every try counted. */
  get calls(): number {
    return this.#calls;
  }

  close(): Promise<void> {
    return this.#connections.close();
  }

  /**
   * Sends a request, as often as is safe (see `mayTryAgain`), and returns an answer of status 200 to 299.
   *
   * @throws HttpStatusError or a subclass; NetworkError or TimeoutError when no answer came or the signal was aborted
   */
  async request(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    const { bucket, totalTimeoutInSeconds = 120, tryTimeoutInSeconds = 30 } = this.#options;
    const maximumTries = request.maximumTries ?? this.#options.maximumTries ?? 5;
    const repeatable = request.repeatable ?? request.method !== "POST";
    let seen = false; // by the service, as far as one can tell
    const waitFor = async (waiting: Promise<unknown> | undefined): Promise<void> => {
      try {
        await waiting;
      } catch (error) {
        throw signal?.aborted ? this.#errors.aborted(request, signal.reason, seen) : error;
      }
    };

    await waitFor(bucket?.take({ signal }));
    const deadline = performance.now() + totalTimeoutInSeconds * 1000;
    for (let tries = 1; ; tries++) {
      const left = deadline - performance.now();
      const forOneTry = tryTimeoutInSeconds * 1000;
      const timeout: TryTimeout =
        request.slow || left < forOneTry
          ? { milliseconds: left, setting: "totalTimeoutInSeconds" }
          : { milliseconds: forOneTry, setting: "tryTimeoutInSeconds" };
      const result = await this.#try(request, { timeout, signal, tries, seen });
      if ("answer" in result) return result.answer;
      const { error, outcome } = result;
      if ("status" in outcome ? outcome.status >= 500 : outcome.sent) seen = true;

      const wait = backoff(outcome, tries, Math.random());
      if ("status" in outcome && outcome.status === 429) bucket?.pause(Math.min(wait, LONGEST_PAUSE));
      if (tries >= maximumTries || !mayTryAgain(repeatable, outcome)) throw error;
      if (performance.now() + wait >= deadline) throw error;
      await waitFor(sleep(wait, undefined, signal === undefined ? {} : { signal }));
      await waitFor(bucket?.take({ signal, first: true }));
      if (performance.now() >= deadline) throw error;
    }
  }

  /**
   * Sends a request and reads the answer as JSON.
   *
   * @throws HttpStatusError also when the answer is something else, for example a login page
   */
  async requestJson(
    request: HttpRequest,
    signal?: AbortSignal,
  ): Promise<{ readonly value: unknown; readonly answer: HttpAnswer }> {
    const answer = await this.request(request, signal);
    try {
      return { value: JSON.parse(answer.body.toString("utf8")), answer };
    } catch (cause) {
      throw this.unexpected(request, answer, "JSON", cause);
    }
  }

  /** The error for a success that is not what the service would say. */
  unexpected(request: HttpRequest, answer: HttpAnswer, expected: string, cause?: unknown): Error {
    return this.#errors.unexpected(request, answer, expected, cause);
  }

  async #try(
    request: HttpRequest,
    {
      timeout,
      signal,
      tries,
      seen,
    }: { timeout: TryTimeout; signal: AbortSignal | undefined; tries: number; seen: boolean },
  ): Promise<TryResult> {
    const options = {
      origin: this.#options.origin,
      method: request.method,
      path: pathWithQuery(request),
      headers: { ...this.#options.headers, ...request.headers },
      body: request.body ?? null,
    };
    const onSent = () => {
      this.#calls += 1;
    };
    try {
      const answer = await oneTry(this.#connections.current(), options, {
        timeout: timeout.milliseconds,
        signal,
        onSent,
      });
      const { status } = answer;
      if (status >= 200 && status < 300) return { answer };
      const seconds = retryAfterInSeconds(header(answer, "retry-after"), new Date());
      return {
        error: this.#errors.status(request, answer, seconds),
        outcome: { status, retryAfterInSeconds: seconds },
      };
    } catch (failure) {
      if (!(failure instanceof TryFailure)) throw failure;
      const sent = failure.sent || seen;
      if (signal?.aborted) {
        const error = this.#errors.aborted(request, signal.reason, sent);
        return { error, outcome: { sent: failure.sent, permanent: true } };
      }
      const { error, permanent } = this.#errors.network(request, failure.cause, { sent, tries, timeout });
      return { error, outcome: { sent: failure.sent, permanent } };
    }
  }
}

function addressOf(origin: string): string {
  const { hostname, port, protocol } = new URL(origin);
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}
