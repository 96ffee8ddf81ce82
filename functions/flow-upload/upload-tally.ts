import type { Refusal } from "../../clients/pce/refusal";
import type { FlowLine, UploadResult } from "./upload-steps";

/** Counts what becomes of the calls and lines of an upload. */
export class UploadTally<Flow extends FlowLine> {
  readonly #counts = { calls: 0, failedCalls: 0, unreadableAnswers: 0, uploaded: 0 };
  readonly #lines = { refused: 0, unmatched: 0, inDoubt: 0 };
  readonly #leftOver: Flow[] = [];
  readonly #problems: string[] = [];
  #lastFailure = "";

  called(): void {
    this.#counts.calls += 1;
  }

  /** The call was not made after all. */
  neverSent(): void {
    this.#counts.calls -= 1;
  }

  /** The PCE took a call of so many lines, all but those of `refusal`. */
  taken(lines: number, refusal: Refusal | undefined): void {
    this.#counts.uploaded += lines - (refusal?.count ?? 0);
    if (refusal === undefined) return;
    this.#lines.refused += refusal.count;
    this.#lines.unmatched += refusal.matched ? 0 : lines;
  }

  unreadable(problem: string): void {
    this.#counts.unreadableAnswers += 1;
    this.#problems.push(problem);
  }

  /** @param inDoubt lines that the PCE may have taken all the same */
  failed(reason: string, inDoubt: number): void {
    this.#counts.failedCalls += 1;
    this.#lastFailure = reason;
    this.#lines.inDoubt += inDoubt;
  }

  /** So many lines were refused, each in a call of its own. */
  refusedAlone(lines: number): void {
    this.#lines.refused += lines;
  }

  leftOver(...flows: readonly Flow[]): void {
    this.#leftOver.push(...flows);
  }

  problem(text: string): void {
    this.#problems.push(text);
  }

  result(end: Pick<UploadResult, "outOfTime" | "retryAfterInSeconds">): UploadResult<Flow> {
    const { failedCalls } = this.#counts;
    const failures =
      failedCalls > 0 ? [`${failedCalls} calls failed, the last one: ${this.#lastFailure}`] : [];
    const rest = this.#leftOver.length > 0 ? [`${this.#leftOver.length} lines are left over`] : [];
    return {
      ...this.#counts,
      ...this.#lines,
      leftOver: this.#leftOver,
      ...end,
      problems: [...failures, ...this.#problems, ...rest],
    };
  }
}
