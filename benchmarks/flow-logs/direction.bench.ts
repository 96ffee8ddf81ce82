import {
  compareWithTruth,
  connectionsInRecords,
  flowLine,
  type GroundTruth,
  threeTierTopology,
} from "illumio-iac-sandbox/traffic";
import { compareFlaglessDirections } from "./flagless-directions";
import { FORMATS } from "./sample-deliveries";
import { playHour, type UploadBatch } from "./upload-batches";

export const title =
  "flows found, missed and reversed in an hour of a three-tier application, against what happened";

const SEEDS = [1, 2, 3];

/** What is recorded and what is read of it. The last shows that ports do not tell what flags do. */
const READINGS = [
  { name: "ours", recorded: FORMATS.ours, read: FORMATS.ours },
  { name: "default v2", recorded: FORMATS["default v2"], read: FORMATS["default v2"] },
  {
    name: "ours, no flags",
    recorded: FORMATS.ours,
    read: FORMATS.ours.map((field) => (field === "tcp-flags" ? "-" : field)),
  },
] as const;

/**
 * Prints precision and recall over the hour and over each upload batch for TCP with its opening in that batch, then for
 * each kind of traffic without flags.
 */
export async function run(): Promise<void> {
  playedHours();
  console.log();
  compareFlaglessDirections();
}

function playedHours(): void {
  const topology = threeTierTopology();
  const interfaceIds = topology.interfaces.map(({ id }) => id);
  print(["format", "seed", "connections", "true", "found", "recall", "reversed", "invented", "precision"]);
  const failures: string[] = [];
  for (const { name, recorded, read } of READINGS) {
    for (const seed of SEEDS) {
      const { batches, truth } = playHour(topology, { recorded, read }, seed);
      const uploaded = new Set(batches.flatMap(({ lines }) => lines));
      const view = { trafficType: "ACCEPT", interfaceIds } as const;
      const { found, missed, reversed, invented } = compareWithTruth(uploaded, truth, view);
      const [opened, before] = [new Set<string>(), new Set<string>()];
      for (const { connection, line } of truth.visible(view))
        (connection.openedAt === undefined ? before : opened).add(line);
      const row = (group: string, lines: Set<string>, turned: number) => {
        const there = [...lines].filter((line) => uploaded.has(line)).length;
        const recall = share(there, lines.size);
        print([name, seed, group, lines.size, there, recall, turned, "", share(there, there + turned)]);
      };
      const wasOpen = reversed.filter(({ connections }) =>
        connections.every(({ openedAt }) => openedAt === undefined),
      ).length;
      row("opening logged", opened, reversed.length - wasOpen);
      row("open before", before, wasOpen);
      const all = found.length + missed.length;
      const counts = [all, found.length, share(found.length, all), reversed.length, invented.length];
      print([name, seed, "all", ...counts, share(found.length, uploaded.size)]);
      if (name === "default v2") continue; // it has no flags to tell an opening by
      const { asked, there, turned } = openingsInBatches(batches, recorded, truth);
      const [recall, precision] = [share(there, asked), share(there, there + turned)];
      print([name, seed, "SYN in batch", asked, there, recall, turned, "", precision]);
      const isPerfect = there === asked && turned === 0;
      if (isPerfect !== (name === "ours")) failures.push(`${name}, seed ${seed}: ${recall} and ${precision}`);
    }
  }
  if (failures.length > 0)
    throw new Error(
      `TCP openings in the batch: recall and precision are to be 1 with flags and less without. ${failures}`,
    );
}

/** TCP connections of which a SYN or SYN-ACK record is in the same batch. */
function openingsInBatches(batches: readonly UploadBatch[], fields: readonly string[], truth: GroundTruth) {
  const counts = { asked: 0, there: 0, turned: 0 };
  for (const { lines, records } of batches) {
    const uploaded = new Set(lines);
    const { opened, lines: shown } = connectionsInRecords({ truth, fields, messages: records });
    for (const line of opened) if (uploaded.has(line)) counts.there++;
    counts.asked += opened.size;
    const turned = turnedLines(truth, opened);
    for (const line of uploaded) if (turned.has(line) && !shown.has(line)) counts.turned++;
  }
  return counts;
}

/** The lines with client and server exchanged that connections of these lines would give. */
function turnedLines(truth: GroundTruth, lines: ReadonlySet<string>): Set<string> {
  const turned = new Set<string>();
  for (const connection of truth.connections) {
    const { client, clientPort, server, protocol } = connection;
    if (protocol !== 6 || !lines.has(flowLine(connection))) continue;
    turned.add(flowLine({ client: server, server: client, port: clientPort, protocol }));
  }
  return turned;
}

function share(part: number, whole: number): string {
  return whole === 0 ? "-" : (Math.floor((part / whole) * 10_000) / 10_000).toFixed(4);
}

function print(columns: readonly (string | number)[]): void {
  const widths = [16, 6, 16, 9, 9, 9, 10, 10, 11];
  console.log(
    columns
      .map((column, index) => String(column).padEnd(widths[index]!))
      .join("")
      .trimEnd(),
  );
}
