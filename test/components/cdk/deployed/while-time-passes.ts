import type { SandboxClock } from "../../../../sandbox/cloud/clock";

/** Longer than CloudFormation waits for any answer. */
const TWO_HOURS = 7_200_000;

/** Lets the clock of a cloud move on until work is done that may have to wait for it. */
export async function whileTimePasses<T>(clock: SandboxClock, work: Promise<T>): Promise<T> {
  let isDone = false;
  const watched = work.finally(() => {
    isDone = true;
  });
  watched.catch(() => undefined);
  while (!isDone) {
    await clock.advanceUntilIdle(TWO_HOURS);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return watched;
}
