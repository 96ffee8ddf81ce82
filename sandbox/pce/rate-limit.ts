/** At most `limit` calls in any minute for each key. */
export class RateLimit {
  readonly #calls = new Map<string, number[]>();

  /** @param now milliseconds that only grow; the machine's own time, since clients wait in it too */
  constructor(
    private readonly limit: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Counts a call. @returns seconds to wait when it is one too many, which is then not counted */
  take(key: string): number | undefined {
    const now = this.now();
    const calls = this.#calls.get(key) ?? [];
    this.#calls.set(key, calls);
    while (calls.length > 0 && calls[0]! <= now - 60_000) calls.shift();
    if (calls.length >= this.limit) return Math.max(1, Math.ceil((calls[0]! + 60_000 - now) / 1000));
    calls.push(now);
    return undefined;
  }
}
