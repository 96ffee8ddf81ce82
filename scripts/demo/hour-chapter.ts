import type { Sandbox } from "illumio-iac-sandbox";
import type { PceClient } from "../../clients/pce";
import { playHour, reportHour } from "./hour";
import { drawMap } from "./map";
import type { TrafficOptions } from "./options";
import { heading } from "./say";

/**
 * Plays the application against what is deployed, prints who talked to whom beside what really happened, and draws the map.
 *
 * @returns what should have been reported and was not, and the problems that the functions reported
 */
export async function hourChapter(
  sandbox: Sandbox,
  pce: PceClient,
  options: TrafficOptions,
): Promise<readonly string[]> {
  heading(`${options.minutes} minutes of a three-tier application`);
  const hour = await playHour(sandbox, pce, options);
  reportHour(hour, await drawMap(sandbox.pce.store, "map.svg"));
  return hour.problems;
}
