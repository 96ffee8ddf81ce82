import { writeFile } from "node:fs/promises";
import type { FlowMap } from "illumio-iac-flow-map";
import { answerLimits } from "../../clients/http/answer-limits";
import { PCE_ENVIRONMENT, PceClient, pceConnectionFromEnvironment } from "../../clients/pce";
import { counted } from "../../core/counted";
import { ConfigurationError, IllumioIacError } from "../../core/errors";
import { withPackages } from "../../core/optional-packages";
import type { Grouping } from "./grouping";
import { byInventory } from "./inventory";
import { mapOfFlows } from "./map-of-flows";
import { byNetwork } from "./networks";
import { byPceLabel } from "./pce-labels";
import { sumUp } from "./sum-up";

export interface MapOptions {
  /** File that the picture goes to. */
  readonly map: string;
  /** Key of a label type, or column of the inventory; by default `role`, in an inventory without roles the name. */
  readonly mapBy?: string;
  readonly inventory?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigurationError for an option that would have no effect */
export function checkMapOptions(
  { map, mapBy, inventory }: Partial<MapOptions>,
  environment: Environment,
): void {
  const given = inventory !== undefined ? "--inventory" : mapBy !== undefined ? "--map-by" : undefined;
  if (map === undefined && given !== undefined)
    throw new ConfigurationError(given, "belongs to --map. Give --map FILE.svg too");
  if (mapBy !== undefined && inventory === undefined && !environment[PCE_ENVIRONMENT.host])
    throw new ConfigurationError(
      "--map-by",
      "needs --inventory, or a PCE that the ILLUMIO_… environment variables name. Without them the map is by network",
    );
}

/**
 * Draws flows as SVG: by labels of the PCE where the environment names one, by the names of an inventory, else by
 * network.
 *
 * @param lines `client,server,port,protocol`
 * @returns what was drawn, in words
 * @throws IllumioIacError when the file cannot be written or the drawing library is missing; what the PCE's client throws
 */
export async function writeMap(
  lines: readonly string[],
  options: MapOptions,
  environment: Environment,
): Promise<string> {
  const grouping = await groupingOf(lines, options, environment);
  const { map, note } = sumUp(mapOfFlows(lines, grouping));
  const svg = await draw(map, note);
  try {
    await writeFile(options.map, svg);
  } catch (cause) {
    throw new IllumioIacError(`${options.map} cannot be written: ${(cause as Error).message}`, { cause });
  }
  return `map: ${options.map}, ${counted(map.groups.length, "group")} by ${grouping.by}, ${counted(map.edges.length, "arrow")}`;
}

async function groupingOf(
  lines: readonly string[],
  { inventory, mapBy }: MapOptions,
  environment: Environment,
): Promise<Grouping> {
  const networks = byNetwork(lines.flatMap((line) => line.split(",", 2)));
  if (inventory !== undefined) return byInventory(inventory, mapBy, networks);
  if (!environment[PCE_ENVIRONMENT.host]) return networks;
  const pce = new PceClient(pceConnectionFromEnvironment(environment), answerLimits(environment));
  try {
    return await byPceLabel(pce, mapBy ?? "role", networks);
  } finally {
    await pce.close();
  }
}

async function draw(map: FlowMap, note: string | undefined): Promise<string> {
  const { drawFlowMap } = await withPackages(
    { of: "illumio-iac flows --map", packages: ["illumio-iac-flow-map"] },
    () => import("illumio-iac-flow-map"),
  );
  return drawFlowMap(map, note, "No flows");
}
