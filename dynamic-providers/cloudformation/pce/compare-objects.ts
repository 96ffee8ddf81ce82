import type { PceClientOptions, PceConnection } from "../../../clients/pce";
import type { Declaration } from "../../../core/contracts/aws/drift-check";
import type { ObjectDrift } from "../../../core/contracts/aws/function-logs";
import { type FailedItem, isAuthenticationError } from "../../../core/errors";
import { onePce } from "../../pce/system/pce-systems";
import { isAway } from "../away";
import { objectDrift } from "./object-drift";

/** Objects that are compared at the same time. */
const AT_ONCE = 10;

export interface Comparison {
  /** How many objects were compared. */
  readonly checked: number;
  /** Those that differ, by the path of the construct. */
  readonly drifted: Readonly<Record<string, ObjectDrift>>;
  readonly failures: readonly FailedItem[];
  /** Calls to the PCE, every try counted. */
  readonly calls: number;
}

/**
 * Compares objects with their declarations. One that fails hides no other; a PCE that is away, or that refuses the key,
 * fails all that were not compared before.
 *
 * Each object is read by calls of its own: how many they are depends on the stack alone, and not on how many labels and
 * workloads the PCE has.
 */
export async function compareObjects(
  declarations: readonly Declaration[],
  connection: PceConnection,
  client: PceClientOptions,
): Promise<Comparison> {
  const systems = onePce(connection, { client, separately: { incarnation: "" } });
  const drifted: Record<string, ObjectDrift> = {};
  const failures: FailedItem[] = [];
  const left = [...declarations];
  let checked = 0;
  let isStopped = false;
  const compareNext = async (): Promise<void> => {
    while (left.length > 0 && !isStopped) {
      const one = left.shift()!;
      try {
        const drift = await objectDrift(one, systems);
        if (drift !== undefined) drifted[one.path] = drift;
        checked += 1;
      } catch (error) {
        failures.push({ item: one.path, reason: (error as Error).message, cause: error });
        isStopped ||= isAway(error) || isAuthenticationError(error);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, compareNext));
    if (left.length > 0)
      failures.push({ item: `${left.length} more objects`, reason: "were not compared for the same reason" });
    return { checked, drifted, failures, calls: systems.system().client.calls };
  } finally {
    await systems.close();
  }
}
