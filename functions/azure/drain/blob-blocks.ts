/** A committed block of a blob. */
export interface CommittedBlock {
  /** Its id in base64, as Azure has it. */
  readonly name: string;
  readonly size: number;
}

/** Up to where a blob is read. */
export interface Position {
  /** Blocks before it, with the one that opens the file. */
  readonly blockCount: number;
  /** Bytes before it. */
  readonly nextOffset: number;
  /** Id of the last block before it; empty at the beginning. */
  readonly lastBlockName: string;
}

export const BEGINNING: Position = { blockCount: 0, nextOffset: 0, lastBlockName: "" };

/** `{"records":[` opens a flow log and `]}` ends it, each as a block of its own (Microsoft, "Read flow logs"). */
const HEAD_BYTES = 12;
const TAIL_BYTES = 2;

/**
 * Whether a blob still begins with what was read of it. Network Watcher puts each new block before the last one, so what
 * is read never moves, unless the blob is written anew.
 */
export function continues(position: Position, blocks: readonly CommittedBlock[]): boolean {
  const { blockCount, nextOffset, lastBlockName } = position;
  if (blockCount === 0) return true;
  if (blocks[blockCount - 1]?.name !== lastBlockName) return false;
  return blocks.slice(0, blockCount).reduce((sum, { size }) => sum + size, 0) === nextOffset;
}

/** Blocks next to each other that are read by one call. */
export interface Part {
  /** Numbers of its first block, and of the first one after it. */
  readonly first: number;
  readonly end: number;
  readonly offset: number;
  readonly length: number;
  /** Where reading goes on. */
  readonly after: Position;
}

export interface PartLimits {
  /** Most bytes of a part; a longer block is a part of its own. */
  readonly bytes: number;
  /** Offset at which a part has to end, if it lies between two blocks. */
  readonly cutAt?: number | undefined;
  /** Offset at which the first part ends, however many bytes it has; 0 when it is cut like the others. */
  readonly firstEnd?: number | undefined;
}

/** The unread blocks of a blob in parts, without the blocks that only open and end the file. */
export function unreadParts(
  blocks: readonly CommittedBlock[],
  position: Position,
  { bytes, cutAt = 0, firstEnd = 0 }: PartLimits,
): Part[] {
  const parts: Part[] = [];
  const end = blocks.length - (endsFile(blocks) ? 1 : 0);
  let { blockCount: index, nextOffset: offset } = position;
  if (index === 0 && blocks[0]?.size === HEAD_BYTES) {
    index = 1;
    offset = HEAD_BYTES;
  }
  while (index < end) {
    const first = index;
    let length = 0;
    while (index < end) {
      const { size } = blocks[index]!;
      const at = offset + length;
      const isWhole = at >= firstEnd && (length + size > bytes || at === cutAt || at === firstEnd);
      if (index > first && isWhole) break;
      length += size;
      index++;
    }
    const after = { blockCount: index, nextOffset: offset + length, lastBlockName: blocks[index - 1]!.name };
    parts.push({ first, end: index, offset, length, after });
    offset += length;
  }
  return parts;
}

function endsFile(blocks: readonly CommittedBlock[]): boolean {
  return blocks.length > 1 && blocks.at(-1)!.size === TAIL_BYTES;
}
