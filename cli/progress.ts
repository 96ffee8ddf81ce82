import { say } from "./output";

const EVERY_IN_MILLISECONDS = 2_000;

/** Says on standard error, every two seconds at most, how far something is. */
export class Progress {
  private last = Date.now();

  say(text: () => string): void {
    const now = Date.now();
    if (now - this.last < EVERY_IN_MILLISECONDS) return;
    this.last = now;
    say(text());
  }
}
