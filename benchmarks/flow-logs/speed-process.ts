import { CONTENDERS, type ContenderName } from "./contenders";
import { FORMATS, sampleDeliveries } from "./sample-deliveries";

/** One contender in a process of its own: prints nanoseconds of processor time per record, the best of several passes. */
const DELIVERIES = 24;
const RECORDS = 3_000;
const PASSES = 15;

const [name, format] = process.argv.slice(2) as [ContenderName, keyof typeof FORMATS];
const fields = FORMATS[format];
const deliveries = [...sampleDeliveries({ fields, deliveries: DELIVERIES, records: RECORDS })];
const contender = CONTENDERS[name];
let best = Number.POSITIVE_INFINITY;
let checksum = 0;
for (let pass = 0; pass < PASSES; pass++) {
  const started = process.cpuUsage();
  for (const delivery of deliveries) checksum += contender(delivery, fields);
  const { user, system } = process.cpuUsage(started);
  best = Math.min(best, (user + system) * 1_000);
}
if (checksum === 0) throw new Error(`${name} did nothing`);
console.log(best / (DELIVERIES * RECORDS));
