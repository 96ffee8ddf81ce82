import type { TruthComparison } from "illumio-iac-sandbox/traffic";
import type { PceClient, TrafficFlow } from "../../clients/pce";
import { labelEdges } from "./label-table";
import { say, table } from "./say";
import type { UploadTruth } from "./verdict";

/** Ports of one pair of labels in the table; a port scan has hundreds. */
const PORTS_SHOWN = 5;

/** The traffic that the PCE has of these days. */
export function queryFlows(pce: PceClient): Promise<readonly TrafficFlow[]> {
  return pce.queryTraffic({ start_date: daysFromNow(-1), end_date: daysFromNow(1) });
}

/** `5 this, 3 that`; largest first. */
export function countsText(record: Readonly<Record<string, number>>): string {
  return Object.entries(record)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
}

export interface FlowReport {
  readonly flows: readonly TrafficFlow[];
  readonly truth: TruthComparison & Partial<UploadTruth>;
  readonly mapFile: string;
}

/** Prints who talked to whom, and how that compares with what really happened. */
export function reportFlows({ flows, truth, mapFile }: FlowReport): void {
  const rows = labelEdges(flows, "role").map(({ from, to, ports, flows: count }) => [
    from,
    to,
    listed(ports),
    count,
  ]);
  say();
  say(table(["from", "to", "ports", "flows"], rows));
  say();
  say(
    `   against what really happened: ${truth.found.length} connections found, ${truth.missed.length} missed, ` +
      `${truth.reversed.length} reversed, ${truth.invented.length} invented` +
      (truth.repeated === undefined ? "" : `, ${truth.repeated.length} repeated`),
  );
  say(`   map: ${mapFile}`);
}

function listed(ports: readonly string[]): string {
  const shown = ports.slice(0, PORTS_SHOWN).join(" ");
  return ports.length > PORTS_SHOWN ? `${shown} and ${ports.length - PORTS_SHOWN} more` : shown;
}

function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}
