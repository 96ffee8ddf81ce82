import { Worker } from "node:worker_threads";

/** Size of the note that names the input which is being read. */
const NOTE_IN_BYTES = 8_192;

/** Runs beside the parser. When a counter stands still for too long, only ending the process helps. */
const GUARD = `
const { workerData: { counter, note, limitInMs } } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const [count, text] = [new Int32Array(counter), new Uint8Array(note)];
let last = -1, since = 0;
setInterval(() => {
  const now = Atomics.load(count, 0);
  if (now !== last || now === 0) { last = now; since = Date.now(); return; }
  if (Date.now() - since < limitInMs) return;
  const end = text.indexOf(0);
  writeSync(2, "a parser does not come back: " + Buffer.from(text.subarray(0, end < 0 ? text.length : end)).toString() + "\\n");
  process.kill(process.pid, "SIGKILL");
}, 250);
`;

/**
 * Ends the process, with a line that names the input, when a parser does not return: an endless loop cannot be left in
 * any other way.
 */
export class Watchdog {
  private readonly counter = new SharedArrayBuffer(4);
  private readonly note = new SharedArrayBuffer(NOTE_IN_BYTES);
  private readonly worker: Worker;
  private reading = 0;

  /** @param limitInMs longest that one input may take */
  constructor(limitInMs: number) {
    const workerData = { counter: this.counter, note: this.note, limitInMs };
    this.worker = new Worker(GUARD, { eval: true, workerData });
    this.worker.unref();
  }

  /** Called before a new input is read; @param what is printed when the parser does not return */
  begin(what: string): void {
    const bytes = new Uint8Array(this.note);
    const { written } = new TextEncoder().encodeInto(what, new Uint8Array(NOTE_IN_BYTES - 1));
    bytes.set(Buffer.from(what).subarray(0, written));
    bytes[written] = 0;
    this.reading = (this.reading % 1_000_000_000) + 1;
    Atomics.store(new Int32Array(this.counter), 0, this.reading);
  }

  /** Called when no input is being read. */
  rest(): void {
    Atomics.store(new Int32Array(this.counter), 0, 0);
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
