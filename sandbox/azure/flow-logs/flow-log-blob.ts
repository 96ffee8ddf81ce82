import { createHash } from "node:crypto";
import { nameOf, parentOf, resourceGroupOf, subscriptionOf } from "../arm/arm-resource";
import type { InnerAccount } from "../storage/inner-account";

export const VNET_CONTAINER = "insights-logs-flowlogflowevent";
export const NSG_CONTAINER = "insights-logs-networksecuritygroupflowevent";

const HEAD = '{"records":[';
const TAIL = "]}";

/** `flowLogResourceID=/{SUB}_{GROUP}/{WATCHER}_{NAME}`: where the blobs of a virtual network flow log begin. */
export function vnetPrefix(flowLogId: string): string {
  const group = nameOf(resourceGroupOf(flowLogId)!);
  const watcher = nameOf(parentOf(flowLogId)!);
  return `flowLogResourceID=/${`${subscriptionOf(flowLogId)}_${group}/${watcher}_${nameOf(flowLogId)}`.toUpperCase()}`;
}

/** Where the blobs of an NSG flow log begin. */
export function nsgPrefix(nsgId: string): string {
  return `resourceId=${nsgId.toUpperCase()}`;
}

/** The blob of an hour and an interface. @param time milliseconds since 1970 */
export function hourBlob(prefix: string, time: number, mac: string): string {
  const [year, month, day, hour] = new Date(time).toISOString().split(/[-T:]/);
  return `${prefix}/y=${year}/m=${month}/d=${day}/h=${hour}/m=00/macAddress=${mac}/PT1H.json`;
}

interface Entry {
  readonly id: string;
  readonly text: string;
}

/**
 * A blob to which records are added while its hour lasts: head and tail are blocks of their own, and every new block is
 * put in front of the tail. What it holds the writer knows by itself, so that a blob which somebody else has changed
 * takes no more blocks.
 *
 * @see Read flow logs (Microsoft Learn)
 */
export class FlowLogBlob {
  #entries: readonly Entry[] = [];
  #written = 0;

  constructor(
    readonly container: string,
    readonly name: string,
  ) {}

  /** Adds records, each as a block. @throws CloudError of the storage account; nothing is added then */
  append(account: InnerAccount, records: readonly string[]): Promise<void> {
    return this.#write(account, this.#entries, records);
  }

  /** Writes the blob anew, with new blocks that hold only the last records. It becomes shorter. */
  rewrite(account: InnerAccount, recordsKept: number): Promise<void> {
    const kept = this.#entries.slice(-recordsKept).map(({ text }) => text.replace(/^,/, ""));
    return this.#write(account, [], kept);
  }

  async #write(account: InnerAccount, before: readonly Entry[], records: readonly string[]): Promise<void> {
    const [head, tail] = [this.#blockId("head"), this.#blockId("tail")];
    const stage = (id: string, text: string) => account.stageBlock(this.container, this.name, id, text);
    const added = records.map(
      (text, index): Entry => ({
        id: this.#blockId(`entry ${this.#written + index}`),
        text: before.length + index === 0 ? text : `,${text}`,
      }),
    );
    if (before.length === 0) {
      await stage(head, HEAD);
      await stage(tail, TAIL);
    }
    for (const { id, text } of added) await stage(id, text);
    const entries = [...before, ...added];
    await account.commitBlocks(this.container, this.name, [head, ...entries.map(({ id }) => id), tail]);
    this.#entries = entries;
    this.#written += added.length;
  }

  /** A name of 32 characters, in base64. */
  #blockId(label: string): string {
    return Buffer.from(createHash("md5").update(`${this.name} ${label}`).digest("hex")).toString("base64");
  }
}
