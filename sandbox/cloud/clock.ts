/** Planned work of the clock. Cancel it, or turn it from background work into work that keeps the clock busy. */
export interface ClockEvent {
  readonly time: number;
  cancel(): void;
  /** From now on `advanceUntilIdle` waits for this event too. */
  keepBusy(): void;
}

export interface ClockEventOptions {
  /** Housekeeping that never ends, such as message expiry: `advanceUntilIdle` does not wait for it. */
  readonly background?: boolean;
}

type Work = () => unknown;

interface Entry extends ClockEvent {
  readonly work: Work;
  background: boolean;
  cancelled: boolean;
}

/**
 * The only clock of the sandbox cloud, in milliseconds since 1970.
 *
 * It moves when a test steps it (`advance`, `advanceUntilIdle`) or at a speed (`run`). Time stands still while a
 * function is being executed, so the duration of a function never costs sandbox time; events due at the same
 * instant start in the order they were planned and may overlap.
 */
export class SandboxClock {
  #now: number;
  /** Latest first, so that the next event is at the end. */
  readonly #events: Entry[] = [];
  readonly #work = new Set<Promise<unknown>>();
  readonly #errors: unknown[] = [];
  readonly #watchers = new Set<() => void>();
  #turn: Promise<unknown> = Promise.resolve();
  #ticker: NodeJS.Timeout | undefined;

  constructor(startTime: number) {
    this.#now = startTime;
  }

  now(): number {
    return this.#now;
  }

  /** Plans `work` at `time`; work for a time that has passed is done at the next step, without moving the clock. */
  at(time: number, work: Work, options: ClockEventOptions = {}): ClockEvent {
    const entry: Entry = {
      time: Math.max(time, this.#now),
      work,
      background: options.background ?? false,
      cancelled: false,
      cancel: () => {
        if (entry.cancelled) return;
        entry.cancelled = true;
        const index = this.#events.indexOf(entry);
        if (index >= 0) this.#events.splice(index, 1);
      },
      keepBusy: () => {
        entry.background = false;
      },
    };
    this.#events.splice(this.#positionOf(entry), 0, entry);
    return entry;
  }

  after(milliseconds: number, work: Work, options?: ClockEventOptions): ClockEvent {
    return this.at(this.#now + milliseconds, work, options);
  }

  /** Stops the clock until `work` has settled. A rejection makes the running step fail. */
  track<T>(work: Promise<T>): Promise<T> {
    const watched: Promise<unknown> = work.then(
      () => this.#work.delete(watched),
      (error: unknown) => {
        this.#work.delete(watched);
        this.#errors.push(error);
      },
    );
    this.#work.add(watched);
    return work;
  }

  /** Moves the clock by `milliseconds` and does everything that becomes due. `advance(0)` does what is due now. */
  advance(milliseconds: number): Promise<void> {
    if (!(milliseconds >= 0)) throw new RangeError(`The clock cannot move by ${milliseconds} ms.`);
    return this.#inTurn(() => this.#runUntil(this.#now + milliseconds));
  }

  advanceTo(time: number): Promise<void> {
    return this.#inTurn(() => this.#runUntil(Math.max(time, this.#now)));
  }

  /**
   * Jumps from event to event until only background work is left, at most `maximum` milliseconds.
   *
   * @returns whether it became idle; otherwise the clock stands at the limit
   */
  advanceUntilIdle(maximum: number): Promise<boolean> {
    return this.#inTurn(async () => {
      const limit = this.#now + maximum;
      await this.#settleWork();
      for (;;) {
        const next = this.#events.findLast((event) => !event.background);
        if (next === undefined) return true;
        if (next.time > limit) {
          await this.#runUntil(limit);
          return false;
        }
        await this.#runUntil(next.time);
      }
    });
  }

  /** Lets the clock run `speed` times as fast as real time, in whole milliseconds, until `stop` or `close`. */
  run(speed: number): void {
    if (!(speed > 0)) throw new RangeError(`The speed of the clock must be positive, got ${speed}.`);
    this.stop();
    const interval = 20;
    let rest = 0;
    const tick = async (last: number): Promise<void> => {
      const due = rest + (performance.now() - last) * speed;
      rest = due % 1;
      await this.advance(Math.floor(due));
      if (ticker !== this.#ticker) return;
      schedule();
    };
    let ticker: NodeJS.Timeout | undefined;
    const schedule = (): void => {
      const last = performance.now();
      ticker = setTimeout(() => void tick(last), interval);
      this.#ticker = ticker;
    };
    schedule();
  }

  stop(): void {
    clearTimeout(this.#ticker);
    this.#ticker = undefined;
  }

  /** Calls `listener` after every step of the clock; returns how to stop that. */
  onStep(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** Forgets everything planned. */
  close(): void {
    this.stop();
    this.#events.length = 0;
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(step);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #runUntil(target: number): Promise<void> {
    for (;;) {
      await this.#settleWork();
      const next = this.#events.at(-1);
      if (next === undefined || next.time > target) break;
      this.#moveTo(next.time);
      for (let due = this.#events.at(-1); due && due.time <= this.#now; due = this.#events.at(-1)) {
        this.#events.pop();
        due.cancelled = true;
        this.#start(due.work);
      }
    }
    this.#moveTo(target);
  }

  #moveTo(time: number): void {
    if (time <= this.#now) return;
    this.#now = time;
    for (const watcher of this.#watchers) watcher();
  }

  #start(work: Work): void {
    try {
      const result = work();
      if (result instanceof Promise) void this.track(result).catch(() => undefined);
    } catch (error) {
      this.#errors.push(error);
    }
  }

  async #settleWork(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
    if (this.#errors.length > 0) {
      const errors = this.#errors.splice(0);
      throw errors.length === 1
        ? errors[0]
        : new AggregateError(errors, "Several events of the sandbox failed.");
    }
  }

  #positionOf(entry: Entry): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#events[middle]!;
      if (other.time > entry.time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
