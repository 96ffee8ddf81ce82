import { AZURE_CONTENDERS, type AzureContenderName } from "./azure-contenders";
import { sampleBlocks } from "./azure-sample-blocks";

/** One contender in a process of its own: prints seconds of processor time per megabyte, the best of several passes. */
const BYTES = 40_000_000;
const FLOWS = 20_000;
const PASSES = 15;

const name = process.argv[2] as AzureContenderName;
const blocks = sampleBlocks(BYTES, FLOWS);
const bytes = blocks.reduce((sum, block) => sum + block.length, 0);
const contender = AZURE_CONTENDERS[name];
let best = Number.POSITIVE_INFINITY;
let checksum = 0;
for (let pass = 0; pass < PASSES; pass++) {
  const started = process.cpuUsage();
  checksum += contender(blocks);
  const { user, system } = process.cpuUsage(started);
  best = Math.min(best, (user + system) / 1e6);
}
const expected = name === "JSON.parse" ? blocks.length : FLOWS;
if (checksum !== PASSES * expected) throw new Error(`${name} found ${checksum / PASSES}, not ${expected}`);
console.log(best / (bytes / 1e6));
