import { run } from "../../../scripts/soak/kills.soak";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

jest.setTimeout(120_000);

test("a short run kills at every call of some scenarios, and all converge", async () => {
  const { scenarios, kills, converged } = await run({ size: "short", seed: 5, say: () => undefined });
  expect(scenarios).toBeGreaterThan(1);
  expect(converged).toBe(kills);
  expect(kills).toBeGreaterThan(100);
});
