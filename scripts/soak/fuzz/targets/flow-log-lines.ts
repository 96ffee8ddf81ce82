import { FlowTable, readFlowLogFile } from "../../../../core/flow-logs";
import { FLOW_LOG_FIELDS } from "../../../../core/flow-logs/aws/flow-log-fields";
import { everyRecordIsCounted, recordsInLines } from "../flow-accounting";
import { DEFAULT_RECORDS, FORMATS, lines, OWN_RECORDS, TRANSIT_GATEWAY_RECORDS } from "../flow-samples";
import type { FuzzTarget } from "../fuzz-target";

const HEADER = "version srcaddr dstaddr srcport dstport protocol tcp-flags action";

/** Records in plain text, with and without header. */
export const flowLogLines: FuzzTarget = {
  name: "flow-log-lines",
  seeds: [
    lines(...DEFAULT_RECORDS),
    lines(...OWN_RECORDS),
    lines(...TRANSIT_GATEWAY_RECORDS, ...DEFAULT_RECORDS),
    lines(
      HEADER,
      "3 10.1.4.20 10.1.9.31 51544 5432 6 2 ACCEPT",
      "3 10.1.4.20 10.1.9.31 40000 50000 17 - ACCEPT",
    ),
    lines(
      FORMATS[0]!.join(" "),
      ...DEFAULT_RECORDS.slice(0, 2),
      HEADER,
      "3 10.1.4.20 10.1.9.31 1 2 6 2 ACCEPT",
    ),
    lines(...DEFAULT_RECORDS.map((record) => `2026-09-01T00:00:00.000Z ${record}`)),
    lines(...DEFAULT_RECORDS).replaceAll("\n", "\r\n"),
  ],
  words: [
    "\t",
    "EVENTS\t",
    "SEARCHEDLOGSTREAMS\t",
    ...FLOW_LOG_FIELDS,
    "TransitGateway",
    "NODATA",
    "ACCEPT",
    "\n",
    HEADER,
    "2026-09-01T00:00:00.000Z",
  ],
  weight: 0.7,
  open: () => ({
    read: async (input, random) => {
      const table = new FlowTable({ includeRejected: random() < 0.5 });
      const fields = random() < 0.5 ? undefined : FORMATS[Math.floor(random() * FORMATS.length)];
      const cut = Math.floor(random() * input.length);
      await readFlowLogFile([input.subarray(0, cut), input.subarray(cut)], fields, table);
      const isText = /^\s*(?!PAR1)[\w-]/.test(input.toString("latin1", 0, 1_024));
      everyRecordIsCounted(table.stats, isText && !isCsv(input) ? recordsInLines(input) : undefined);
    },
  }),
};

/** Whether the first line may be the header of a CSV file. */
function isCsv(input: Buffer): boolean {
  return /[,;]|^\s*@?message\s*$/im.test(input.toString().trimStart().split("\n")[0] ?? "");
}
