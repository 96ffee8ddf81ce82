import fc from "fast-check";
import { sharedTokenBucket, TokenBucket } from "../../../clients/http/token-bucket";

/** Takes whenever it may, at the given moments. Returns the times of the calls, in milliseconds. */
function callTimes(bucket: TokenBucket, clock: { now: number }, steps: readonly number[]): number[] {
  const times: number[] = [];
  for (const step of steps) {
    clock.now += step;
    while (bucket.tryTake()) times.push(clock.now);
  }
  return times;
}

const busiest = (times: readonly number[], window: number): number =>
  Math.max(0, ...times.map((start) => times.filter((time) => time >= start && time < start + window).length));

test("a bucket never lets more than the calls per minute pass in any minute", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 400 }),
      fc
        .integer({ min: 1_000, max: 90_000 })
        .chain((max) => fc.array(fc.integer({ min: 0, max }), { maxLength: 60 })),
      (rate, lowered, steps) => {
        const clock = { now: 0 };
        const bucket = new TokenBucket(rate, () => clock.now);
        const times = callTimes(bucket, clock, steps);
        expect(busiest(times, 60_000)).toBeLessThanOrEqual(rate);
        bucket.limitTo(lowered);
        expect(busiest(callTimes(bucket, clock, steps), 60_000)).toBeLessThanOrEqual(Math.min(rate, lowered));
      },
    ),
    { numRuns: 60 },
  );
});

test("a caller that always waits gets its calls per minute", () => {
  const clock = { now: 0 };
  const bucket = new TokenBucket(400, () => clock.now);
  const times = callTimes(bucket, clock, [...new Array<number>(6000).fill(100)]); // ten minutes
  expect(times.length).toBeGreaterThanOrEqual(3930); // 400 in 61 s
  expect(times.length).toBeLessThanOrEqual(4000);
});

test("a paused bucket lets nobody pass and continues without a burst", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 120_000 }),
      fc.integer({ min: 0, max: 30_000 }),
      (pause, before) => {
        const clock = { now: before };
        const bucket = new TokenBucket(60, () => clock.now);
        bucket.pause(pause);
        const times = callTimes(bucket, clock, new Array<number>(300).fill(1000));
        expect(Math.min(...times)).toBeGreaterThanOrEqual(before + pause + 1000);
        expect(busiest(times, 10_000)).toBeLessThanOrEqual(11);
      },
    ),
  );
});

test("a shorter pause does not end a longer one", () => {
  const clock = { now: 0 };
  const bucket = new TokenBucket(600, () => clock.now);
  bucket.pause(10_000);
  bucket.pause(1000);
  clock.now = 9000;
  expect(bucket.tryTake()).toBe(false);
});

function emptied(callsPerMinute: number): TokenBucket {
  const bucket = new TokenBucket(callsPerMinute);
  while (bucket.tryTake());
  return bucket;
}

test("callers are served in order of arrival, and one that tries again goes first", async () => {
  const bucket = emptied(3000);
  const served: string[] = [];
  const take = (name: string, first: boolean) => bucket.take({ first }).then(() => served.push(name));
  await Promise.all([take("a", false), take("b", false), take("retry", true)]);
  expect(served).toEqual(["retry", "a", "b"]);
});

test("a caller that gives up leaves the queue and uses no token", async () => {
  const bucket = emptied(60); // a second for each, so that no token comes before the caller gives up
  const controller = new AbortController();
  const gaveUp = bucket.take({ signal: controller.signal });
  const next = bucket.take();
  controller.abort(new Error("enough"));
  await expect(gaveUp).rejects.toThrow("enough");
  await next;
});

test("a caller whose signal is already aborted does not join the queue", async () => {
  await expect(new TokenBucket(60).take({ signal: AbortSignal.abort(new Error("late")) })).rejects.toThrow(
    "late",
  );
});

test("callers of one key share one bucket, and the lowest rate among them applies", () => {
  const bucket = sharedTokenBucket("https://a:1 api_1", 400);
  expect(sharedTokenBucket("https://a:1 api_1", 200)).toBe(bucket);
  expect(bucket.callsPerMinute).toBe(200);
  expect(sharedTokenBucket("https://a:1 api_1", 500).callsPerMinute).toBe(200);
  expect(sharedTokenBucket("https://a:1 api_2", 400)).not.toBe(bucket);
  const takenAtOnce = Array.from({ length: 400 }, () => bucket.tryTake()).filter(Boolean).length;
  expect(takenAtOnce).toBe(50);
});
