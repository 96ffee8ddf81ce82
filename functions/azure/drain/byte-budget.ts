/** Limits the bytes that are held at the same time. Who asks for more than all of it waits until it is alone. */
export class ByteBudget {
  #free: number;
  readonly #waiting: { readonly bytes: number; readonly grant: () => void }[] = [];

  constructor(private readonly total: number) {
    this.#free = total;
  }

  /** Works while so many bytes are held. */
  async hold<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const held = Math.min(bytes, this.total);
    if (this.#waiting.length > 0 || held > this.#free)
      await new Promise<void>((grant) => void this.#waiting.push({ bytes: held, grant }));
    else this.#free -= held;
    try {
      return await work();
    } finally {
      this.#free += held;
      this.#serve();
    }
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#waiting[0]!.bytes <= this.#free) {
      const { bytes, grant } = this.#waiting.shift()!;
      this.#free -= bytes;
      grant();
    }
  }
}
