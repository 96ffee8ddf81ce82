/** How the comparisons of a watch have ended so far. */
export interface Health {
  /** Whether everything was in step at some time. */
  readonly succeeded: boolean;
  /** Since everything was last in step; at first since the start of the watch. */
  readonly ageInSeconds: number;
  /** For how long comparisons have failed; 0 when the last one succeeded. */
  readonly failingInSeconds: number;
}

/** Keeps count of how the comparisons of a watch end. */
export class RunHealth {
  #lastSuccess: number;
  #succeeded = false;
  /** When a comparison first failed after the last that succeeded. */
  #failingSince: number | undefined;

  /** @param now milliseconds since 1970 */
  constructor(private readonly now: () => number) {
    this.#lastSuccess = now();
  }

  /** When everything was last in step, in milliseconds since 1970. */
  get lastSuccess(): number {
    return this.#lastSuccess;
  }

  /** A comparison has ended. */
  ended(succeeded: boolean): void {
    this.#failingSince = succeeded ? undefined : (this.#failingSince ?? this.now());
    if (!succeeded) return;
    this.#lastSuccess = this.now();
    this.#succeeded = true;
  }

  health(): Health {
    const now = this.now();
    const failingInSeconds = (now - (this.#failingSince ?? now)) / 1000;
    return { succeeded: this.#succeeded, ageInSeconds: (now - this.#lastSuccess) / 1000, failingInSeconds };
  }
}
