import { MOST_FLOWS } from "../../clients/pce";
import { sampleBlocks } from "./azure-sample-blocks";
import { linesOf } from "./azure-sample-lines";
import { CALLS_PER_MINUTE, DrainBench } from "./drain-bench";

export const title = "2,000 network interfaces with a block a minute each: calls of each drain";

const INTERFACES = 2_000;
/** Minutes of the hour that are played. They follow each other at once, so that the rate of calls is put to the test. */
const MINUTES = 10;
/** So many that most lines of a minute are seen once. */
const FLOWS = 250_000;
/** Enough for all blocks. */
const BYTES = 100_000_000;
const BLOBS_OF_LIST = 5_000;

/** Plays minutes and prints what each drain called. */
export async function run(): Promise<void> {
  const bench = new DrainBench();
  await bench.start();
  try {
    await bench.drain();
    const blocks = sampleBlocks(BYTES, FLOWS);
    let pceCalls = 0;
    let seconds = 0;
    console.log(
      "minute  unique flows  PCE calls  lists  block lists  reads of blocks  tables  lock  storage calls",
    );
    for (let minute = 0; minute < MINUTES; minute++) {
      const unique = new Set<string>();
      for (let number = 0; number < INTERFACES; number++) {
        const block = blocks[minute * INTERFACES + number]!;
        for (const line of linesOf(block)) unique.add(line);
        bench.append(`00224800${number.toString(16).padStart(4, "0").toUpperCase()}`, block);
      }
      bench.storage.calls.clear();
      const { log, milliseconds } = await bench.drain();
      seconds += milliseconds / 1_000;
      pceCalls += log.pceCalls;
      const kinds = ["lists", "block lists", "reads of blocks", "tables", "lock"];
      const counts = kinds.map((kind) => bench.storage.calls.get(kind) ?? 0);
      const widths = [6, 12, 9, 5, 11, 15, 6, 4, 13];
      const row = [minute + 1, unique.size, log.pceCalls, ...counts, log.storageCalls];
      console.log(row.map((value, column) => `${value}`.padStart(widths[column]!)).join("  "));
      if (log.uploaded !== unique.size)
        throw new Error(`${log.uploaded} lines were uploaded of ${unique.size} unique flows`);
      const most = Math.ceil(unique.size / MOST_FLOWS);
      if (log.pceCalls > most)
        throw new Error(`${log.pceCalls} calls to the PCE, asked for: at most ${most}`);
      // New flow logs are looked for in some drains: two lists more, one for each level of folders.
      const lists = 2 * Math.ceil(INTERFACES / BLOBS_OF_LIST) + 2;
      if (counts[0]! > lists) throw new Error(`${counts[0]} lists, asked for: at most ${lists}`);
    }
    console.log(
      `${MINUTES} minutes of the hour, ${pceCalls} calls in ${seconds.toFixed(0)} s, and the PCE takes ${CALLS_PER_MINUTE} in any 60 s`,
    );
  } finally {
    await bench.close();
  }
}
