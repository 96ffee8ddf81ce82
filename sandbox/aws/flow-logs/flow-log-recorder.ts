import type { TrafficType } from "../../cloud/traffic/ground-truth";
import type { PacketObservation } from "../../cloud/traffic/packet";
import { hash32 } from "../../cloud/traffic/random";
import type { NetworkInterface } from "../../cloud/traffic/topology";
import { type AggregationInSeconds, windowInSeconds, windowPhase, windowStart } from "./capture-window";
import { checkFields, formatStatus, recordWriter, type TagKeys } from "./flow-log-fields";
import { addToRecord, type FlowRecord, newRecord } from "./flow-record";

export interface FlowLogRecorderOptions {
  /** The flow log's own fields in its own order; names as in the AWS documentation, without `${}`. */
  readonly fields: readonly string[];
  readonly trafficType: TrafficType;
  readonly aggregationInSeconds: AggregationInSeconds;
  /** The interfaces the flow log covers; packets at others are ignored. */
  readonly interfaces: readonly NetworkInterface[];
  readonly region: string;
  /** All interfaces, for the next-hop fields. @default `interfaces` */
  readonly neighbours?: readonly NetworkInterface[];
  /** @default none, so that the service fields show `-` */
  readonly cloudServices?: ReadonlyMap<string, string>;
  /** Addresses whose traffic is never logged. @default none */
  readonly unloggedAddresses?: ReadonlySet<string>;
  /** @default none, so that the tag fields show `-` */
  readonly tagKeys?: TagKeys;
  /**
   * Share of windows, 0 to 1, in which the service loses about half of the records and writes one SKIPDATA line.
   * The same windows for the same seed. @default none
   */
  readonly skipData?: { readonly share: number; readonly seed: number };
}

/** What is written to one log stream. */
export interface InterfaceEvents {
  readonly interfaceId: string;
  /** `timestamp` is the record's start in milliseconds. */
  readonly events: { timestamp: number; message: string }[];
}

interface Capture {
  readonly networkInterface: NetworkInterface;
  readonly seconds: number;
  readonly phase: number;
  /** Start of the open window; undefined until the first record: no log stream exists before. */
  start: number | undefined;
  records: Map<string, FlowRecord>;
  done: InterfaceEvents["events"];
}

/**
 * Turns packets into flow log records as VPC flow logs do: one record per interface, 5-tuple of the packet header,
 * direction and action in each window; a NODATA line for each window without one, once the interface has had
 * traffic. Memory holds the open windows and what `flush` has not taken yet.
 */
export class FlowLogRecorder {
  readonly #options: FlowLogRecorderOptions;
  readonly #write: (record: FlowRecord) => string;
  readonly #captures: ReadonlyMap<string, Capture>;

  /** @throws when a field is not one of a VPC flow log */
  constructor(options: FlowLogRecorderOptions) {
    checkFields(options.fields);
    const { interfaces, neighbours = interfaces, region, cloudServices = new Map(), tagKeys = {} } = options;
    const byId = new Map(neighbours.map((each) => [each.id, each]));
    this.#options = options;
    const interfaceOf = (id: string | undefined) => (id === undefined ? undefined : byId.get(id));
    this.#write = recordWriter(options.fields, { region, cloudServices, tagKeys, interfaceOf });
    this.#captures = new Map(
      interfaces.map((each) => [each.id, newCapture(each, options.aggregationInSeconds)]),
    );
  }

  /**
   * Counts what was seen. Times of one interface must not go back behind a window that is closed.
   *
   * @throws when they do
   */
  observe(seen: PacketObservation): void {
    const capture = this.#captures.get(seen.interfaceId);
    if (capture === undefined || !this.#isLogged(seen)) return;
    const start = windowStart(capture.phase, seen.time, capture.seconds);
    capture.start ??= start;
    if (start < capture.start) {
      throw new Error(
        `Packet at ${seen.interfaceId} of ${new Date(seen.time).toISOString()} comes after its window was closed; observe in time order`,
      );
    }
    this.#closeUntil(capture, start);
    const { src, dst, srcPort, dstPort, protocol, direction, action } = seen;
    const key = `${src} ${dst} ${srcPort} ${dstPort} ${protocol} ${direction} ${action}`;
    const record = capture.records.get(key);
    if (record === undefined) capture.records.set(key, newRecord(capture.networkInterface, seen));
    else addToRecord(record, seen);
  }

  /** Takes the records of all windows that ended at `now` (milliseconds) or before; interfaces without any are left out. */
  flush(now: number): InterfaceEvents[] {
    const taken: InterfaceEvents[] = [];
    for (const capture of this.#captures.values()) {
      const { id } = capture.networkInterface;
      this.#closeUntil(capture, windowStart(capture.phase, now, capture.seconds));
      if (capture.done.length === 0) continue;
      taken.push({ interfaceId: id, events: capture.done });
      capture.done = [];
    }
    return taken;
  }

  /** `eni-…-all`, as AWS names it; the suffixes `-accept` and `-reject` are UNCONFIRMED. */
  logStreamName(interfaceId: string): string {
    return `${interfaceId}-${this.#options.trafficType.toLowerCase()}`;
  }

  #isLogged({ action, src, dst }: PacketObservation): boolean {
    const { trafficType, unloggedAddresses } = this.#options;
    if (trafficType !== "ALL" && trafficType !== action) return false;
    return !(unloggedAddresses?.has(src) || unloggedAddresses?.has(dst));
  }

  #closeUntil(capture: Capture, start: number): void {
    while (capture.start !== undefined && capture.start < start) {
      this.#close(capture, capture.start);
      capture.start += capture.seconds;
    }
  }

  #close(capture: Capture, start: number): void {
    const { fields } = this.#options;
    const { networkInterface, done, seconds } = capture;
    const status = (text: "NODATA" | "SKIPDATA") =>
      done.push({
        timestamp: start * 1000,
        message: formatStatus(fields, networkInterface, text, start, start + seconds),
      });
    const skipping = this.#skips(networkInterface.id, start);
    let position = 0;
    for (const record of capture.records.values()) {
      if (skipping && position++ % 2 === 0) continue;
      done.push({ timestamp: record.start * 1000, message: this.#write(record) });
    }
    if (capture.records.size === 0) status("NODATA");
    else if (skipping) status("SKIPDATA");
    capture.records = new Map();
  }

  #skips(interfaceId: string, start: number): boolean {
    const { share, seed } = this.#options.skipData ?? { share: 0, seed: 0 };
    return hash32(`${seed} ${interfaceId} ${start}`) / 2 ** 32 < share;
  }
}

function newCapture(networkInterface: NetworkInterface, aggregation: AggregationInSeconds): Capture {
  const seconds = windowInSeconds(networkInterface, aggregation);
  const phase = windowPhase(networkInterface.id, seconds);
  return { networkInterface, seconds, phase, start: undefined, records: new Map(), done: [] };
}
