const real = jest.requireActual<typeof import("node:timers/promises")>("node:timers/promises");

/** Time for what is under way, before a pause is skipped. */
const TURN_IN_MS = 1;

const now = performance.now.bind(performance);
const ends = new Set<{ readonly at: number }>();
let skipped = 0;

performance.now = () => now() + skipped;
afterAll(() => {
  performance.now = now;
});

/**
 * For `jest.mock("node:timers/promises", …)` where both who waits and who is waited for are in the test process: a pause
 * takes no time, and when it ends `performance.now` is as far ahead as if it had. Pauses end in the order of their ends.
 */
async function setTimeout<T>(milliseconds = 1, value?: T, options: { signal?: AbortSignal } = {}) {
  const end = { at: performance.now() + milliseconds };
  ends.add(end);
  try {
    do await real.setTimeout(TURN_IN_MS, undefined, options);
    while ([...ends].some(({ at }) => at < end.at));
    skipped += Math.max(0, end.at - performance.now());
    return value;
  } finally {
    ends.delete(end);
  }
}

module.exports = { ...real, setTimeout };
