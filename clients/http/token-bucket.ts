import { LastMinute } from "./last-minute";

interface Waiter {
  readonly grant: () => void;
}

/**
 * Spaces calls out in time, for all callers that share one key of a rate-limited service.
 *
 * Any 60 seconds see at most `callsPerMinute` calls. A quarter of them may go out at once, the rest follows evenly. Callers
 * are served in order of arrival.
 */
export class TokenBucket {
  #callsPerMinute: number;
  #tokens: number;
  #countedAt: number;
  readonly #lastMinute = new LastMinute();
  readonly #waiting: Waiter[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #now: () => number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(callsPerMinute: number, now: () => number = () => performance.now()) {
    this.#now = now;
    this.#callsPerMinute = callsPerMinute;
    this.#tokens = this.#burst();
    this.#countedAt = now();
  }

  get callsPerMinute(): number {
    return this.#callsPerMinute;
  }

  /** Lowers the rate; a higher one changes nothing, because the lowest rate that a caller of the key asks for holds. */
  limitTo(callsPerMinute: number): void {
    if (callsPerMinute >= this.#callsPerMinute) return;
    this.#count();
    this.#callsPerMinute = callsPerMinute;
    this.#tokens = Math.min(this.#tokens, this.#burst());
  }

  /** Takes a token if one is there and no other caller waits for it. @returns whether it did */
  tryTake(): boolean {
    if (this.#waiting.length > 0 || this.delay() > 0) return false;
    this.#spend();
    return true;
  }

  /** Milliseconds until the next token is there; 0 when it is. */
  delay(): number {
    this.#count();
    const untilCounting = Math.max(0, this.#countedAt - this.#now());
    const missing = Math.max(0, 1 - this.#tokens);
    const untilToken = untilCounting + (missing * 60_000) / this.#callsPerMinute;
    return Math.max(untilToken, this.#lastMinute.untilFewerThan(this.#callsPerMinute, this.#now()));
  }

  /**
   * Waits for a token.
   *
   * @param options.first puts the caller before all that wait: for a call that is tried again
   * @throws the signal's reason when it is aborted first
   */
  async take(
    options: { readonly signal?: AbortSignal | undefined; readonly first?: boolean } = {},
  ): Promise<void> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.tryTake()) return;
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        grant: () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        if (this.#waiting.length === 0) clearTimeout(this.#timer);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", leave, { once: true });
      if (options.first) this.#waiting.unshift(waiter);
      else this.#waiting.push(waiter);
      this.#serve();
    });
  }

  /** Lets no call through for a while, and allows no burst after it: for a service that answered 429. */
  pause(milliseconds: number): void {
    this.#count();
    this.#tokens = 0;
    this.#countedAt = Math.max(this.#countedAt, this.#now() + milliseconds);
    if (this.#waiting.length > 0) this.#serve();
  }

  #serve(): void {
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0) {
      const delay = this.delay();
      if (delay > 0) {
        this.#timer = setTimeout(() => this.#serve(), Math.ceil(delay));
        return;
      }
      this.#spend();
      this.#waiting.shift()?.grant();
    }
  }

  #spend(): void {
    this.#tokens -= 1;
    this.#lastMinute.add(this.#now());
  }

  #count(): void {
    const now = this.#now();
    const passed = now - this.#countedAt;
    if (passed <= 0) return;
    this.#tokens = Math.min(this.#burst(), this.#tokens + (passed * this.#callsPerMinute) / 60_000);
    this.#countedAt = now;
  }

  #burst(): number {
    return Math.max(1, Math.floor(this.#callsPerMinute / 4));
  }
}

const shared = new Map<string, TokenBucket>();

/**
 * The one bucket of a key in this process. Where callers ask for different rates, the lowest holds.
 *
 * @param key names service and account, never holds a secret
 */
export function sharedTokenBucket(key: string, callsPerMinute: number): TokenBucket {
  const bucket = shared.get(key) ?? new TokenBucket(callsPerMinute);
  shared.set(key, bucket);
  bucket.limitTo(callsPerMinute);
  return bucket;
}
