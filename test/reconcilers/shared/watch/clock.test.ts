import { PROCESS_CLOCK } from "../../../../reconcilers/shared/watch/clock";

test("the clock of the process ends no pause early, also when the pause is a fraction of a millisecond longer", async () => {
  const { signal } = new AbortController();
  const early: number[] = [];
  for (let tenths = 0; tenths < 30; tenths++) {
    const pause = 1 + tenths / 10;
    const began = PROCESS_CLOCK.now();
    await PROCESS_CLOCK.sleep(pause, signal);
    if (PROCESS_CLOCK.now() - began < pause) early.push(pause);
  }
  expect(early).toEqual([]);
});

test("the clock of the process does not wait when the moment has passed", async () => {
  const began = PROCESS_CLOCK.now();
  await PROCESS_CLOCK.sleep(-60_000, new AbortController().signal);
  expect(PROCESS_CLOCK.now() - began).toBeLessThan(30_000);
});
