import type { Label, PceClient, Workload } from "../../../clients/pce";
import { EXTERNAL_DATA_SET, ownerOf } from "../../../core/ownership/external-pair";
import { markText } from "../../../core/ownership/owner-mark";
import { Collection, type CollectionOptions, type ObjectReads } from "../../lifecycle/collection";
import { SeparateReads } from "../../lifecycle/separate-reads";
import { WORKLOAD_FIELDS } from "../unmanaged-workload/workload-fields";

export type LabelReads = ObjectReads<Label, "owner" | "keyValue">;
export type WorkloadReads = ObjectReads<Workload, "owner" | "hostname" | "name">;

export interface PceReads {
  readonly labels: LabelReads;
  readonly workloads: WorkloadReads;
}

/** Look-ups that share one read of all labels and one of all workloads. */
export function sharedReads(client: PceClient, options: CollectionOptions): PceReads {
  return {
    labels: new Collection(
      () => client.listLabels(),
      { owner: ownerOf, keyValue: ({ key, value }) => labelIndexKey(key, value) },
      options,
    ),
    workloads: new Collection(
      () => slim(client.listWorkloads()),
      {
        owner: ownerOf,
        hostname: ({ hostname }) => hostname || undefined,
        name: ({ name }) => name || undefined,
      },
      options,
    ),
  };
}

/**
 * Look-ups that are a call each.
 *
 * @param incarnation of the create that the process serves. By owner only what carries it is found, because the PCE
 *   compares an external reference as a whole
 */
export function separateReads(client: PceClient, incarnation: string): PceReads {
  const pairOf = (reference: string) => ({
    external_data_set: EXTERNAL_DATA_SET,
    external_data_reference: markText(reference, incarnation),
  });
  return {
    labels: new SeparateReads({
      get: (href) => client.getLabel(href),
      find: {
        owner: (reference) => listed(client.listLabels(pairOf(reference))),
        keyValue: async (index) => {
          const [key, value] = JSON.parse(index) as [string, string];
          const label = await client.findLabel(key, value);
          return label === undefined ? [] : [label];
        },
      },
      all: () => client.listLabels(),
    }),
    workloads: new SeparateReads({
      get: (href) => client.getWorkload(href),
      find: {
        owner: (reference) => client.findWorkloads(pairOf(reference)),
        hostname: (hostname) => client.findWorkloads({ hostname }),
        name: (name) => client.findWorkloads({ name }),
      },
      all: () => client.listWorkloads(),
    }),
  };
}

export function labelIndexKey(key: string, value: string): string {
  return JSON.stringify([key, value]);
}

async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const KEPT: readonly (keyof Workload)[] = [
  "href",
  "managed",
  "ven",
  "labels",
  "interfaces",
  "external_data_set",
  "external_data_reference",
  "created_at",
  ...(Object.values(WORKLOAD_FIELDS) as (keyof Workload)[]),
];

/** Keeps the fields that are used: a workload of the PCE has far more, and there may be 50,000 of them in memory. */
async function* slim(workloads: AsyncIterable<Workload>): AsyncIterable<Workload> {
  for await (const workload of workloads) {
    yield Object.fromEntries(
      KEPT.filter((key) => workload[key] !== undefined).map((key) => [key, workload[key]]),
    ) as unknown as Workload;
  }
}
