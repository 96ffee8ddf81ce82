import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { FORMATS, sampleDeliveries } from "./sample-deliveries";

export const title = "resident memory while 1,000,000 records pass, one delivery after the other";

const DELIVERIES = 10;

/** Makes deliveries and has a process of its own read them over and over, so that making them is not what is measured. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-"));
  try {
    let number = 0;
    for (const delivery of sampleDeliveries({ fields: FORMATS.ours, deliveries: DELIVERIES, records: 4_000 }))
      writeFileSync(path.join(folder, `${number++}.gz`), delivery);
    execFileSync(process.execPath, [path.join(__dirname, "memory-process.js"), folder], { stdio: "inherit" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
