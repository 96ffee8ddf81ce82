import { readFileSync } from "node:fs";
import path from "node:path";
import { DAG_SYNC_FILE } from "../../core/contracts/dag-sync";
import { ConfigurationError } from "../../core/errors";
import { toStandardOutput } from "../shared/write-log";
import { dagSyncSettings } from "./settings";
import { dagSyncHandler } from "./sync";

export const handler = dagSyncHandler(dagSyncSettings(process.env, content()), toStandardOutput);

function content(): string {
  const file = path.join(__dirname, DAG_SYNC_FILE);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigurationError(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
