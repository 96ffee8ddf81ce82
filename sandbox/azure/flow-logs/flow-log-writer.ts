import type { ClockEvent } from "../../cloud/clock";
import type { FlowLogView, GroundTruth } from "../../cloud/traffic/ground-truth";
import { ICMP, ICMPV6, type PacketObservation } from "../../cloud/traffic/packet";
import type { ArmResource } from "../arm/arm-resource";
import type { Foundation } from "../foundation";
import { BlobQueue, type QueueNeeds } from "./blob-queue";
import { compareUploads, type UploadComparison, type UploadedFlow } from "./compare-uploads";
import { hourBlob, NSG_CONTAINER, nsgPrefix, VNET_CONTAINER, vnetPrefix } from "./flow-log-blob";
import { nsgRecord, type RecordSource, vnetRecord } from "./flow-record";
import { type FlowTuple, lineOf } from "./flow-tuple";
import { aclGuidOf, covers, flowLogsOf, guidOf, idleTimeoutInMs, type LogTarget, macOf } from "./logged-nics";
import { NicFlows } from "./nic-flows";

const MINUTE_IN_MS = 60_000;
/** When in a minute the records of the one before are written: packets may be handed in until then. */
const WRITES_AT_IN_MS = 5_000;

type Needs = QueueNeeds & Pick<Foundation, "resources">;

interface NsgLog extends LogTarget {
  readonly version: 1 | 2;
}

export interface FlowLogWriterOptions {
  /** Ids of network interfaces by the names that observations have for them. @default observations name ids */
  readonly nicIds?: ReadonlyMap<string, string>;
  /** Addresses whose traffic is never logged. @default none */
  readonly unloggedAddresses?: ReadonlySet<string>;
}

/**
 * Writes the flow logs of the table of resources, as Network Watcher does it: every minute a block for each network
 * interface that has something to tell, into the blob of its hour. What an account refuses is tried again a minute later.
 */
export class FlowLogWriter {
  readonly #cloud: Needs;
  readonly #nicIds: ReadonlyMap<string, string>;
  readonly #unlogged: ReadonlySet<string>;
  readonly #nics = new Map<string, NicFlows>();
  readonly #nsgLogs: NsgLog[] = [];
  #planned: ClockEvent;
  /** The records on their way into blobs, with knobs and counts. */
  readonly queue: BlobQueue;

  constructor(cloud: Needs, options: FlowLogWriterOptions = {}) {
    this.#cloud = cloud;
    this.queue = new BlobQueue(cloud);
    this.#nicIds = options.nicIds ?? new Map();
    this.#unlogged = options.unloggedAddresses ?? new Set();
    this.#planned = this.#plan();
  }

