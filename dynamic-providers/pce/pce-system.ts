import {
  type BulkResult,
  type Label,
  type NewWorkload,
  PceClient,
  type PceConnection,
  type Workload,
  type WorkloadUpdate,
} from "../../clients/pce";
import { IllumioIacError } from "../../core/errors";
import { Batch, type BatchOptions, Turnstile } from "../engine/batch";
import { Collection, type CollectionOptions } from "../engine/collection";
import { ownerOf } from "../engine/owner";
import type { PceIdentity } from "./pce-settings";
import { WORKLOAD_FIELDS } from "./workload-fields";

/** Label types that every PCE has. */
export const BUILT_IN_LABEL_KEYS = ["role", "app", "env", "loc"] as const;

/**
 * How old a read may be where the answer decides what a write does to things that others write too: the labels of a
 * workload, the mark on something that shall be deleted.
 */
export const FRESH_IN_SECONDS = 60;

/** One item of a bulk call was refused. `token` is the PCE's own word. */
export class BulkItemRefusedError extends IllumioIacError {
  constructor(
    what: string,
    readonly token: string,
    message: string,
    cause?: Error,
  ) {
    super(`${what}: ${message} (${token})`, { cause });
  }
}

/** Everything that the resources of one run share about one PCE: the client, what was read, what is on its way. */
export class PceSystem {
  readonly client: PceClient;
  readonly identity: PceIdentity;
  readonly labels: Collection<Label, "owner" | "keyValue">;
  readonly workloads: Collection<Workload, "owner" | "hostname" | "name">;
  readonly createWorkload: Batch<NewWorkload, string>;
  readonly updateWorkload: Batch<WorkloadUpdate, string>;
  readonly deleteWorkload: Batch<string, string>;
  /** What is being created right now: natural key → owner. */
  readonly claims = new Map<string, string>();
  /** Workloads that this run released, with the labels they had. */
  readonly released = new Set<string>();
  private knownKeys: Promise<ReadonlySet<string>> | undefined;

  constructor(connection: PceConnection, options: CollectionOptions & BatchOptions = {}) {
    this.client = new PceClient(connection);
    this.identity = { host: connection.host, port: connection.port, orgId: connection.orgId };
    this.labels = new Collection(
      () => this.client.listLabels(),
      { owner: ownerOf, keyValue: ({ key, value }) => labelIndexKey(key, value) },
      options,
    );
    this.workloads = new Collection(
      () => slim(this.client.listWorkloads()),
      {
        owner: ownerOf,
        hostname: ({ hostname }) => hostname || undefined,
        name: ({ name }) => name || undefined,
      },
      options,
    );
    const batch = { turnstile: new Turnstile(), ...options };
    this.createWorkload = new Batch(
      async (items) =>
        perItem(await this.client.bulkCreateWorkloads(items), (i) => `workload ${titleOf(items[i]!)}`),
      batch,
    );
    this.updateWorkload = new Batch(
      async (items) =>
        perItem(await this.client.bulkUpdateWorkloads(items), (i) => `workload ${items[i]!.href}`),
      batch,
    );
    this.deleteWorkload = new Batch(
      async (hrefs) => perItem(await this.client.bulkDeleteWorkloads(hrefs), (i) => `workload ${hrefs[i]}`),
      batch,
    );
  }

  /**
   * Keys that a label may have. Read once; a PCE older than 22.5 has no such collection and only the built-in keys.
   */
  labelKeys(): Promise<ReadonlySet<string>> {
    this.knownKeys ??= this.readLabelKeys().catch((error) => {
      this.knownKeys = undefined;
      throw error;
    });
    return this.knownKeys;
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private async readLabelKeys(): Promise<ReadonlySet<string>> {
    const keys = new Set<string>(BUILT_IN_LABEL_KEYS);
    for await (const { key, deleted } of this.client.listLabelDimensions()) if (!deleted) keys.add(key);
    return keys;
  }
}

const KEPT: readonly (keyof Workload)[] = [
  "href",
  "managed",
  "ven",
  "labels",
  "interfaces",
  "external_data_set",
  "external_data_reference",
  ...(Object.values(WORKLOAD_FIELDS) as (keyof Workload)[]),
];

export function labelIndexKey(key: string, value: string): string {
  return JSON.stringify([key, value]);
}

function titleOf({ name, hostname }: NewWorkload): string {
  return hostname ?? name ?? "without a name";
}

function perItem(results: readonly BulkResult[], what: (index: number) => string): (string | Error)[] {
  return results.map((result, index) =>
    result.error
      ? new BulkItemRefusedError(what(index), result.error.token, result.error.message, result.error.cause)
      : result.href!,
  );
}

/** A workload of the PCE carries far more than we look at, and there may be 50,000 of them in memory. */
async function* slim(workloads: AsyncIterable<Workload>): AsyncIterable<Workload> {
  for await (const workload of workloads) {
    yield Object.fromEntries(
      KEPT.filter((key) => workload[key] !== undefined).map((key) => [key, workload[key]]),
    ) as unknown as Workload;
  }
}
