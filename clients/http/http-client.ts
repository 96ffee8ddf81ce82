import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionOptions, Connections } from "./connections";
import { type ErrorReader, HttpErrors, type TryTimeout } from "./http-errors";
import { type HttpAnswer, type HttpRequest, header, pathWithQuery } from "./http-message";
import { oneTry, TooManyBytes, TryFailure } from "./one-try";
import { bodyRedactor } from "./redaction";
import { backoff, mayTryAgain, type Outcome, retryAfterInSeconds } from "./retry";
import type { TokenBucket } from "./token-bucket";

export interface HttpClientOptions extends ConnectionOptions {
  /** Name of the service in messages, for example `PCE`. */
  readonly service: string;
  /** `https://host:port` */
  readonly origin: string;
  /** Name of the setting that takes the CA certificate. */
  readonly caSetting: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Texts that never appear in an error. */
  readonly secrets?: readonly string[];
  readonly bucket?: TokenBucket;
  /** Time for one try, from connecting to the last byte. @default 30 */
  readonly tryTimeoutInSeconds?: number | undefined;
  /** Time for a request with all its tries, from the first time the rate limit lets it through. @default 120 */
  readonly totalTimeoutInSeconds?: number | undefined;
  /** Of one answer, received and after decompression. @default 500,000,000, near the longest text that Node holds */
  readonly maximumAnswerInBytes?: number | undefined;
  /** @default 5 */
  readonly maximumTries?: number | undefined;
  /** @default the detail is the beginning of the body */
  readonly readError?: ErrorReader;
}

const MOST_BYTES = 500_000_000;
/**
 * Longest pause after a 429. Rate limits count per minute; after that, the next call finds out whether the limit still
 * holds.
 */
const LONGEST_PAUSE = 60_000;

type TryResult = { readonly answer: HttpAnswer } | { readonly error: Error; readonly outcome: Outcome };

/**
 * An HTTP client for one service, with rate limit, retries, time limits, and errors that say what to do and hold no
 * secret.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #connections: Connections;
  readonly #errors: HttpErrors;
  readonly #redactBody: (body: Buffer) => Buffer;
  #calls = 0;
  #serverTime: Date | undefined;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#connections = new Connections(options);
    const { service, caSetting, origin, secrets = [] } = options;
    this.#errors = new HttpErrors(
      { service, caSetting, address: addressOf(origin) },
      secrets,
      options.readError,
    );
    this.#redactBody = bodyRedactor(secrets);
  }

  /** Requests handed to a connection so far, every try counted. */
  get calls(): number {
    return this.#calls;
  }

  /** Time of the service by its latest answer (header `Date`, whole seconds); undefined where the answer has none. */
  get serverTime(): Date | undefined {
    return this.#serverTime;
  }

  /** Waits for the requests under way; later ones, and those that wait for their next try, throw NetworkError. */
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
    let seen = false; // whether the service may have seen the request
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

  /** Takes credentials out of a text of the service, for errors and results that quote it. */
  redact(text: string): string {
    return this.#errors.redact(text);
  }

  /** The error for a success status whose answer is not one of the service. */
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
    if (this.#connections.closed) {
      const error = this.#errors.closed(request, seen);
      return { error, outcome: { sent: false, permanent: true } };
    }
    const onSent = () => {
      this.#calls += 1;
    };
    try {
      const received = await oneTry(this.#connections.current(), options, {
        timeout: timeout.milliseconds,
        maximumBytes: this.#options.maximumAnswerInBytes ?? MOST_BYTES,
        signal,
        onSent,
      });
      const answer = { ...received, body: this.#redactBody(received.body) };
      const { status } = answer;
      const time = Date.parse(header(answer, "date") ?? "");
      this.#serverTime = Number.isNaN(time) ? undefined : new Date(time);
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
      if (failure.cause instanceof TooManyBytes) {
        const limit = this.#options.maximumAnswerInBytes ?? MOST_BYTES;
        const error = this.#errors.tooManyBytes(request, failure.cause, limit);
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
