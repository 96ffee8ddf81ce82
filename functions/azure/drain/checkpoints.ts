import { createHash } from "node:crypto";
import type { Row, TableRows } from "../../../clients/azure/table-rows";
import type { Position } from "./blob-blocks";
import { type Hour, hourText } from "./flow-hours";

/**
 * A part of which the PCE has answered for some lines, because it had more than went out in one drain. Its lines always
 * go in the order of their text.
 */
export interface BegunPart {
  /** Offset at which it ends, and id of its last block; it begins where everything is delivered. */
  readonly end: number;
  readonly lastBlockName: string;
  /** The last line that was answered; so were all that come before it. */
  readonly line: string;
}

/** How far a blob is read and delivered. */
export interface Checkpoint extends Position {
  /** What of the blocks after it is delivered. */
  readonly begun: BegunPart | undefined;
  /** ETag at which everything in the blob was read; empty while something is left, {@link DELETED} when it is gone. */
  readonly blobEtag: string;
}

export interface StoredCheckpoint extends Checkpoint {
  /** URL of the blob, for people. */
  readonly blob: string;
  /** Version of the row. */
  readonly row: string | undefined;
}

export interface CheckpointMove {
  readonly hour: Hour;
  readonly blob: string;
  readonly to: Checkpoint;
  /** Version of the row that is to be replaced; undefined when there is none yet. */
  readonly row: string | undefined;
}

/** A row that a newer release wrote, which this one does not understand and does not touch. */
export interface NewerCheckpoint {
  readonly newerVersion: string;
}

const VERSION = 1;

/** Stands for the ETag of a blob that is gone. */
export const DELETED = "deleted";

/** Key of a blob in tables, whose keys may hold no slash. */
export function blobKey(blobUrl: string): string {
  return createHash("sha256").update(blobUrl).digest("hex");
}

/** Checkpoints of blobs in a table: a partition for each hour, a row for each blob. */
export class Checkpoints {
  constructor(private readonly rows: TableRows) {}

  /** Those of an hour, by the keys of their blobs. */
  async ofHour(hour: Hour): Promise<Map<string, StoredCheckpoint | NewerCheckpoint>> {
    const rows = await this.rows.partition(hourText(hour));
    return new Map(Array.from(rows, ([key, row]) => [key, checkpointOf(row)]));
  }

  /**
   * Moves checkpoints that are still as they were read.
   *
   * @returns the keys of those that another drain has moved
   */
  async move(moves: readonly CheckpointMove[]): Promise<Set<string>> {
    const { lost } = await this.rows.swap(
      moves.map(({ hour, blob, to, row }) => ({
        partition: hourText(hour),
        key: blobKey(blob),
        values: {
          version: VERSION,
          blob,
          blockCount: to.blockCount,
          nextOffset: BigInt(to.nextOffset),
          lastBlockName: to.lastBlockName,
          blobEtag: to.blobEtag,
          begunEnd: BigInt(to.begun?.end ?? 0),
          begunBlockName: to.begun?.lastBlockName ?? "",
          begunLine: to.begun?.line ?? "",
        },
        etag: row,
      })),
    );
    return lost;
  }

  /** Deletes at most so many of the hours before one. @returns how many it found */
  async purgeBefore(hour: Hour, most: number): Promise<number> {
    const old = await this.rows.before(hourText(hour), most);
    await this.rows.delete(old);
    return old.length;
  }
}

function checkpointOf({ values, etag }: Row): StoredCheckpoint | NewerCheckpoint {
  const { version, blob, blockCount, nextOffset, lastBlockName, blobEtag } = values;
  if (version !== VERSION) return { newerVersion: String(version) };
  return {
    blob: String(blob),
    blockCount: Number(blockCount),
    nextOffset: Number(nextOffset),
    lastBlockName: String(lastBlockName),
    blobEtag: String(blobEtag),
    begun: begunOf(values),
    row: etag,
  };
}

function begunOf({ begunEnd, begunBlockName, begunLine }: Row["values"]): BegunPart | undefined {
  if (!begunLine) return undefined;
  return { end: Number(begunEnd), lastBlockName: String(begunBlockName), line: String(begunLine) };
}

export function isNewer(one: StoredCheckpoint | NewerCheckpoint): one is NewerCheckpoint {
  return "newerVersion" in one;
}
