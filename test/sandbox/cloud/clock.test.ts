import { SandboxClock } from "../../../sandbox/cloud/clock";

const START = Date.UTC(2026, 8, 1);

let clock: SandboxClock;
beforeEach(() => {
  jest.useFakeTimers({ now: 0.25, doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
  clock = new SandboxClock(START);
});
afterEach(() => {
  clock.close();
  jest.useRealTimers();
});

const real = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

test.each([60, 1, 0.333, 1.7, 10_000])(
  "the clock at speed %d runs that much faster, in whole milliseconds",
  async (speed) => {
    const seen: number[] = [];
    clock.onStep(() => seen.push(clock.now()));
    clock.run(speed);
    await real(2_000);
    expect(seen.filter((now) => !Number.isInteger(now))).toEqual([]);
    expect(Math.abs(clock.now() - START - 2_000 * speed)).toBeLessThanOrEqual(1);
  },
);

test("a timer fires at its own time while the clock runs", async () => {
  const times: number[] = [];
  for (const delay of [1_500, 7, 61_000]) clock.after(delay, () => times.push(clock.now() - START));
  clock.run(60);
  await real(1_000);
  expect(times).toEqual([7, 1_500]);
});

test("the clock stands still while a function runs, and after it was stopped", async () => {
  let finish = () => {};
  clock.run(60);
  await real(100);
  const before = clock.now();
  void clock.track(
    new Promise<void>((resolve) => {
      finish = resolve;
    }),
  );
  await real(1_000);
  expect(clock.now()).toBe(before);
  finish();
  await real(100);
  expect(clock.now()).toBeGreaterThan(before);
  clock.stop();
  const stopped = clock.now();
  await real(1_000);
  expect(clock.now()).toBe(stopped);
});

test("a second run replaces the first", async () => {
  clock.run(60);
  clock.run(2);
  await real(1_000);
  expect(clock.now() - START).toBe(2_000);
});

test.each([0, -1, Number.NaN])("a speed of %d is refused", (speed) => {
  expect(() => clock.run(speed)).toThrow(RangeError);
});
