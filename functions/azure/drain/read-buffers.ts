/** Shorter reads take a buffer of their own, which costs nothing. */
const LEAST_BYTES = 65_536;
/** Buffers have a multiple of this, so that the next read finds one that is long enough. */
const STEP = 1_048_576;

/** Buffers that are used again: the memory of one that is left to the garbage collector comes back late. */
export class ReadBuffers {
  readonly #free: Buffer[] = [];

  /** Works with a buffer of at least so many bytes, which nobody may keep. */
  async use<T>(bytes: number, work: (buffer: Buffer | undefined) => Promise<T>): Promise<T> {
    if (bytes < LEAST_BYTES) return await work(undefined);
    const index = this.#free.findIndex(({ length }) => length >= bytes);
    // When all are too short, one of them makes room for the longer one.
    const [found] = this.#free.splice(Math.max(index, 0), 1);
    const buffer = index < 0 ? Buffer.allocUnsafe(Math.ceil(bytes / STEP) * STEP) : found!;
    try {
      return await work(buffer);
    } finally {
      this.#free.push(buffer);
    }
  }
}
