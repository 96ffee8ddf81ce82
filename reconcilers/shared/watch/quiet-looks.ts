import { messageLines } from "../../../core/errors";

interface QuietLooksOptions<Part> {
  readonly report: { failed(part: Part, count: number): void };
  readonly signal: AbortSignal;
  readonly say: (...lines: string[]) => void;
}

/**
 * Runs the parts of a look whose failures do not end the watch. A failure is logged once, and its end is logged once.
 */
export class QuietLooks<Part extends string> {
  readonly #failing = new Set<Part>();

  constructor(private readonly options: QuietLooksOptions<Part>) {}

  isFailing(part: Part): boolean {
    return this.#failing.has(part);
  }

  /** @returns undefined when it fails */
  async run<T>(part: Part, work: () => Promise<T>): Promise<T | undefined> {
    const { say, report, signal } = this.options;
    try {
      const result = await work();
      if (this.#failing.delete(part)) say(`${part}: works again`);
      return result;
    } catch (error) {
      if (signal.aborted) return undefined;
      const message = messageLines(error).join("; ");
      report.failed(part, 1);
      if (!this.#failing.has(part))
        say(`${part}: ${message}. Until it works again, changes are noticed when everything is compared`);
      this.#failing.add(part);
      return undefined;
    }
  }
}
