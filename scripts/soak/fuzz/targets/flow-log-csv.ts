import { DEFAULT_FORMAT } from "../../../../core/contracts/aws/flow-log-format";
import { FlowTable, readFlowLogFile } from "../../../../core/flow-logs";
import { everyRecordIsCounted } from "../flow-accounting";
import { DEFAULT_RECORDS, FORMATS, lines } from "../flow-samples";
import type { FuzzTarget } from "../fuzz-target";

const quoted = (values: readonly string[]) => values.map((value) => `"${value}"`).join(",");

/** CSV of the console, of Logs Insights and of Athena. */
export const flowLogCsv: FuzzTarget = {
  name: "flow-log-csv",
  seeds: [
    lines("timestamp,message", ...DEFAULT_RECORDS.map((record, index) => `${index},${record}`)),
    lines("@timestamp,@message", ...DEFAULT_RECORDS.map((record) => `2026-09-01 00:00:00.000,"${record}"`)),
    lines("@message", ...DEFAULT_RECORDS.map((record) => `"${record}"`)),
    lines(
      quoted([...DEFAULT_FORMAT.map((field) => field.replace("-", "_")), "day"]),
      ...DEFAULT_RECORDS.map((record) => quoted([...record.split(" "), "2026/09/01"])),
    ),
    lines("srcAddr;dstAddr;srcPort;dstPort;protocol", "10.1.4.20;10.1.9.31;51544.0;443.0;6"),
  ],
  words: [
    "message",
    "@message",
    "srcaddr",
    "account_id",
    '"',
    '""',
    ",",
    ";",
    "\n",
    '"\n',
    "timestamp,message\n",
  ],
  open: () => ({
    read: async (input, random) => {
      const table = new FlowTable();
      const fields = random() < 0.5 ? undefined : FORMATS[Math.floor(random() * FORMATS.length)];
      const cut = Math.floor(random() * input.length);
      await readFlowLogFile([input.subarray(0, cut), input.subarray(cut)], fields, table);
      everyRecordIsCounted(table.stats, rowsIn(input));
    },
  }),
};

/** Number of rows below the header; undefined where quotes make it unclear what a row is. */
function rowsIn(input: Buffer): number | undefined {
  const text = input.toString();
  if (!/^timestamp,message\n/.test(text) || /["\t]/.test(text)) return undefined;
  return text
    .split("\n")
    .slice(1)
    .filter((line) => line.trim() !== "").length;
}
