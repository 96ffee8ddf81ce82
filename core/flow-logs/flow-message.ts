import { FlowLogFormatError } from "../errors";

/**
 * Body of a queue message: flows of one delivery, or of a part of it, that can be read on its own.
 *
 * ```text
 * illumio-flows/1 2 1
 * 10.1.4.20,10.1.9.31,5432,6
 * 10.1.4.21,10.1.9.31,5432,6,rejected
 * 10.1.4.20,51544,10.1.9.40,8088,6,3,2
 * end
 * ```
 *
 * The first line counts what follows: decided flows (`client,server,port,protocol`, and `rejected`
 * where every record of the opening is a rejected one), then undecided connections
 * (`address,port,address,port,protocol,seen,records`; `seen` 1 when a record went from the first to the second address,
 * 2 for the other way, 3 for both). ASCII, lines end with a line feed. What was cut does not read.
 */
export interface FlowMessage {
  /** `client,server,port,protocol` */
  readonly decided: readonly string[];
  /** Those of `decided` that no record shows accepted: their servers need not be any. */
  readonly rejected: ReadonlySet<string>;
  readonly undecided: readonly UndecidedConnection[];
}

export interface UndecidedConnection {
  readonly address: string;
  readonly port: number;
  readonly otherAddress: string;
  readonly otherPort: number;
  readonly protocol: number;
  readonly seen: number;
  readonly records: number;
}

/** How a message begins. */
export const FLOW_MESSAGE_HEAD = "illumio-flows/1";
/** Ends the line of a decided flow that no record shows accepted. */
export const REJECTED_MARK = "rejected";
const REJECTED_END = `,${REJECTED_MARK}`;
const DECIDED = /^[0-9a-f.:]{2,45},[0-9a-f.:]{2,45},\d{1,5},\d{1,3}$/;
const UNDECIDED = /^([0-9a-f.:]{2,45}),(\d{1,5}),([0-9a-f.:]{2,45}),(\d{1,5}),(\d{1,3}),([123]),(\d{1,16})$/;

/** @throws FlowLogFormatError when the body is none of ours, or not whole */
export function readFlowMessage(body: string): FlowMessage {
  const head = /^illumio-flows\/(\d+) (\d+) (\d+)\n/.exec(body);
  if (head === null) throw unreadable(body, `does not start with "${FLOW_MESSAGE_HEAD}" and two counts`, 1);
  if (head[1] !== "1") throw unreadable(body, `is of version ${head[1]}, this function reads version 1`, 1);
  const lines = body.slice(head[0].length).split("\n");
  const [decided, undecided] = [Number(head[2]), Number(head[3])];
  if (lines.length !== decided + undecided + 2 || lines.at(-2) !== "end" || lines.at(-1) !== "")
    throw unreadable(
      body,
      `was cut: it announces ${decided + undecided} flows and an end, and has ${lines.length} lines`,
    );
  const marked = lines.slice(0, decided).filter((line) => line.endsWith(REJECTED_END));
  const flows = lines.slice(0, decided).map(unmarked);
  const bad = flows.findIndex((line) => !DECIDED.test(line));
  if (bad >= 0) throw unreadable(body, `holds "${flows[bad]!.slice(0, 60)}" where a flow is due`, bad + 2);
  return {
    decided: flows,
    rejected: new Set(marked.map(unmarked)),
    undecided: lines.slice(decided, decided + undecided).map((line, index) => {
      const match = UNDECIDED.exec(line);
      if (match === null)
        throw unreadable(body, `holds "${line.slice(0, 60)}" where a connection is due`, decided + index + 2);
      const [, address, port, otherAddress, otherPort, protocol, seen, records] =
        match as unknown as string[];
      return {
        address: address!,
        port: Number(port),
        otherAddress: otherAddress!,
        otherPort: Number(otherPort),
        protocol: Number(protocol),
        seen: Number(seen),
        records: Number(records),
      };
    }),
  };
}

function unmarked(line: string): string {
  return line.endsWith(REJECTED_END) ? line.slice(0, -REJECTED_END.length) : line;
}

function unreadable(body: string, problem: string, line?: number): FlowLogFormatError {
  return new FlowLogFormatError(
    `flow message of ${body.length} characters ${problem} (starts with ${JSON.stringify(body.slice(0, 40))}). It was not written by the normalise function of this package, or was changed on its way; nothing of it was uploaded.`,
    { line },
  );
}
