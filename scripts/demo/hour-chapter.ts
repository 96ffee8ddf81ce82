import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Sandbox } from "illumio-iac-sandbox";
import { flowMapSvg } from "illumio-iac-sandbox/pce";
import type { PceClient } from "../../clients/pce";
import { playHour, reportHour } from "./hour";
import { KEPT } from "./kept";
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
  mkdirSync(KEPT, { recursive: true });
  const map = path.join(KEPT, "map.svg");
  writeFileSync(map, await flowMapSvg(sandbox.pce.store, "role"));
  reportHour(hour, path.relative(process.cwd(), map));
  return hour.problems;
}
