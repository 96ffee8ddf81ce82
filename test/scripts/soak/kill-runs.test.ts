import { killRuns } from "../../../scripts/soak/kills/kill-run";
import { SCENARIOS } from "../../../scripts/soak/kills/scenarios";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

jest.setTimeout(120_000);

test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  "scenario %s leaves the firewall as the last program says when it is killed at any call",
  async (_name, scenario) => {
    const failed: object[] = [];
    let kills = 0;
    for await (const outcome of killRuns(scenario, 1_000)) {
      kills += 1;
      if (outcome.problem !== undefined) failed.push(outcome);
    }
    expect(failed).toEqual([]);
    expect(kills).toBeGreaterThan(30);
  },
);
