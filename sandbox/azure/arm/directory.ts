import type { SandboxClock } from "../../cloud/clock";

/** How long after its creation a new identity is unknown to those who look it up. */
const DEFAULT_DELAY_IN_MS = 120_000;

/** The principals that Microsoft Entra ID has. A new one is not found at once, as in Azure. */
export class Directory {
  readonly #clock: SandboxClock;
  readonly #since = new Map<string, number>();
  /** Fault knob: how long a new principal is not found. */
  delayInMs = DEFAULT_DELAY_IN_MS;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** @param isOld whether it has been there for long */
  add(principalId: string, isOld = false): void {
    this.#since.set(principalId.toLowerCase(), isOld ? Number.NEGATIVE_INFINITY : this.#clock.now());
  }

  remove(principalId: string): void {
    this.#since.delete(principalId.toLowerCase());
  }

  /** Whether a look-up finds the principal by now. */
  finds(principalId: string): boolean {
    const since = this.#since.get(principalId.toLowerCase());
    return since !== undefined && this.#clock.now() - since >= this.delayInMs;
  }
}
