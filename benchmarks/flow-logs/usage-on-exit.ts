import { writeFileSync } from "node:fs";

/** Loaded before a command line: writes the most memory that was resident, in kilobytes, to the file that `USAGE_FILE` names. */
process.on("exit", () => {
  writeFileSync(process.env["USAGE_FILE"]!, String(process.resourceUsage().maxRSS));
});
