import { setImmediate } from "node:timers/promises";
import type { PceClient, Workload } from "../../../clients/pce";
import { EXTERNAL_DATA_SET, ownerOf } from "../../../core/ownership/external-pair";
import type { WorkloadReads } from "./object-reads";

/** What distinguishes the workloads of a program: the hostname, or the name of a workload without hostname. */
export interface NaturalKey {
  readonly index: "hostname" | "name";
  readonly text: string;
}

/** Something with a natural key. */
export interface Named {
  readonly hostname?: unknown;
  readonly name?: unknown;
}

/** Number of workloads up to which a plain GET returns all of them. */
const IN_ONE_CALL = 500;

/** Number of names up to which each is asked for by a call of its own. */
const FEW = 2;

export function naturalKey({ hostname, name }: Named): NaturalKey {
  return hostname === undefined || hostname === null || hostname === ""
    ? { index: "name", text: String(name) }
    : { index: "hostname", text: String(hostname) };
}

/** Whether a workload of this package has the key. */
export function isNamesake(workload: Workload, { index, text }: NaturalKey): boolean {
  const key = naturalKey(workload);
  return ownerOf(workload) !== undefined && key.index === index && key.text === text;
}

interface Read {
  readonly client: PceClient;
  readonly workloads: WorkloadReads;
}

/**
 * Workloads of this package by their natural keys, as they are now, with one reading for all keys.
 *
 * A few keys are asked for by name. For many keys a large PCE is first asked how many workloads it has: if that is the
 * number that this run knows from reading and writing, nobody else has created one. (Creates and deletes by somebody
 * else, equal in number, would stay unseen.)
 *
 * @returns for each key the workloads that have it
 */
export async function readNamesakes(
  { client, workloads }: Read,
  keys: readonly NaturalKey[],
): Promise<Workload[][]> {
  await setImmediate(); // until what was written just now is recorded, so that the numbers can be compared
  if (
    keys.length > FEW &&
    (workloads.size <= IN_ONE_CALL || (await client.countWorkloads()) !== workloads.size)
  )
    workloads.forget();
  return Promise.all(
    keys.map(async (key) => {
      const { index, text } = key;
      const found = await (keys.length > FEW
        ? workloads.find(index, text)
        : client.findWorkloads({ [index]: text, external_data_set: EXTERNAL_DATA_SET }));
      return found.filter((workload) => isNamesake(workload, key));
    }),
  );
}
