import { setTimeout as sleep } from "node:timers/promises";
import type { AnswerLimits } from "../../../clients/http/answer-limits";
import {
  type BulkResult,
  type NewWorkload,
  PceClient,
  type PceClientOptions,
  type PceConnection,
  type Workload,
  type WorkloadUpdate,
} from "../../../clients/pce";
import type { PceIdentity } from "../../../clients/pce/connection-settings";
import { IllumioIacError } from "../../../core/errors";
import { BUILT_IN_LABEL_KEYS } from "../../../core/labels/built-in-keys";
import { Batch, type BatchOptions, Turnstile } from "../../lifecycle/batch";
import type { CollectionOptions } from "../../lifecycle/collection";
import { type NaturalKey, readNamesakes } from "./namesakes";
import { type LabelReads, separateReads, sharedReads, type WorkloadReads } from "./object-reads";
import { PlannedObjects } from "./planned-objects";
import { Renames } from "./renames";
import { WrittenWorkloads } from "./written-workloads";

/**
 * Greatest age of a read whose answer decides what a write does to things that others write too: the labels of a
 * workload, the mark on an object that is to be deleted.
 */
export const FRESH_IN_SECONDS = 60;

/** How long a run waits for another run to remove what it created at the same moment. */
const PAUSE_IN_MILLISECONDS = 2000;

export interface PceSystemOptions extends CollectionOptions, BatchOptions {
  /**
   * Set for a process that serves one object: its look-ups are a call each and read no whole collection.
   * @default look-ups share one read of all labels and one of all workloads
   */
  readonly separately?: { readonly incarnation: string };
  /** How calls to the PCE are limited in number and time. */
  readonly client?: PceClientOptions;
  /** Waits between two looks at what another run does. @default 2 s */
  readonly pause?: () => Promise<unknown>;
}

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

export { labelIndexKey } from "./object-reads";

/** Everything that the resources of one run share about one PCE: the client, what was read, what is on its way. */
export class PceSystem {
  readonly client: PceClient;
  readonly identity: PceIdentity;
  readonly labels: LabelReads;
  readonly workloads: WorkloadReads;
  readonly createWorkload: Batch<NewWorkload, string>;
  readonly updateWorkload: Batch<WorkloadUpdate, string>;
  readonly deleteWorkload: Batch<string, string>;
  /** Workloads of this package with a natural key, read after the question was asked. */
  readonly namesakes: Batch<NaturalKey, Workload[]>;
  readonly pause: () => Promise<unknown>;
  /** What is being created right now: natural key → owner. */
  readonly claims = new Map<string, string>();
  /** Workloads that this run released, with the labels they had. */
  readonly released = new Set<string>();
  readonly planned = new PlannedObjects();
  readonly renames = new Renames();
  readonly written = new WrittenWorkloads();
  private knownKeys: Promise<ReadonlySet<string>> | undefined;

  constructor(connection: PceConnection, options: PceSystemOptions & AnswerLimits = {}) {
    const { maximumAnswerInBytes, maximumEntries, client } = options;
    this.client = new PceClient(connection, { maximumAnswerInBytes, maximumEntries, ...client });
    this.identity = { host: connection.host, port: connection.port, orgId: connection.orgId };
    const { separately } = options;
    const reads =
      separately === undefined
        ? sharedReads(this.client, options)
        : separateReads(this.client, separately.incarnation);
    this.labels = reads.labels;
    this.workloads = reads.workloads;
    const turnstile = new Turnstile();
    const batch = { turnstile, ...options };
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
    this.namesakes = new Batch((keys) => turnstile.pass(() => readNamesakes(this, keys)), {
      ...options,
      before: () => this.createWorkload.idle(), // one look-up serves all creates under way
    });
    this.pause = options.pause ?? (() => sleep(PAUSE_IN_MILLISECONDS));
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
