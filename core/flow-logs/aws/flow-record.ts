import { IPV6 } from "../flows/connections";
import { type FlowTable, NO_EVIDENCE, SOURCE_IS_CLIENT, SOURCE_IS_SERVER } from "../flows/flow-table";
import type { SkipReason } from "../flows/skip-reason";
import { hasPorts } from "../flows/well-known-ports";
import { SKIP } from "./skip-reasons";
import { SteadyFields } from "./steady-fields";

/** A value that is `-`, or whose field the format does not have. */
export const MISSING = -1;

/** Family of an address that was read, with which the protocol number of its flow is marked. */
export const IPV4_ADDRESS = 0;
export const IPV6_ADDRESS = IPV6;

const TCP = 6;
const SYN = 2;
const SYN_ACK = 18;

/** The record being read. One object serves them all. */
export class FlowRecord {
  source = 0;
  sourceFamily = MISSING;
  destination = 0;
  destinationFamily = MISSING;
  packetSource = 0;
  packetSourceFamily = MISSING;
  packetDestination = 0;
  packetDestinationFamily = MISSING;
  sourcePort = MISSING;
  destinationPort = MISSING;
  protocol = MISSING;
  tcpFlags = MISSING;
  readonly steady = new SteadyFields();

  /** Puts the record's flow into the table. @returns why the record has no flow; undefined when it has one */
  count(table: FlowTable): SkipReason | undefined {
    const { steady, protocol } = this;
    if (steady.noData) return SKIP["no-data"];
    if (steady.skipData) return SKIP["skip-data"];
    if (!steady.statusKnown && this.isEmpty()) return SKIP["no-data"];
    if (steady.rejected && !table.includeRejected) return SKIP.rejected;
    const bySource = this.packetSourceFamily === MISSING;
    const byDestination = this.packetDestinationFamily === MISSING;
    const family = bySource ? this.sourceFamily : this.packetSourceFamily;
    const otherFamily = byDestination ? this.destinationFamily : this.packetDestinationFamily;
    if (family === MISSING || otherFamily === MISSING || protocol === MISSING) return SKIP["missing-value"];
    if (family !== otherFamily) return SKIP["bad-address"];
    if (this.isPassedThrough()) return SKIP["pass-through-interface"];
    let { sourcePort, destinationPort } = this;
    if (sourcePort === MISSING || destinationPort === MISSING) {
      if (hasPorts(protocol)) return SKIP["missing-value"];
      sourcePort = destinationPort = 0;
    }
    let evidence = NO_EVIDENCE;
    if (protocol === TCP && this.tcpFlags !== MISSING) {
      const opening = this.tcpFlags & SYN_ACK;
      if (opening === SYN) evidence = SOURCE_IS_CLIENT;
      else if (opening === SYN_ACK) evidence = SOURCE_IS_SERVER;
      else if (steady.rejected) return SKIP["rejected-late-packet"];
    }
    table.add(
      bySource ? this.source : this.packetSource,
      byDestination ? this.destination : this.packetDestination,
      sourcePort,
      destinationPort,
      protocol | family,
      evidence,
      steady.rejected,
    );
    return undefined;
  }

  /** Whether all values are dashes: a window without traffic, in a format without log-status. */
  private isEmpty(): boolean {
    return (
      this.sourceFamily === MISSING &&
      this.destinationFamily === MISSING &&
      this.packetSourceFamily === MISSING &&
      this.packetDestinationFamily === MISSING &&
      this.sourcePort === MISSING &&
      this.destinationPort === MISSING &&
      this.protocol === MISSING
    );
  }

  /**
   * Whether the interface only passed the packets on. Records before version 11 do not say so; such an interface then
   * belongs to no instance, and the packets are addressed neither to it nor from it.
   */
  private isPassedThrough(): boolean {
    const { steady } = this;
    if (steady.interfaceTypeKnown) return steady.passThrough;
    if (!steady.noInstance) return false;
    return (
      (this.packetSourceFamily !== MISSING &&
        this.sourceFamily !== MISSING &&
        (this.packetSource !== this.source || this.packetSourceFamily !== this.sourceFamily)) ||
      (this.packetDestinationFamily !== MISSING &&
        this.destinationFamily !== MISSING &&
        (this.packetDestination !== this.destination ||
          this.packetDestinationFamily !== this.destinationFamily))
    );
  }
}
