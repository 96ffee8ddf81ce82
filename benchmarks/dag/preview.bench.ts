import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { findPulumi, isolatedPulumiEnvironment } from "../../scripts/pulumi-cli";
import { BINDINGS } from "./bindings";
import { measuredProcess } from "./measured-process";
import { World } from "./world";

const ADDRESSES = 50_000;
/** A preview may take this many times the time of reading both tables, beyond a preview of an empty program. */
const MOST_TIMES = 2;
/** Each time is the middle one of so many. */
const RUNS = 3;
const PROGRAM = path.resolve(__dirname, "../../../benchmarks/dag/program");

export const title = `pulumi preview of ${BINDINGS} bindings with ${ADDRESSES.toLocaleString("en")} addresses, nothing to do`;

export async function run(): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), "illumio-iac-bench-"));
  const world = await World.open(ADDRESSES);
  try {
    const pulumi = await commands(directory, world);
    await pulumi(["stack", "init", "full", "--no-select"], 0);
    await pulumi(["stack", "init", "empty", "--no-select"], 0);
    await pulumi(["up", "--yes", "--skip-preview", "--stack", "full"], BINDINGS);
    await pulumi(["up", "--yes", "--skip-preview", "--stack", "empty"], 0);
    const [full, empty, reading]: number[][] = [[], [], []];
    for (let count = 0; count < RUNS; count++) {
      reading!.push((await measuredProcess("read-process", world.reach)).seconds);
      empty!.push(await pulumi(["preview", "--expect-no-changes", "--stack", "empty"], 0));
      const { result, traffic } = await world.counted(() =>
        pulumi(["preview", "--expect-no-changes", "--stack", "full"], BINDINGS),
      );
      full!.push(result);
      if (count === 0)
        console.log(
          `a preview makes ${traffic.pceCalls} calls to the PCE (${Math.round(traffic.pceBytes / 1e6)} MB) and ` +
            `${traffic.firewallCalls} to the firewall (${Math.round(traffic.firewallBytes / 1e6)} MB)`,
        );
    }
    const ratio = (middle(full!) - middle(empty!)) / middle(reading!);
    console.log("seconds, of each the middle one and all of them");
    for (const [name, times] of [
      ["preview", full!],
      ["preview of an empty program", empty!],
      ["reading both tables", reading!],
    ] as const)
      console.log(
        `${name.padEnd(30)}${middle(times).toFixed(2).padStart(7)}   ${times.map((one) => one.toFixed(2)).join(" ")}`,
      );
    console.log(`ratio ${ratio.toFixed(2)}, at most ${MOST_TIMES}`);
    if (ratio > MOST_TIMES)
      throw new Error(`a preview takes ${ratio.toFixed(2)} times as long as reading both tables`);
  } finally {
    await world.close();
    await rm(directory, { recursive: true, force: true });
  }
}

const middle = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1]!;

/** The CLI with a home of its own, beside both systems; answers the seconds that it took. */
async function commands(directory: string, { reach, pce, panos }: World) {
  const environment: NodeJS.ProcessEnv = {
    ...isolatedPulumiEnvironment({ directory, pulumiBin: await findPulumi(), pce }),
    ILLUMIO_PCE_PORT: String(reach.pce.port),
    ILLUMIO_FIREWALL_EDGE_HOSTS: reach.firewall.host,
    ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
    ILLUMIO_FIREWALL_EDGE_CA_FILE: path.join(directory, "firewall-ca.pem"),
  };
  await writeFile(path.join(directory, "firewall-ca.pem"), panos.caCertificate);
  return async (args: readonly string[], bindings: number): Promise<number> => {
    const started = performance.now();
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: PROGRAM,
      env: { ...environment, BINDINGS: String(bindings) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    if (code !== 0)
      throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${(out + err).slice(-10_000)}`);
    return (performance.now() - started) / 1000;
  };
}
