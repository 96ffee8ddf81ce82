import type { FlowTable } from "../flows/flow-table";
import { EntrySplitter } from "./entry-splitter";
import { readBlock } from "./read-block";
import { SKIP } from "./skip-reasons";
import { isUnreadableBlockError } from "./unreadable-block-error";

/** Bytes of entries that are read together. */
const AT_ONCE = 1_048_576;
/** What only flow logs of Azure have in their beginning. */
const TELLING =
  /(?<!\\)"(?:(?:flowTuples|flowRecords|flowGroups|flowLogVersion|flowLogGUID|flowLogResourceID)"\s*:|FlowLogFlowEvent"|NetworkSecurityGroupFlowEvents?")/;
/** A blob that has no entry yet. */
const EMPTY = /^\s*\{\s*"records"\s*:\s*\[\s*$/;

/** @param head the beginning of a JSON file, which shows a key of the first entry; the whole file if it is that short */
export function isBlobFile(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString();
  const plain = text.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return TELLING.test(plain) || EMPTY.test(text);
}

/**
 * Reads a flow log file of Azure (`PT1H.json`, or entries as an array or one a line) in pieces.
 *
 * @returns whether the file lacks its end, as it does while its hour is open; its last whole entry was read then
 */
export async function readBlobFile(
  chunks: AsyncIterable<Uint8Array>,
  table: FlowTable,
): Promise<{ readonly isCut: boolean }> {
  const entries = new Entries(table);
  const splitter = new EntrySplitter((entry) => entries.add(entry));
  for await (const chunk of chunks) splitter.push(chunk);
  const { isCut, entry } = splitter.end();
  entries.read();
  if (entry !== undefined) {
    table.records++;
    table.skip(SKIP["cut-record"], entry.toString("utf8", 0, 400));
  }
  return { isCut };
}

class Entries {
  private entries: Buffer[] = [];
  private bytes = 0;

  constructor(private readonly table: FlowTable) {}

  add(entry: Buffer): void {
    this.entries.push(Buffer.from(entry), SEPARATOR);
    this.bytes += entry.length + 1;
    if (this.bytes >= AT_ONCE) this.read();
  }

  read(): void {
    const { entries } = this;
    this.entries = [];
    this.bytes = 0;
    if (entries.length === 0 || this.isRead(Buffer.concat(entries.slice(0, -1)))) return;
    for (const entry of entries) if (entry !== SEPARATOR) this.readAlone(entry);
  }

  private isRead(block: Buffer): boolean {
    try {
      readBlock(block, this.table);
      return true;
    } catch (error) {
      if (isUnreadableBlockError(error)) return false;
      throw error;
    }
  }

  private readAlone(entry: Buffer): void {
    try {
      readBlock(entry, this.table);
    } catch (error) {
      if (!isUnreadableBlockError(error)) throw error;
      this.table.records++;
      const reason = error.problem === "not-json" ? SKIP["not-json"] : SKIP["other-record"];
      this.table.skip(reason, entry.toString("utf8", 0, 400));
    }
  }
}

const SEPARATOR = Buffer.from(",");
