import { isOfService } from "../../../clients/azure/service-errors";

/** Failures in a row, with a reason that is not the blob's, after which no further blob is tried. */
const MOST_IN_A_ROW = 5;

/** Failures that are told in full. */
const MOST_TOLD = 3;

/** The blobs that a drain could not read. */
export class ReadFailures {
  #inARow = 0;
  readonly #texts: string[] = [];

  get count(): number {
    return this.#texts.length;
  }

  /** Whether it is the account that cannot be read, or the way to it, and not some of its blobs. */
  get isOfAccount(): boolean {
    return this.#inARow >= MOST_IN_A_ROW;
  }

  /** A blob was read. */
  succeeded(): void {
    if (!this.isOfAccount) this.#inARow = 0;
  }

  failed(error: unknown): void {
    this.#inARow += isOfService(error) ? 1 : 0;
    this.#texts.push(error instanceof Error ? error.message : String(error));
  }

  get problems(): string[] {
    const more = this.#texts.slice(MOST_TOLD);
    const rest =
      more.length > 0 ? [`${more.length} more blobs cannot be read, the last one: ${more.at(-1)}`] : [];
    const end = this.isOfAccount
      ? [
          `reading ended, because ${MOST_IN_A_ROW} blobs in a row could not be read for a reason that is not theirs; the others wait for the next drain`,
        ]
      : [];
    return [...this.#texts.slice(0, MOST_TOLD), ...rest, ...end];
  }
}
