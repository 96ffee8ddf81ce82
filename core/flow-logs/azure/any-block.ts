import { ipv4Number } from "../../addresses/ipv4";
import { readIpv6 } from "../../addresses/ipv6";
import { IPV6 } from "../flows/connections";
import type { FlowTable } from "../flows/flow-table";
import type { SkipReason } from "../flows/skip-reason";
import { blockEntries } from "./block-entries";
import { recordsOf } from "./block-records";
import { type BlockProblem, type BlockResult, resultOf } from "./block-result";
import { type FlowTuple, flowTuple } from "./flow-tuple";
import { isFlowLogRecord, pathOf, tuplesOf } from "./flow-tuples";
import { SKIP } from "./skip-reasons";
import { DENIED, KINDS } from "./tuple-form";
import { UnreadableBlockError } from "./unreadable-block-error";

/**
 * Reads a block of any form through the values that it holds.
 *
 * @throws UnreadableBlockError as `readBlock` does
 */
export function readAnyBlock(block: Buffer, table: FlowTable): BlockResult {
  const records = recordsOf(blockEntries(block));
  if (records.length > 0 && !records.some(({ value }) => isFlowLogRecord(value)))
    throw new UnreadableBlockError(
      "other-json",
      `the block of ${block.length} bytes holds no record of a flow log, but ${textOf(records[0]!.value)}.`,
    );
  const reading = new BlockReading(table);
  for (const { at, value } of records) reading.take(at, value);
  return reading.result();
}

class BlockReading {
  private readonly counts = new Int32Array(KINDS);
  private readonly problems: BlockProblem[] = [];
  private readonly groups = new Uint16Array(8);
  private unknownState = 0;
  private unreadable = 0;

  constructor(private readonly table: FlowTable) {}

  take(at: string, value: unknown): void {
    if (!isFlowLogRecord(value)) this.refuse(SKIP["other-record"], value, () => at);
    else
      for (const list of tuplesOf(value)) {
        const path = () => at + pathOf(list);
        if (list.tuples === undefined) this.refuse(SKIP["no-flows"], value, path);
        else
          for (const [place, text] of list.tuples.entries()) {
            const tuple = flowTuple(text);
            if ("kind" in tuple) this.add(tuple);
            else this.refuse(tuple, text, () => `${path()}[${place}]`);
          }
      }
  }

  result(): BlockResult {
    const { counts, unknownState, unreadable, problems } = this;
    return resultOf(counts, { unknownState, unreadable, problems });
  }

  private add({ kind, client, server, port, protocol }: FlowTuple): void {
    const { table } = this;
    this.counts[kind]!++;
    if (kind === DENIED && !table.includeRejected) return;
    const marked = protocol | (client.includes(":") ? IPV6 : 0);
    table.addStated(this.numberOf(client), this.numberOf(server), port, marked, kind === DENIED);
  }

  /** What stands for an address in the table. */
  private numberOf(address: string): number {
    if (!address.includes(":")) return ipv4Number(address)! | 0;
    readIpv6(Buffer.from(address), 0, this.groups);
    return this.table.addIpv6(this.groups);
  }

  private refuse(reason: SkipReason, value: unknown, at: () => string): void {
    if (reason === SKIP["unknown-state"]) this.unknownState++;
    else this.unreadable++;
    const isFirst = !this.problems.some((problem) => problem.reason === reason.name);
    const text = isFirst ? textOf(value) : "";
    if (isFirst) this.problems.push({ reason: reason.name, at: at(), text });
    this.table.skip(reason, text);
  }
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.slice(0, 200);
}
