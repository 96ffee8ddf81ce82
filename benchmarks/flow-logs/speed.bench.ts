import { execFileSync } from "node:child_process";
import path from "node:path";
import { CONTENDERS, type ContenderName } from "./contenders";
import { FORMATS } from "./sample-deliveries";

export const title =
  "CloudWatch Logs deliveries of 3,000 records to aggregated flows, records per second of processor time";

const ROUNDS = 5;
const NAMES = Object.keys(CONTENDERS) as ContenderName[];

/** Prints speeds and ratios: medians of rounds in which the contenders take turns, each in a process of its own. */
export async function run(): Promise<void> {
  for (const format of Object.keys(FORMATS) as (keyof typeof FORMATS)[]) {
    const times = new Map<ContenderName, number[]>(NAMES.map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round++)
      for (const name of NAMES) times.get(name)!.push(nanosecondsPerRecord(name, format));
    const ratio = (of: ContenderName, to: ContenderName) =>
      median(times.get(to)!.map((time, round) => time / times.get(of)![round]!)).toFixed(2);
    console.log(`format: ${format}`);
    console.log(
      `${"".padEnd(28)}${"records/s".padStart(12)}${"of gunzip".padStart(12)}${"of split".padStart(12)}`,
    );
    for (const name of NAMES) {
      const speed = Math.round(1e9 / median(times.get(name)!)).toLocaleString("en-US");
      const [ofGunzip, ofSplit] = [ratio(name, "gunzip"), ratio(name, "gunzip, JSON.parse, split")];
      console.log(`${name.padEnd(28)}${speed.padStart(12)}${ofGunzip.padStart(12)}${ofSplit.padStart(12)}`);
    }
    console.log();
  }
}

function nanosecondsPerRecord(name: ContenderName, format: string): number {
  const script = path.join(__dirname, "speed-process.js");
  return Number(execFileSync(process.execPath, [script, name, format], { encoding: "utf8" }));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
