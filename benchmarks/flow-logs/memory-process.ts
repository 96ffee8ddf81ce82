import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { FLOW_MESSAGE_MAX_BYTES } from "../../core/contracts/aws/flow-queue";
import { FlowTable, readDelivery } from "../../core/flow-logs";
import { FORMATS } from "./sample-deliveries";

/** Reads the deliveries of a folder, in turn, until a million records went through; prints the memory it took. */
const RECORDS = 1_000_000;
const MOST_IN_MEGABYTES = 150;

const folder = process.argv[2]!;
const files = readdirSync(folder).map((file) => path.join(folder, file));
const before = megabytes();
let most = before;
let records = 0;
let messages = 0;
for (let number = 0; records < RECORDS; number++) {
  const table = new FlowTable();
  readDelivery(readFileSync(files[number % files.length]!), FORMATS.ours, table);
  for (const _ of table.chunks(FLOW_MESSAGE_MAX_BYTES)) messages++;
  records += table.records;
  most = Math.max(most, megabytes());
}
console.log(`records ${records}, queue messages ${messages}`);
console.log(`resident before ${before} MB, at most ${most} MB (asked for: under ${MOST_IN_MEGABYTES} MB)`);
if (most >= MOST_IN_MEGABYTES) throw new Error(`${most} MB were resident`);

function megabytes(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}
