/** Lets a fixed number of tasks run at a time, in order of arrival. */
export class Slots {
  private readonly waiting: (() => void)[] = [];
  private free: number;

  constructor(count: number) {
    this.free = count;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}

const shared = new Map<string, Slots>();

/** The slots of one key, the same for every caller in the process. */
export function sharedSlots(key: string, count: number): Slots {
  const slots = shared.get(key) ?? new Slots(count);
  shared.set(key, slots);
  return slots;
}
