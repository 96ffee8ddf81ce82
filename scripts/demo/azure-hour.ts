import type { Sandbox } from "illumio-iac-sandbox";
import { playThreeTier } from "illumio-iac-sandbox/traffic";
import type { PceClient, TrafficFlow } from "../../clients/pce";
import { FLOW_LOG_CONTAINERS } from "../../core/contracts/azure/host-account";
import { type DrainTotals, drainTotals } from "./drain-totals";
import { countsText, queryFlows, reportFlows } from "./flow-report";
import type { TrafficOptions } from "./options";
import { playMinutes } from "./play-minutes";
import { say } from "./say";
import { tupleProblems, type UploadTruth } from "./verdict";

/** How long drains may need to read what was written last. */
const DRAINS_AT_THE_END = 10;

export interface AzureHourReport {
  readonly packets: number;
  /** Names of the blobs that were written. */
  readonly blobs: readonly string[];
  readonly totals: DrainTotals;
  readonly flows: readonly TrafficFlow[];
  readonly truth: UploadTruth;
  readonly problems: readonly string[];
}

/** Plays the application into the subscription and waits until all of it has reached the PCE. */
export async function playAzureHour(
  sandbox: Sandbox,
  pce: PceClient,
  { seed, minutes }: TrafficOptions,
): Promise<AzureHourReport> {
  const { azure, topology } = sandbox;
  const play = playThreeTier({ topology, seed, start: azure.clock.now(), minutes });
  const totalsNow = () => drainTotals(azure.apps.traces.all);
  const played = await playMinutes(azure, play, minutes, async () => {
    for (let more = 0; more < DRAINS_AT_THE_END; more++) {
      const before = totalsNow();
      await azure.clock.advance(60_000);
      const { drains, blocks, blobsBehind } = totalsNow();
      if (drains > before.drains && blocks === before.blocks && blobsBehind === 0) break;
    }
  });

  const totals = totalsNow();
  const flows = await queryFlows(pce);
  const truth = azure.flowLogs.compare(sandbox.pce.store.traffic.rows, play.truth);
  const problems = [...played.problems, ...tupleProblems(truth), ...totals.problems];
  for (const { blobName, code, recordsLost } of azure.flowLogs.queue.broken)
    problems.push(
      `the writer of flow logs lost ${recordsLost} records of ${blobName}, which was changed: ${code}`,
    );
  if (totals.blobsBehind > 0)
    problems.push(`${totals.blobsBehind} blobs have blocks that were not delivered at the end`);
  return {
    packets: played.packets,
    blobs: await flowLogBlobs(sandbox),
    totals,
    flows,
    truth,
    problems,
  };
}

export function reportAzureHour(report: AzureHourReport, mapFile: string): void {
  const { packets, blobs, totals, flows, truth } = report;
  say(`   ${packets} packets seen at interfaces`);
  say(
    `   flow log: ${blobs.length} blobs PT1H.json (MAC addresses: ${parts(blobs, "macAddress")}, hours: ${parts(blobs, "h")})`,
  );
  say(
    `   tuples in: ${totals.tuples}, in ${totals.blocks} blocks (${Math.round(totals.bytes / 1_000)} kB), by ${totals.drains} drains`,
  );
  say(`   states: ${countsText(totals.states)}, the others end or are skipped`);
  if (Object.keys(totals.skipped).length > 0) say(`   skipped: ${countsText(totals.skipped)}`);
  say(
    `   flows uploaded: ${totals.uploaded} lines (${flows.length} different), refused: ${totals.refused}, ` +
      `sent again: ${totals.repeated}`,
  );
  say(`   PCE calls: ${totals.pceCalls}; storage calls: ${totals.storageCalls}`);
  reportFlows({ flows, truth, mapFile });
}

/** How many values a part of the paths has. */
function parts(blobs: readonly string[], name: string): number {
  return new Set(blobs.map((blob) => new RegExp(`/${name}=([^/]+)/`).exec(blob)?.[1])).size;
}

async function flowLogBlobs({ azure }: Sandbox): Promise<readonly string[]> {
  const flowLogs = azure.resources.list("Microsoft.Network/networkWatchers/flowLogs");
  const accounts = new Set(
    flowLogs.map(({ properties }) => String(properties["storageId"]).split("/").at(-1)!),
  );
  const listed = [...accounts].map((name) =>
    azure.storage.internal(name).listBlobs(FLOW_LOG_CONTAINERS.virtualNetwork),
  );
  return (await Promise.all(listed)).flat();
}
