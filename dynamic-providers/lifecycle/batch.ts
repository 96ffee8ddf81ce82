/** Runs one piece of work at a time, in order of arrival. */
export class Turnstile {
  private last: Promise<unknown> = Promise.resolve();

  pass<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work, work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

export interface BatchOptions {
  /** A batch is sent when no item has joined it for this long. */
  readonly quietInMilliseconds?: number;
  /** A batch never waits longer than this after its first item. */
  readonly longestInMilliseconds?: number;
  /** Batches that share a turnstile are sent one at a time; items that arrive meanwhile join the next call. */
  readonly turnstile?: Turnstile;
  /** Awaited when it is the turn of a batch, before its items are taken; items that arrive meanwhile join it. */
  readonly before?: () => Promise<void>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers items that are in flight together and sends them as one call. */
export class Batch<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private firstAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly quiet: number;
  private readonly longest: number;
  private readonly turnstile: Turnstile;
  private readonly before: (() => Promise<void>) | undefined;
  private sending = false;
  private idlers: (() => void)[] = [];

  /** @param send answers one result or error per item, in the order of the items; a throw fails all of them */
  constructor(
    private readonly send: (items: Item[]) => Promise<readonly (Result | Error)[]>,
    options: BatchOptions = {},
  ) {
    this.quiet = options.quietInMilliseconds ?? 200;
    this.longest = options.longestInMilliseconds ?? 5000;
    this.turnstile = options.turnstile ?? new Turnstile();
    this.before = options.before;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const now = performance.now();
      if (this.waiting.length === 0) this.firstAt = now;
      this.waiting.push({ item, resolve, reject });
      clearTimeout(this.timer);
      const left = Math.max(0, this.firstAt + this.longest - now);
      this.timer = setTimeout(() => void this.turnstile.pass(() => this.flush()), Math.min(this.quiet, left));
    });
  }

  /** Waits until no item is gathered or being sent, and every caller has its answer. */
  async idle(): Promise<void> {
    while (this.sending || this.waiting.length > 0)
      await new Promise<void>((resolve) => this.idlers.push(resolve));
  }

  private async flush(): Promise<void> {
    await this.before?.();
    const batch = this.waiting;
    this.waiting = [];
    clearTimeout(this.timer);
    if (batch.length === 0) return;
    this.sending = true;
    await this.deliver(batch);
    this.sending = false;
    const idlers = this.idlers.splice(0);
    setImmediate(() => {
      for (const resume of idlers) resume();
    });
  }

  private async deliver(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.send(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result instanceof Error) reject(result);
        else if (index >= results.length)
          reject(new Error("the bulk call answered fewer results than items"));
        else resolve(result as Result);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
