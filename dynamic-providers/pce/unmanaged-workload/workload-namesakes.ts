import type { Workload } from "../../../clients/pce";
import { IllumioIacError } from "../../../core/errors";
import { ownerOf } from "../../../core/ownership/external-pair";
import { IncompleteResourceError } from "../../lifecycle/incomplete-resource-error";
import type { Ownership } from "../../lifecycle/ownership";
import type { RunContext } from "../../lifecycle/resource-provider";
import { isNamesake, type Named, naturalKey } from "../system/namesakes";
import type { PceSystem } from "../system/pce-system";
import { removeWorkload } from "./workload-remove";
import { titleOf, type WorkloadState } from "./workload-state";

/** Number of times that the older workload checks whether the younger has given way, before it gives way itself. */
const LOOKS = 6;

/**
 * Removes the workload again where an older one of this package has its name.
 *
 * @throws IllumioIacError that names the one that stays; IncompleteResourceError where it could not be found out, or
 *   this one could not be removed
 */
export async function giveWay(
  system: PceSystem,
  workload: Workload,
  state: WorkloadState & { readonly ownership: Ownership },
  run: RunContext,
): Promise<void> {
  const { href } = workload;
  const what = titleOf(state, href);
  const reasons: string[] = [];
  try {
    const winner = await olderNamesake(system, state, href);
    if (!winner) return;
    reasons.push(gaveWay(what, state, winner));
    await removeWorkload(system, workload, state.ownership, what, run);
  } catch (error) {
    const failed = reasons.length > 0 ? "could not be removed" : "could not be compared with others";
    reasons.push(`${what} ${failed}: ${(error as Error).message}`);
    throw new IncompleteResourceError(href, state, reasons, { cause: error });
  }
  throw new IllumioIacError(reasons.join());
}

/**
 * Says whether a workload that this run made has to go, because another resource of this package made one with the
 * same natural key: each looks for the name before either creates. The older one stays (`created_at`, then href), which
 * both see. An older one that finds a younger one waits for it to go; one that stays has not seen the older one, which
 * then gives way.
 *
 * @returns the one that stays in its place; undefined when this one stays
 */
async function olderNamesake(system: PceSystem, named: Named, href: string): Promise<Workload | undefined> {
  const key = naturalKey(named);
  for (let look = 1; ; look++) {
    const found = await system.namesakes.add(key);
    const rivals = found.filter((workload) => workload.href !== href);
    if (rivals.length === 0) return undefined;
    const mine = found.filter((workload) => workload.href === href);
    const [oldest] = [...rivals, ...mine].sort(byAge);
    const rival = oldest!.href === href ? rivals[0]! : oldest!;
    const waits = oldest!.href === href && look < LOOKS;
    if (waits) await system.pause();
    else if (await system.client.getWorkload(rival.href)) return rival;
  }
}

/** Whether the workloads that this run knows hold another of this package with the same natural key. */
export async function hasNamesake(system: PceSystem, named: Named, href: string): Promise<boolean> {
  const key = naturalKey(named);
  const found = await system.workloads.find(key.index, key.text);
  return found.some((workload) => workload.href !== href && isNamesake(workload, key));
}

/** Why a workload was removed again. */
function gaveWay(what: string, named: Named, winner: Workload): string {
  const { index } = naturalKey(named);
  const owner = ownerOf(winner) || "another program of this package";
  return (
    `${what} was created by '${owner}' too at the same moment, with the same ${index}. That one stays ` +
    `(${winner.href}), this one was removed again. Declare it in one place only`
  );
}

function byAge(one: Workload, other: Workload): number {
  const [earlier = "", later = ""] = [one.created_at, other.created_at];
  if (earlier !== later && earlier !== "" && later !== "") return earlier < later ? -1 : 1;
  return one.href < other.href ? -1 : 1;
}
