import { readFileSync } from "node:fs";
import path from "node:path";
import { readParquet } from "../../../../cli/parquet-file";
import { FlowTable, readFlowLogFile } from "../../../../core/flow-logs";
import { everyRecordIsCounted } from "../flow-accounting";
import type { FuzzTarget } from "../fuzz-target";

const FOLDER = path.join(
  path.dirname(require.resolve("illumio-iac/package.json")),
  "test/fixtures/flow-logs",
);

/** Parquet tables, damaged anywhere. */
export const parquet: FuzzTarget = {
  name: "parquet",
  seeds: ["none", "snappy", "gzip", "zstd"].map((name) =>
    readFileSync(path.join(FOLDER, `vpc-${name}.parquet`)),
  ),
  words: ["PAR1", "srcaddr", "account_id"],
  weight: 0.1,
  open: () => ({
    read: async (input) => {
      const table = new FlowTable();
      await readFlowLogFile([input], undefined, table, { parquet: readParquet });
      everyRecordIsCounted(table.stats);
    },
  }),
};
