import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { FORMATS } from "./sample-deliveries";
import { writeSampleFile } from "./sample-file";

export const title =
  "illumio-iac flows on whole files: memory, and processor time against gunzip of the same file";

const FILES = [
  { name: "default v2", fields: FORMATS["default v2"], connections: 1_350_000, megabytes: 400, ofGunzip: 6 },
  {
    name: "ours, with flags",
    fields: FORMATS.ours,
    connections: 115_000,
    megabytes: 200,
    ofGunzip: undefined,
  },
] as const;
const ROUNDS = 3;

/** Prints the medians of rounds in which both take turns, each in a process of its own. Throws above the limits. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-"));
  const above: string[] = [];
  try {
    for (const { name, fields, connections, megabytes, ofGunzip } of FILES) {
      const file = path.join(folder, "flow.log.gz");
      const bytes = await writeSampleFile(file, { fields, connections });
      const rounds = Array.from({ length: ROUNDS }, () => ({
        gunzip: processorSeconds(["gunzip", "-c", file]).seconds,
        ...flows(file, path.join(folder, "usage")),
      }));
      const most = median(rounds.map(({ resident }) => resident));
      const seconds = median(rounds.map((round) => round.seconds));
      const ratio = median(rounds.map((round) => round.seconds / round.gunzip));
      const limit = ofGunzip === undefined ? "" : `, asked for: ${ofGunzip} at most`;
      console.log(`${name}: ${Math.round(bytes / 1e6)} MB of text, ${connections * 2} records`);
      console.log(`  resident at most ${most} MB, asked for: ${megabytes} MB at most`);
      console.log(`  ${seconds.toFixed(1)} s of processor time, ${ratio.toFixed(1)} times gunzip${limit}`);
      if (most > megabytes) above.push(`${name}: ${most} MB were resident`);
      if (ofGunzip !== undefined && ratio > ofGunzip) above.push(`${name}: ${ratio.toFixed(1)} times gunzip`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (above.length > 0) throw new Error(above.join("; "));
}

/** The real command line on a file. */
function flows(file: string, usageFile: string): { readonly seconds: number; readonly resident: number } {
  const root = path.join(__dirname, "../../..");
  const { seconds } = processorSeconds(
    [
      process.execPath,
      "--require",
      path.join(__dirname, "usage-on-exit.js"),
      path.join(root, "bin/illumio-iac.js"),
      "flows",
      file,
    ],
    { USAGE_FILE: usageFile },
  );
  return { seconds, resident: Math.round(Number(readFileSync(usageFile, "utf8")) / 1024) };
}

/** Runs a command and throws its output away. The shell knows the time of a child, which Node does not tell. */
function processorSeconds(
  command: readonly string[],
  env: Record<string, string> = {},
): { readonly seconds: number } {
  const script = 'TIMEFORMAT="%U %S"; time "$@" > /dev/null 2> /dev/null';
  const times = execFileSync("bash", ["-c", `{ ${script}; } 2>&1`, "bash", ...command], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return {
    seconds: times
      .trim()
      .split(" ")
      .map(Number)
      .reduce((sum, each) => sum + each, 0),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
