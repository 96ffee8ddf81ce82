import { FlowTable, readBlock } from "../../core/flow-logs";

interface VnetRecord {
  readonly flowRecords: {
    readonly flows: readonly {
      readonly flowGroups: readonly { readonly flowTuples: readonly string[] }[];
    }[];
  };
}

/** What each does with the blocks of a blob. It returns what it found, which keeps the work from being optimised away. */
export const AZURE_CONTENDERS = {
  /** Builds the values, and does nothing else. */
  "JSON.parse": (blocks) => blocks.filter((block) => parsed(block).flowRecords !== undefined).length,
  /** What a function of a few lines does: lines in a Map, without any check. */
  "JSON.parse, split, Map": (blocks) => {
    const connections = new Map<string, number>();
    for (const block of blocks)
      for (const { flowGroups } of parsed(block).flowRecords.flows)
        for (const { flowTuples } of flowGroups)
          for (const tuple of flowTuples) {
            const [, client, server, , port, protocol, , state] = tuple.split(",");
            if (state === "D") continue;
            const line = `${client},${server},${port},${protocol}`;
            connections.set(line, (connections.get(line) ?? 0) + 1);
          }
    return [...connections.keys()].length;
  },
  /** Up to the lines that are uploaded. */
  "illumio-iac": (blocks) => {
    const table = new FlowTable();
    for (const block of blocks) readBlock(block, table);
    return [...table.decide().lines()].length;
  },
} satisfies Record<string, (blocks: readonly Buffer[]) => number>;

export type AzureContenderName = keyof typeof AZURE_CONTENDERS;

function parsed(block: Buffer): VnetRecord {
  return JSON.parse(block.toString("utf8", block[0] === COMMA ? 1 : 0)) as VnetRecord;
}

const COMMA = 44;
