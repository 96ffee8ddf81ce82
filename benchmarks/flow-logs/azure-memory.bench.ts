import { sampleBlocks } from "./azure-sample-blocks";
import { linesOf } from "./azure-sample-lines";
import { DrainBench } from "./drain-bench";

export const title = "an hour's blob of 150 MB, drained: resident memory and bytes downloaded";

const BYTES = 150_000_000;
const MINUTES = 60;
/** As many for each megabyte as in the 40 MB with 20,000 flows. */
const FLOWS = 75_000;
const MAC = "0022480A0B0C";

const MOST_MEGABYTES = 200;
const MOST_BYTES_OF_BLOB = 1.05;

/** Drains the blob in one go, as after an outage, and minute by minute as it grows, at the default rate of calls. */
export async function run(): Promise<void> {
  // Both processes start while this one is small: Linux counts the memory of the parent as a peak of its child.
  const benches = [new DrainBench(), new DrainBench()];
  for (const bench of benches) await bench.start();
  const [outage, growing] = benches;
  try {
    const minutes = minutesOf(sampleBlocks(BYTES, FLOWS));
    await measure(outage!, "one drain after an outage", minutes, MINUTES);
    await measure(growing!, `${MINUTES} drains of a blob that grows`, minutes, 1);
  } finally {
    for (const bench of benches) await bench.close();
  }
}

/** A block for each minute out of small ones. */
function minutesOf(blocks: readonly Buffer[]): Buffer[] {
  const perMinute = Math.ceil(blocks.length / MINUTES);
  return Array.from({ length: MINUTES }, (_, minute) =>
    Buffer.concat(blocks.slice(minute * perMinute, (minute + 1) * perMinute)),
  );
}

async function measure(
  bench: DrainBench,
  what: string,
  minutes: readonly Buffer[],
  appended: number,
): Promise<void> {
  const before = (await bench.drain()).peak;
  let size = 14;
  let peak = 0;
  let milliseconds = 0;
  let lines = 0;
  let expected = 0;
  let drains = 0;
  for (let minute = 0; minute < minutes.length; minute += appended) {
    const unique = new Set<string>();
    for (const entry of minutes.slice(minute, minute + appended)) {
      bench.append(MAC, entry);
      size += entry.length;
      for (const line of linesOf(entry)) unique.add(line);
    }
    expected += unique.size;
    for (let behind = 1; behind > 0; drains++) {
      const report = await bench.drain();
      behind = report.log.blobsBehind;
      peak = Math.max(peak, report.peak);
      milliseconds += report.milliseconds;
      lines += report.log.uploaded;
    }
  }
  const share = bench.storage.bytesSent / size;
  console.log(`${what}: ${drains} drains, ${lines} lines uploaded, ${(milliseconds / 1_000).toFixed(1)} s`);
  console.log(
    `  resident ${before.toFixed(0)} MB before, at most ${peak.toFixed(0)} MB (asked for: under ${MOST_MEGABYTES})`,
  );
  console.log(
    `  downloaded ${share.toFixed(3)} of the blob's ${(size / 1e6).toFixed(0)} MB (asked for: at most ${MOST_BYTES_OF_BLOB})`,
  );
  if (lines < expected) throw new Error(`${lines} lines were uploaded of ${expected}`);
  if (peak >= MOST_MEGABYTES) throw new Error(`${peak.toFixed(0)} MB were resident`);
  if (share > MOST_BYTES_OF_BLOB) throw new Error(`${share.toFixed(3)} of the blob's bytes were downloaded`);
}
