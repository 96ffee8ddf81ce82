import { shown } from "../../../checks";
import { FlowLogFormatError } from "../../../errors";
import type { DeliveredFlow, DeliveredFlows, UndecidedConnection } from "../delivered-flows";

/**
 * First word of a queue message, which holds the flows of one delivery, or a part of them, and can be read on its own.
 *
 * ```text
 * illumio-flows/1 2 1
 * 10.1.4.20,10.1.9.31,5432,6
 * 10.1.4.21,10.1.9.31,5432,6,rejected
 * 10.1.4.20,51544,10.1.9.40,8088,6,3,2
 * end
 * ```
 *
 * The first line counts what follows: decided flows (`client,server,port,protocol`, and `rejected` where the line proves
 * no server: every record of the opening is a rejected one, or its direction was guessed), then undecided connections
 * (`address,port,address,port,protocol,seen,records`; `seen` 1 when a record went from the first to the second address,
 * 2 for the other way, 3 for both). ASCII, lines end with a line feed. A message that was cut cannot be read.
 */
export const FLOW_MESSAGE_HEAD = "illumio-flows/1";
/** Ends the line of a decided flow that proves no server. */
export const REJECTED_MARK = "rejected";
const REJECTED_END = `,${REJECTED_MARK}`;
const DECIDED = /^[0-9a-f.:]{2,45},[0-9a-f.:]{2,45},\d{1,5},\d{1,3}$/;
const UNDECIDED = /^([0-9a-f.:]{2,45}),(\d{1,5}),([0-9a-f.:]{2,45}),(\d{1,5}),(\d{1,3}),([123]),(\d{1,16})$/;

/** Messages of decided flows; in each as many as `maxBytes` allow, in their order. */
export function* decidedMessages<Flow extends DeliveredFlow>(
  flows: Iterable<Flow>,
  maxBytes: number,
): Generator<{ readonly body: string; readonly flows: readonly Flow[] }> {
  const frame = FLOW_MESSAGE_HEAD.length + " 1000000 0\nend\n".length;
  let lines: string[] = [];
  let taken: Flow[] = [];
  let bytes = frame;
  const message = () => ({
    body: `${FLOW_MESSAGE_HEAD} ${lines.length} 0\n${lines.join("\n")}\nend\n`,
    flows: taken,
  });
  for (const flow of flows) {
    const line = flow.unproven ? `${flow.line}${REJECTED_END}` : flow.line;
    if (taken.length > 0 && bytes + line.length + 1 > maxBytes) {
      yield message();
      lines = [];
      taken = [];
      bytes = frame;
    }
    lines.push(line);
    taken.push(flow);
    bytes += line.length + 1;
  }
  if (taken.length > 0) yield message();
}

/** @throws FlowLogFormatError when the body is no flow message of this package, or not whole */
export function readFlowMessage(body: string): DeliveredFlows {
  const head = /^illumio-flows\/(\d+) (\d+) (\d+)\n/.exec(body);
  if (head === null)
    throw unreadable(body, `start with '${FLOW_MESSAGE_HEAD}' and two counts`, shown(body.slice(0, 40)), 1);
  if (head[1] !== "1") throw unreadable(body, "be of version 1", shown(Number(head[1])), 1);
  const lines = body.slice(head[0].length).split("\n");
  const [decided, undecided] = [Number(head[2]), Number(head[3])];
  if (lines.length !== decided + undecided + 2 || lines.at(-2) !== "end" || lines.at(-1) !== "")
    throw unreadable(
      body,
      `have ${decided + undecided} flows and an end, as it announces`,
      `${lines.length} lines: it was cut`,
    );
  return {
    decided: lines.slice(0, decided).map((line, index) => {
      const flow = decidedFlow(line);
      if (DECIDED.test(flow.line)) return flow;
      throw unreadable(body, `hold a flow in line ${index + 2}`, shown(flow.line.slice(0, 60)), index + 2);
    }),
    undecided: lines.slice(decided, decided + undecided).map((line, index) => {
      const connection = undecidedConnection(line);
      if (connection !== undefined) return connection;
      throw unreadable(
        body,
        `hold a connection in line ${decided + index + 2}`,
        shown(line.slice(0, 60)),
        decided + index + 2,
      );
    }),
  };
}

function decidedFlow(line: string): DeliveredFlow {
  return line.endsWith(REJECTED_END)
    ? { line: line.slice(0, -REJECTED_END.length), unproven: true }
    : { line };
}

function undecidedConnection(line: string): UndecidedConnection | undefined {
  const match = UNDECIDED.exec(line);
  if (match === null) return undefined;
  const [, address, port, otherAddress, otherPort, protocol, seen, records] = match as unknown as string[];
  return {
    address: address!,
    port: Number(port),
    otherAddress: otherAddress!,
    otherPort: Number(otherPort),
    protocol: Number(protocol),
    seen: Number(seen),
    records: Number(records),
  };
}

function unreadable(body: string, what: string, got: string, line?: number): FlowLogFormatError {
  return new FlowLogFormatError(
    `flow message of ${body.length} characters must ${what}, got ${got}. It was not written by the normalise function of this package, or was changed on its way; nothing of it was uploaded.`,
    { line },
  );
}
