const real = jest.requireActual<typeof import("node:timers/promises")>("node:timers/promises");

const LONGEST_IN_MS = 2;

/**
 * For `jest.mock("node:timers/promises", …)` where both who waits and who is waited for are in the test process: a pause
 * lasts at most 2 ms.
 */
module.exports = {
  ...real,
  setTimeout: (pause: number, value: unknown, options: object) =>
    real.setTimeout(Math.min(pause, LONGEST_IN_MS), value, options),
};
