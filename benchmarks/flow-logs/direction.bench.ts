import {
  compareWithTruth,
  connectionsInRecords,
  flowLine,
  type GroundTruth,
  threeTierTopology,
} from "../../simulators/aws/traffic";
import { FORMATS } from "./sample-deliveries";
import { playHour, type UploadBatch } from "./upload-batches";

export const title =
  "flows found, missed and reversed in an hour of a three-tier application, against what happened";

const SEEDS = [1, 2, 3];

/** Prints precision and recall over the hour, then over each upload batch for TCP with its opening in that batch. */
export async function run(): Promise<void> {
  const topology = threeTierTopology();
  const interfaceIds = topology.interfaces.map(({ id }) => id);
  print(["format", "seed", "connections", "true", "found", "recall", "uploaded", "reversed", "precision"]);
  const failures: string[] = [];
  for (const [name, fields] of Object.entries(FORMATS)) {
    for (const seed of SEEDS) {
      const { batches, truth } = playHour(topology, fields, seed);
      const uploaded = new Set(batches.flatMap(({ lines }) => lines));
      const view = { trafficType: "ACCEPT", interfaceIds } as const;
      const { reversed, invented } = compareWithTruth(uploaded, truth, view);
      const [opened, before] = [new Set<string>(), new Set<string>()];
      for (const { connection, line } of truth.visible(view))
        (connection.openedAt === undefined ? before : opened).add(line);
      const row = (group: string, lines: Set<string>, wrong: number) => {
        const found = [...lines].filter((line) => uploaded.has(line)).length;
        const counts = [lines.size, found, share(found, lines.size), found + wrong, wrong];
        print([name, seed, group, ...counts, share(found, found + wrong)]);
      };
      const wasOpen = reversed.filter(({ connection }) => connection.openedAt === undefined).length;
      row("opening logged", opened, reversed.length - wasOpen);
      row("open before", before, wasOpen);
      if (invented.length > 0) console.log(`  and ${invented.length} lines of no connection`);
      if (name !== "ours") continue; // the default format has no flags to tell an opening by
      const inBatch = openingsInBatches(batches, fields, truth);
      print([name, seed, "SYN in batch", ...inBatch]);
      if (inBatch[2] !== "1.0000" || inBatch[5] !== "1.0000") failures.push(`seed ${seed}`);
    }
  }
  if (failures.length > 0)
    throw new Error(`with our format a TCP opening was missed or reversed: ${failures}`);
}

/** TCP connections of which a SYN or SYN-ACK record is in the same batch. */
function openingsInBatches(
  batches: readonly UploadBatch[],
  fields: readonly string[],
  truth: GroundTruth,
): (number | string)[] {
  let [asked, found, reversed] = [0, 0, 0];
  for (const { lines, records } of batches) {
    const uploaded = new Set(lines);
    const { opened, lines: shown } = connectionsInRecords({ truth, fields, messages: records });
    for (const line of opened) if (uploaded.has(line)) found++;
    asked += opened.size;
    const turned = turnedLines(truth, opened);
    for (const line of uploaded) if (turned.has(line) && !shown.has(line)) reversed++;
  }
  return [asked, found, share(found, asked), found + reversed, reversed, share(found, found + reversed)];
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
  const widths = [12, 6, 16, 9, 9, 9, 10, 10, 11];
  console.log(
    columns
      .map((column, index) => String(column).padEnd(widths[index]!))
      .join("")
      .trimEnd(),
  );
}
