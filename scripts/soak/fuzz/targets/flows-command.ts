import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { readFlows } from "../../../../cli/read-flows";
import { everyRecordIsCounted } from "../flow-accounting";
import {
  DEFAULT_RECORDS,
  deliveryOf,
  filterEventsOf,
  lines,
  OWN_RECORDS,
  TRANSIT_GATEWAY_RECORDS,
} from "../flow-samples";
import type { FuzzTarget } from "../fuzz-target";

/** Files as `illumio-iac flows` reads them. */
export const flowsCommand: FuzzTarget = {
  name: "flows-command",
  seeds: [
    lines(...DEFAULT_RECORDS),
    lines(...OWN_RECORDS, ...TRANSIT_GATEWAY_RECORDS),
    filterEventsOf(OWN_RECORDS),
    deliveryOf(DEFAULT_RECORDS),
    gzipSync(lines(...OWN_RECORDS)),
  ],
  weight: 0.1,
  open: () => {
    const folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-fuzz-"));
    const file = path.join(folder, "flow.log");
    return {
      read: async (input) => {
        writeFileSync(file, input);
        const { stats } = await readFlows([file], { undecided: "lower-port" }, { say: () => undefined });
        everyRecordIsCounted(stats);
      },
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
};
