import { PartialFailureError } from "../../../../core/errors";
import { type Clock, PROCESS_CLOCK } from "../../../../reconcilers/shared/watch/clock";
import {
  backoffInMs,
  type CommonWatchReason,
  type WatchedWork,
  watch,
} from "../../../../reconcilers/shared/watch/watch";

type WatchReason = CommonWatchReason | "canary";

/** A clock that goes on in pauses only, which end at once. */
class SteppedClock implements Clock {
  time = 0;

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.time += Math.max(0, milliseconds);
  }
}

/** Runs a watch until it has reconciled once for each outcome. */
async function reasonsOf(
  outcomes: readonly (Error | undefined)[],
  looks: readonly (WatchReason | undefined)[] = [],
  intervalInSeconds = 3600,
): Promise<{ reasons: WatchReason[]; looked: number; said: string[] }> {
  const stop = new AbortController();
  const [reasons, said]: [WatchReason[], string[]] = [[], []];
  const left = [...outcomes];
  let looked = 0;
  const work: WatchedWork<"canary"> = {
    async reconcile(reason) {
      reasons.push(reason);
      const outcome = left.shift();
      if (left.length === 0) stop.abort();
      if (outcome) throw outcome;
    },
    async look() {
      return looks[looked++];
    },
  };
  await watch(work, {
    intervalInSeconds,
    pollInSeconds: 5,
    signal: stop.signal,
    say: (text) => said.push(text),
    random: () => 0,
    clock: new SteppedClock(),
  });
  return { reasons, looked, said };
}

const fine = undefined;

test("a watch loop compares at the start, at the interval, and when a poll finds a reason", async () => {
  expect((await reasonsOf([fine, fine, fine], [undefined, "events", "canary"])).reasons).toEqual([
    "start",
    "events",
    "canary",
  ]);
  expect((await reasonsOf([fine, fine, fine], [], 20)).reasons).toEqual(["start", "interval", "interval"]);
});

test("a watch loop tries again sooner than the interval when a comparison fails, and does not poll meanwhile", async () => {
  const { reasons, looked, said } = await reasonsOf([new Error("away"), new Error("away"), fine], ["events"]);
  expect(reasons).toEqual(["start", "retry", "retry"]);
  expect(looked).toBe(0);
  expect(said).toEqual(["error: away", "error: away"]);
});

test("a watch loop continues to poll for the other bindings when one fails", async () => {
  const partial = new PartialFailureError("dag-sync", [{ item: "web", reason: "refused" }], 1);
  expect((await reasonsOf([partial, fine], ["events"])).reasons).toEqual(["start", "events"]);
});

test("a watch loop polls on time when a comparison is slow, and rests as long before the next comparison for events", async () => {
  const stop = new AbortController();
  const clock = new SteppedClock();
  const [times, looked]: [number[], number[]] = [[], []];
  const took = 200_000;
  const work: WatchedWork<"canary"> = {
    async reconcile() {
      times.push(clock.now());
      if (times.length === 2) return stop.abort();
      clock.time += took;
      times[0] = clock.now();
    },
    async look() {
      looked.push(clock.now());
      return looked.length === 3 ? "events" : undefined;
    },
  };
  await watch(work, {
    intervalInSeconds: 3600,
    pollInSeconds: 5,
    signal: stop.signal,
    say: () => undefined,
    clock,
  });
  expect(looked.map((time) => time - times[0]!)).toEqual([5_000, 10_000, 15_000]);
  expect(times[1]! - times[0]!).toBe(took);
});

test("a watch loop that waits ends at once when it is stopped", async () => {
  const stop = new AbortController();
  const work: WatchedWork<"canary"> = {
    async reconcile() {
      setImmediate(() => stop.abort());
    },
    look: () => Promise.reject(new Error("not before the poll")),
  };
  const began = PROCESS_CLOCK.now();
  await watch(work, {
    intervalInSeconds: 3600,
    pollInSeconds: 3600,
    signal: stop.signal,
    say: () => undefined,
  });
  expect(PROCESS_CLOCK.now() - began).toBeLessThan(10_000);
});

test("the wait after failures doubles up to five minutes, shortened at random by up to half", () => {
  expect([1, 2, 3, 20].map((failed) => backoffInMs(5, failed, 0))).toEqual([10_000, 20_000, 40_000, 300_000]);
  expect(backoffInMs(5, 1, 1)).toBe(5_000);
});
