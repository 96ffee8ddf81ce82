import { backoffInMs, type WatchedWork, type WatchReason, watch } from "../../../cli/dag-sync/watch";
import { PartialFailureError } from "../../../core/errors";

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
  const work: WatchedWork = {
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
    pollInSeconds: 0.005,
    signal: stop.signal,
    say: (text) => said.push(text),
    random: () => 0,
  });
  return { reasons, looked, said };
}

const fine = undefined;

test("compares at the start, at the interval, and when a look finds a reason", async () => {
  expect((await reasonsOf([fine, fine, fine], [undefined, "events", "canary"])).reasons).toEqual([
    "start",
    "events",
    "canary",
  ]);
  expect((await reasonsOf([fine, fine, fine], [], 0.02)).reasons).toEqual(["start", "interval", "interval"]);
});

test("tries again after a failure, sooner than the interval, and looks for nothing meanwhile", async () => {
  const { reasons, looked, said } = await reasonsOf([new Error("away"), new Error("away"), fine], ["events"]);
  expect(reasons).toEqual(["start", "retry", "retry"]);
  expect(looked).toBe(0);
  expect(said).toEqual(["error: away", "error: away"]);
});

test("goes on looking for the others when one binding fails", async () => {
  const partial = new PartialFailureError("dag-sync", [{ item: "web", reason: "refused" }], 1);
  expect((await reasonsOf([partial, fine], ["events"])).reasons).toEqual(["start", "events"]);
});

test("the wait after failures doubles up to five minutes, cut by up to half", () => {
  expect([1, 2, 3, 20].map((failed) => backoffInMs(5, failed, 0))).toEqual([10_000, 20_000, 40_000, 300_000]);
  expect(backoffInMs(5, 1, 1)).toBe(5_000);
});
