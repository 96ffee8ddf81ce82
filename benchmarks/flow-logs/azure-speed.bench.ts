import { execFileSync } from "node:child_process";
import path from "node:path";
import { AZURE_CONTENDERS, type AzureContenderName } from "./azure-contenders";

export const title =
  "40 MB of Azure VNet flow logs with 20,000 flows, blocks of 3 kB: MB per second of processor time";

const ROUNDS = 5;
/** Least speed of this package, as a part of theirs. */
const LEAST = { "JSON.parse": 0.4, "JSON.parse, split, Map": 3 };
const NAMES = Object.keys(AZURE_CONTENDERS) as AzureContenderName[];

/** Prints speeds and ratios: medians of rounds in which the contenders take turns, each in a process of its own. */
export async function run(): Promise<void> {
  const times = new Map<AzureContenderName, number[]>(NAMES.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const name of NAMES) times.get(name)!.push(secondsPerMegabyte(name));
  const ratio = (of: AzureContenderName, to: AzureContenderName) =>
    median(times.get(to)!.map((time, round) => time / times.get(of)![round]!));
  console.log(
    `${"".padEnd(28)}${["MB/s", "of JSON.parse", "of split, Map"].map((head) => head.padStart(16)).join("")}`,
  );
  for (const name of NAMES) {
    const ratios = (Object.keys(LEAST) as AzureContenderName[]).map((other) => ratio(name, other).toFixed(2));
    const speed = (1 / median(times.get(name)!)).toFixed(0);
    console.log(`${name.padEnd(28)}${[speed, ...ratios].map((text) => text.padStart(16)).join("")}`);
  }
  for (const [other, least] of Object.entries(LEAST) as [AzureContenderName, number][])
    if (ratio("illumio-iac", other) < least)
      throw new Error(`${ratio("illumio-iac", other).toFixed(2)} of ${other}, asked for: ${least}`);
}

function secondsPerMegabyte(name: AzureContenderName): number {
  const script = path.join(__dirname, "azure-speed-process.js");
  return Number(execFileSync(process.execPath, [script, name], { encoding: "utf8" }));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
