import { promises } from "node:timers";
import type { Clock } from "../../../reconcilers/shared/watch/clock";

const processTime = performance.now.bind(performance);

/**
 * A clock that is so many times as fast as that of the process. Tests that cut pauses of clients short
 * (`test/support/short-pauses.ts`) or step `performance.now` leave it as it is.
 */
export class FastClock implements Clock {
  constructor(private readonly times: number) {}

  now(): number {
    return processTime() * this.times;
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const pause = Math.max(0, milliseconds / this.times);
    await promises.setTimeout(pause, undefined, { signal }).catch((reason: Error) => {
      if (reason.name !== "AbortError") throw reason;
    });
  }
}
