import { FlowTable, readFlowLogFile } from "../../../../core/flow-logs";
import { everyRecordIsCounted, hasDoubledKey, recordsInEvents } from "../flow-accounting";
import {
  DEFAULT_RECORDS,
  deliveryOf,
  FORMATS,
  filterEventsOf,
  lambdaEventOf,
  OWN_RECORDS,
  RECORD_DOCUMENTS,
} from "../flow-samples";
import { type FuzzTarget, jsonOf } from "../fuzz-target";

/** JSON files: what CloudWatch Logs sends and what its commands print. */
export const flowLogJson: FuzzTarget = {
  name: "flow-log-json",
  seeds: [
    filterEventsOf(DEFAULT_RECORDS),
    filterEventsOf([]),
    lambdaEventOf(deliveryOf(OWN_RECORDS)),
    `${deliveryOf(OWN_RECORDS)}\n${deliveryOf(DEFAULT_RECORDS)}`,
    ...RECORD_DOCUMENTS,
  ],
  words: [
    '"events":[',
    '"message":',
    "DATA_MESSAGE",
    '"awslogs":',
    '{"data":',
    "\\n",
    "[",
    "]",
    "{",
    "}",
    ...DEFAULT_RECORDS,
  ],
  weight: 2,
  open: () => ({
    read: async (input, random) => {
      const table = new FlowTable();
      const fields = random() < 0.5 ? undefined : FORMATS[Math.floor(random() * FORMATS.length)];
      await readFlowLogFile([input], fields, table);
      everyRecordIsCounted(table.stats, recordsIn(input));
    },
  }),
};

/** Keys of documents that hold records elsewhere than in `events`. */
const OTHER_KEYS = ["messageType", "awslogs", "logEvents", "Records", "records", "results", "ResultSet"];

/** Number of records, where the input is one document with events, or a list of texts or events, and nothing else. */
function recordsIn(input: Buffer): number | undefined {
  const document = jsonOf(input);
  if (typeof document !== "object" || document === null) return undefined;
  if (hasDoubledKey(input.toString(), document)) return undefined;
  if (Array.isArray(document))
    return document.every((item) => typeof item === "string") ? recordsInEvents(document) : undefined;
  if (OTHER_KEYS.some((key) => key in document) || !("events" in document)) return undefined;
  const { events } = document as { events: unknown };
  const isPlain = (event: unknown) =>
    typeof event === "object" && event !== null && Object.keys(event).includes("message");
  return Array.isArray(events) && events.every(isPlain) && !events.some(hasTelling)
    ? recordsInEvents(events)
    : undefined;
}

function hasTelling(event: object): boolean {
  return [...OTHER_KEYS, "events", "data", "Data", "kinesis"].some((key) => key in event);
}
