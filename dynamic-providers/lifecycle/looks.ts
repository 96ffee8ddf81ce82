const GATHERING_IN_MS = 100;

/** What the resources of a run read of remote systems. `Look` keeps what one look has read so far. */
export class Looks<Look> {
  /** For checks and differences, shared by the whole run. */
  readonly shared: Look;
  #next: Look | undefined;

  constructor(private readonly begin: () => Look) {
    this.shared = begin();
  }

  /** For writes: concurrent writes share one look, which begins after all of them have asked for it. */
  async fresh(): Promise<Look> {
    this.#next ??= this.begin();
    const look = this.#next;
    await new Promise((resolve) => setTimeout(resolve, GATHERING_IN_MS));
    if (this.#next === look) this.#next = undefined;
    return look;
  }
}
