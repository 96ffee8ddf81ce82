import type { Readable } from "node:stream";

export interface Output {
  readonly stream: "stdout" | "stderr";
  readonly line: string;
}

const MARKER = "\u0000end ";

/** Splits what a function writes into lines, and tells when everything of one event has arrived. */
export class OutputReader {
  /** Settles when both streams have ended. */
  readonly closed: Promise<unknown>;
  #lines: Output[] = [];
  readonly #seen = new Map<string, number>();
  readonly #waiting = new Map<string, () => void>();

  constructor(stdout: Readable, stderr: Readable) {
    this.closed = Promise.all([this.#read(stdout, "stdout"), this.#read(stderr, "stderr")]);
  }

  /** Resolves when both streams have shown the end marker of the event, or have ended. */
  until(requestId: string): Promise<unknown> {
    if (this.#seen.get(requestId) === 2) return Promise.resolve();
    const marked = new Promise<void>((resolve) => {
      this.#waiting.set(requestId, resolve);
    });
    return Promise.race([marked, this.closed]);
  }

  take(): Output[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#seen.clear();
    this.#waiting.clear();
    return lines;
  }

  #read(stream: Readable, name: Output["stream"]): Promise<void> {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#accept(line, name);
    });
    return new Promise((resolve) => {
      stream.once("close", () => {
        if (rest !== "") this.#accept(rest, name);
        resolve();
      });
    });
  }

  #accept(line: string, stream: Output["stream"]): void {
    const start = line.indexOf(MARKER);
    if (start < 0) {
      if (line !== "") this.#lines.push({ stream, line });
      return;
    }
    if (start > 0) this.#lines.push({ stream, line: line.slice(0, start) });
    const requestId = line.slice(start + MARKER.length);
    const seen = (this.#seen.get(requestId) ?? 0) + 1;
    this.#seen.set(requestId, seen);
    if (seen === 2) this.#waiting.get(requestId)?.();
  }
}
