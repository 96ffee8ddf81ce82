import { isRecord } from "../../../core/checks/json";

/** Key of a blob → offset up to which its blocks were being uploaded. */
export type UnderWay = ReadonlyMap<string, number>;

const VERSION = 1;

/**
 * What a drain writes into its lock before it uploads, and removes when its checkpoints stand: a later drain that finds
 * it knows which lines the PCE may have already, because the one before was ended in between.
 */
export function journalText(underWay: UnderWay): string {
  return JSON.stringify({ version: VERSION, underWay: Object.fromEntries(underWay) });
}

/** The journal that was left; empty when there is none, or it is not one of this release. It is only for counting. */
export function readJournal(text: string): UnderWay {
  if (text === "") return new Map();
  try {
    const { version, underWay } = JSON.parse(text) as { version?: unknown; underWay?: unknown };
    if (version !== VERSION || !isRecord(underWay)) return new Map();
    return new Map(Object.entries(underWay).map(([key, offset]) => [key, Number(offset)]));
  } catch {
    return new Map();
  }
}
