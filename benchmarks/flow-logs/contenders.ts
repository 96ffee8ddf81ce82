import { gunzipSync } from "node:zlib";
import { FLOW_MESSAGE_MAX_BYTES } from "../../core/contracts/aws/flow-queue";
import { FlowTable, readDelivery } from "../../core/flow-logs";

export type Contender = (delivery: Buffer, fields: readonly string[]) => number;

interface Payload {
  readonly logEvents: readonly { readonly message: string }[];
}

/** What each does with a delivery. The returned number keeps the work from being optimised away. */
export const CONTENDERS = {
  /** Unpacks, and does nothing else. */
  gunzip: (delivery) => gunzipSync(delivery).length,
  /** The same with an output buffer that takes it all, as this package calls it. */
  "gunzip, one buffer": (delivery) => gunzipSync(delivery, { chunkSize: 2 ** 20 }).length,
  /** What a function of a few lines does: a CSV line for each record, no direction, nothing added up. */
  "gunzip, JSON.parse, split": (delivery, fields) => {
    const columns = ["srcaddr", "dstaddr", "dstport", "protocol"].map((field) => fields.indexOf(field));
    const { logEvents } = JSON.parse(gunzipSync(delivery).toString()) as Payload;
    const lines = logEvents.map(({ message }) => {
      const values = message.split(" ");
      return columns.map((column) => values[column]).join(",");
    });
    return lines.join("\n").length;
  },
  /** Up to the messages that go into the queue. */
  "illumio-iac": (delivery, fields) => {
    const table = new FlowTable();
    readDelivery(delivery, fields, table);
    let length = 0;
    for (const body of table.chunks(FLOW_MESSAGE_MAX_BYTES)) length += Buffer.byteLength(body);
    return length;
  },
} satisfies Record<string, Contender>;

export type ContenderName = keyof typeof CONTENDERS;
