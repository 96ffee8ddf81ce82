interface Waiter<Push, Result> {
  readonly push: Push | undefined;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One commit for all operations that are under way together. It begins when each of them has either asked for it or
 * ended, so no operation returns before the commit that contains its changes.
 *
 * @typeParam Push what a commit may be followed by, for example a push to a device group
 */
export class SharedCommit<Push, Result> {
  private underWay = 0;
  private waiting: Waiter<Push, Result>[] = [];
  private running = false;

  constructor(private readonly carryOut: (pushes: readonly Push[]) => Promise<Result>) {}

  /** Runs an operation; its call of `commit` returns after the shared commit. */
  async during<T>(work: (commit: (push?: Push) => Promise<Result>) => Promise<T>): Promise<T> {
    this.underWay += 1;
    let waits = false;
    const commit = (push?: Push) => {
      waits = true;
      this.underWay -= 1;
      return new Promise<Result>((resolve, reject) => {
        this.waiting.push({ push, resolve, reject });
        setImmediate(() => this.begin()); // others may be about to come in
      });
    };
    try {
      return await work(commit);
    } finally {
      if (!waits) {
        this.underWay -= 1;
        this.begin();
      }
    }
  }

  private begin(): void {
    if (this.underWay > 0 || this.running || this.waiting.length === 0) return;
    const waiters = this.waiting;
    this.waiting = [];
    this.running = true;
    const pushes = waiters.map(({ push }) => push).filter((push) => push !== undefined);
    void this.carryOut(pushes)
      .then(
        (result) => {
          for (const { resolve } of waiters) resolve(result);
        },
        (error) => {
          for (const { reject } of waiters) reject(error);
        },
      )
      .finally(() => {
        this.running = false;
        this.begin();
      });
  }
}
