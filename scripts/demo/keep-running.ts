import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { playOnClock } from "illumio-iac-sandbox";
import { environmentScript } from "./environment-script";
import { KEPT } from "./kept";
import { removedWhenCutOff, untilSignal } from "./run-demo";
import { heading, say } from "./say";

export interface LeftRunning {
  readonly pce: { readonly url: string; readonly caFile: string };
  /** Cloud of the sandbox, whose clock runs meanwhile. */
  readonly cloud: Pick<Parameters<typeof playOnClock>[0], "clock">;
  /** What the cloud calls the place of its resources. */
  readonly place: "account" | "subscription";
  /** With which the stack was made. */
  readonly environment: NodeJS.ProcessEnv;
  readonly stack: string;
  /** Folder of the program below `examples/`. */
  readonly example: string;
  /** What else there is to look at, and from that shell. */
  readonly more?: readonly string[];
}

/** Tells the user how to look around, and waits for Ctrl-C. */
export async function keepRunning(left: LeftRunning): Promise<void> {
  const { pce, cloud, place, environment, stack, example, more = [] } = left;
  const file = path.join(KEPT, `${stack === "sandbox" ? example : `${example}-${stack}`}.sh`);
  const forget = removedWhenCutOff(file);
  mkdirSync(KEPT, { recursive: true });
  writeFileSync(file, environmentScript(environment, process.env), { mode: 0o600 });
  const stopped = untilSignal();
  cloud.clock.run(1);
  heading("Left running");
  say(`   labels, workloads and the flow map: ${pce.url}/   (CA: ${pce.caFile})`);
  say(`   the stack and the ${place}, from another shell:`);
  say(`     . ${path.relative(process.cwd(), file)}`);
  say(`     cd examples/${example} && pulumi stack select ${stack} && pulumi stack`);
  for (const line of more) say(`   ${line}`);
  say("   Ctrl-C takes everything away.");
  await stopped;
  cloud.clock.stop();
  rmSync(file, { force: true });
  forget();
}
