import { gunzipSync } from "node:zlib";
import type { SandboxCloud } from "illumio-iac-sandbox/aws";
import {
  type ConnectionsInRecords,
  connectionsInRecords,
  type GroundTruth,
} from "illumio-iac-sandbox/traffic";
import { FLOW_MESSAGE_MAX_BYTES } from "../../core/contracts/aws/flow-queue";
import { FlowTable, readDelivery } from "../../core/flow-logs";

/**
 * Which records each run of *upload* worked on. Flow messages carry no records, so a message is traced to the
 * deliveries that give the same text; where several do, it counts as made of all of them.
 */
export class BatchTrace {
  readonly #fields: readonly string[];
  /** Records by the message that they were turned into. */
  readonly #records = new Map<string, string[]>();
  readonly #batches: string[][] = [];

  /** @param fields of the deployed flow logs, in their order */
  constructor(cloud: Pick<SandboxCloud, "onInvocation">, fields: readonly string[]) {
    this.#fields = fields;
    cloud.onInvocation(({ payload }) => {
      const { awslogs, Records } = JSON.parse(payload) as {
        awslogs?: { data: string };
        Records?: { body: string }[];
      };
      if (awslogs !== undefined) this.#delivered(Buffer.from(awslogs.data, "base64"));
      if (Records !== undefined) this.#batches.push(Records.map(({ body }) => body));
    });
  }

  /** The connections that the records of each batch are about, according to the truth. */
  connections(truth: GroundTruth): ConnectionsInRecords[] {
    return this.#batches.map((bodies) =>
      connectionsInRecords({
        truth,
        fields: this.#fields,
        messages: bodies.flatMap((body) => this.#records.get(body) ?? []),
      }),
    );
  }

  #delivered(payload: Buffer): void {
    const { messageType, logEvents } = JSON.parse(gunzipSync(payload).toString()) as {
      messageType: string;
      logEvents: { message: string }[];
    };
    if (messageType !== "DATA_MESSAGE") return;
    const table = new FlowTable();
    readDelivery(payload, this.#fields, table);
    const records = logEvents.map(({ message }) => message);
    for (const body of table.chunks(FLOW_MESSAGE_MAX_BYTES)) {
      const before = this.#records.get(body);
      if (before === undefined) this.#records.set(body, [...records]);
      else before.push(...records);
    }
  }
}
