import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Reach } from "./world";

/** What a process of its own says of its work. */
export interface Measured {
  readonly seconds: number;
  /** Most that was resident, in MB of 2^20 bytes. */
  readonly megabytes: number;
}

/** Runs a module of this folder in a process of its own. */
export async function measuredProcess(module: string, reach: Reach): Promise<Measured> {
  const child = spawn(process.execPath, [path.join(__dirname, `${module}.js`)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(reach));
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  if (code !== 0) throw new Error(`${module} ended with ${code}`);
  return JSON.parse(out) as Measured;
}

/** The other side of it: does the work and says what it took. */
export async function measured(work: (reach: Reach) => Promise<unknown>): Promise<void> {
  const reach = JSON.parse(await text(process.stdin)) as Reach;
  const started = performance.now();
  await work(reach);
  const seconds = (performance.now() - started) / 1000;
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(JSON.stringify({ seconds, megabytes } satisfies Measured));
}