  /** Packets that passed network interfaces, in time order. Those at other interfaces than the table's are not seen. */
  observe(observations: Iterable<PacketObservation>): void {
    for (const seen of observations) {
      if (this.#unlogged.has(seen.src) || this.#unlogged.has(seen.dst)) continue;
      this.#flowsAt(this.#nicIds.get(seen.interfaceId) ?? seen.interfaceId)?.observe(seen);
    }
    this.#planned.keepBusy();
  }

  /** Writes NSG flow logs, of which none can be made any more, of a security group into an account. */
  writeNsgLogs(nsgId: string, version: 1 | 2, accountName: string): void {
    this.#nsgLogs.push({ id: nsgId, targetId: nsgId, version, accountName, recordTypes: "B,C,E,D" });
  }

  /** What the flow logs that exist now can show, for a comparison with what really happened. */
  view(): FlowLogView {
    const logged = [...this.#nicIds].filter(([, nicId]) => this.#isLogged(nicId));
    const isRejectedTold = this.#targets.some(({ recordTypes }) => recordTypes.includes("D"));
    return {
      trafficType: isRejectedTold ? "ALL" : "ACCEPT",
      interfaceIds: logged.map(([interfaceId]) => interfaceId),
      unloggedProtocols: [ICMP, ICMPV6],
    };
  }

  /**
   * Compares the flows of a PCE with what really happened.
   *
   * @param includeRejected whether connections count of which only refused packets were seen. @default false
   */
  compare(flows: Iterable<UploadedFlow>, truth: GroundTruth, includeRejected = false): UploadComparison {
    const blocks = this.queue.blocksByLine(includeRejected);
    return compareUploads(flows, truth, { ...this.view(), includeRejected }, blocks);
  }

  #isLogged(nicId: string): boolean {
    const { resources } = this.#cloud;
    const nic = resources.get(nicId);
    return nic !== undefined && this.#targets.some(({ targetId }) => covers(resources, targetId, nic));
  }

  get #targets(): LogTarget[] {
    return [...flowLogsOf(this.#cloud.resources), ...this.#nsgLogs];
  }

  #flowsAt(nicId: string): NicFlows | undefined {
    const key = nicId.toLowerCase();
    const known = this.#nics.get(key);
    if (known !== undefined) return known;
    const nic = this.#cloud.resources.get(nicId);
    if (nic === undefined) return undefined;
    const flows = new NicFlows(idleTimeoutInMs(this.#cloud.resources, nic));
    this.#nics.set(key, flows);
    return flows;
  }

  #plan(): ClockEvent {
    const { clock } = this.#cloud;
    const next = (Math.floor((clock.now() - WRITES_AT_IN_MS) / MINUTE_IN_MS) + 1) * MINUTE_IN_MS;
    return clock.at(next + WRITES_AT_IN_MS, () => this.#write(), { background: true });
  }

  async #write(): Promise<void> {
    this.#planned = this.#plan();
    let isBusy = false;
    for (const [id, flows] of this.#nics) {
      const nic = this.#cloud.resources.get(id);
      if (nic === undefined) {
        this.#nics.delete(id);
        continue;
      }
      flows.pass(this.#cloud.clock.now() - WRITES_AT_IN_MS);
      const tuples = flows.take();
      if (tuples.length > 0) this.#record(nic, tuples);
      if (flows.isBusy && this.#isLogged(id)) isBusy = true;
    }
    await this.queue.deliver();
    if (isBusy || !this.queue.isEmpty) this.#planned.keepBusy();
  }

  #record(nic: ArmResource, tuples: readonly FlowTuple[]): void {
    const { resources } = this.#cloud;
    const source: RecordSource = { mac: macOf(nic), aclGuid: aclGuidOf(resources, nic) };
    for (const log of flowLogsOf(resources)) {
      const told = tuples.filter(({ state }) => log.recordTypes.includes(state));
      if (told.length === 0 || !covers(resources, log.targetId, nic)) continue;
      const guid = guidOf(log.id);
      this.#queue(log, VNET_CONTAINER, vnetPrefix(log.id), source.mac, told, (time) =>
        vnetRecord(time, { ...log, guid }, source, told),
      );
    }
    for (const log of this.#nsgLogs) {
      if (!covers(resources, log.targetId, nic)) continue;
      this.#queue(log, NSG_CONTAINER, nsgPrefix(log.targetId), source.mac, tuples, (time) =>
        nsgRecord(time, log.targetId, log.version, source, tuples),
      );
    }
  }

  #queue(
    { accountName }: LogTarget,
    container: string,
    prefix: string,
    mac: string,
    tuples: readonly FlowTuple[],
    recordAt: (time: number) => object | undefined,
  ): void {
    const now = this.#cloud.clock.now();
    const record = recordAt(now);
    if (record === undefined) return;
    const blobName = hourBlob(prefix, now, mac);
    this.queue.add({
      accountName,
      container,
      blobName,
      text: JSON.stringify(record),
      allowedLines: new Set(tuples.filter(({ state }) => state !== "D").map(lineOf)),
      lines: new Set(tuples.map(lineOf)),
    });
  }
}
