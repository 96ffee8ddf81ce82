import { type KillOutcome, killRuns } from "./kills/kill-run";
import { SCENARIOS } from "./kills/scenarios";
import type { Figures, SoakOptions } from "./soak";

export const title = "bindings of Palo Alto firewalls, killed at every call";

/** Number of kills at the same time: they wait for timers more than they compute. */
const AT_A_TIME = 64;

/** A short run takes every seventh scenario, beginning where the seed says. */
const SHORT_STEP = 7;

/**
 * Ends the provider at each of its calls, before the call is sent and after it was carried out, and then runs the same
 * program, the earlier one, a corrected one or a destroy.
 */
export async function run({ size, seed, say }: SoakOptions): Promise<Figures> {
  const chosen = SCENARIOS.filter((_, index) => size === "long" || (index + seed) % SHORT_STEP === 0);
  const failed: KillOutcome[] = [];
  let kills = 0;
  for (const scenario of chosen) {
    let count = 0;
    for await (const outcome of killRuns(scenario, AT_A_TIME)) {
      count += 1;
      if (outcome.problem !== undefined) failed.push(outcome);
    }
    kills += count;
    say(`${scenario.name}: ${count} kills`);
  }
  if (failed.length > 0)
    throw new Error(
      `${failed.length} of ${kills} kills did not converge:\n${failed.slice(0, 5).map(textOf).join("\n")}`,
    );
  return { scenarios: chosen.length, kills, converged: kills - failed.length };
}

function textOf({ scenario, kill, continuation, lastCall, problem }: KillOutcome): string {
  const where = `call ${kill.call} (${lastCall}), ${kill.carriedOut ? "carried out" : "not sent"}, then ${continuation}`;
  return `${scenario}: ${where}: ${problem}`;
}
