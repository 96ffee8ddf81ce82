import { setTimeout as sleep } from "node:timers/promises";
import type { Ended } from "../in-process-command";

/** A `--watch` that runs. */
export class Watching {
  private readonly result: Promise<Ended>;
  err = "";

  constructor(
    start: (onErr: (text: string) => void) => Promise<Ended>,
    private readonly kill: (signal: NodeJS.Signals) => void,
  ) {
    this.result = start((text) => {
      this.err += text;
    });
  }

  /** Waits until it has said something. */
  said(words: string | RegExp): Promise<void> {
    return until(() => (typeof words === "string" ? this.err.includes(words) : words.test(this.err)));
  }

  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> {
    this.kill(signal);
    return this.result;
  }
}

/** @throws when it does not come true within 2 minutes */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`did not come true: ${condition}`);
    await sleep(20);
  }
}
