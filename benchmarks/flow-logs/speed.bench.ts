import { execFileSync } from "node:child_process";
import path from "node:path";
import { CONTENDERS, type ContenderName } from "./contenders";
import { FORMATS } from "./sample-deliveries";

export const title =
  "CloudWatch Logs deliveries of 3,000 records to aggregated flows, records per second of processor time";

const ROUNDS = 5;
const REFERENCES = ["gunzip", "gunzip, one buffer", "gunzip, JSON.parse, split"] as const;
/** Least speed of this package, as a part of theirs. */
const LEAST = { gunzip: 0.4, "gunzip, JSON.parse, split": 1.6 };
const NAMES = Object.keys(CONTENDERS) as ContenderName[];

/** Prints speeds and ratios: medians of rounds in which the contenders take turns, each in a process of its own. */
export async function run(): Promise<void> {
  for (const format of Object.keys(FORMATS) as (keyof typeof FORMATS)[]) {
    const times = new Map<ContenderName, number[]>(NAMES.map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round++)
      for (const name of NAMES) times.get(name)!.push(nanosecondsPerRecord(name, format));
    const ratio = (of: ContenderName, to: ContenderName) =>
      median(times.get(to)!.map((time, round) => time / times.get(of)![round]!));
    console.log(`format: ${format}`);
    console.log(
      `${"".padEnd(28)}${["records/s", "of gunzip", "of one buffer", "of split"].map((head) => head.padStart(14)).join("")}`,
    );
    for (const name of NAMES) {
      const speed = Math.round(1e9 / median(times.get(name)!)).toLocaleString("en-US");
      const ratios = REFERENCES.map((reference) => ratio(name, reference).toFixed(2));
      console.log(`${name.padEnd(28)}${[speed, ...ratios].map((text) => text.padStart(14)).join("")}`);
    }
    console.log();
    for (const [reference, least] of Object.entries(LEAST) as [ContenderName, number][])
      if (ratio("illumio-iac", reference) < least)
        throw new Error(
          `${format}: ${ratio("illumio-iac", reference).toFixed(2)} of ${reference}, asked for: ${least}`,
        );
  }
}

function nanosecondsPerRecord(name: ContenderName, format: string): number {
  const script = path.join(__dirname, "speed-process.js");
  return Number(execFileSync(process.execPath, [script, name, format], { encoding: "utf8" }));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
