import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startPceSimulator } from "illumio-iac-sandbox/pce";
import { findPulumi, isolatedPulumiEnvironment } from "../../scripts/pulumi-cli";

const WORKLOADS = 5_000;
const PROGRAM = path.resolve(__dirname, "../../../benchmarks/workloads/program");

export const title = `calls to the PCE for ${WORKLOADS.toLocaleString("en")} unmanaged workloads`;

/** Step → most calls to the PCE that it may cost; a step without a number is shown only. */
const STEPS = [
  { name: "up", args: ["up", "--skip-preview", "--parallel", "500"], most: 40 },
  { name: "up, unchanged", args: ["up", "--skip-preview", "--expect-no-changes"], most: 0 },
  {
    name: "refresh",
    args: ["refresh", "--skip-preview", "--parallel", "500", "--expect-no-changes"],
    most: 15,
  },
  { name: "destroy", args: ["destroy", "--skip-preview", "--parallel", "500"], most: undefined },
];

/** Drives the real CLI with checkpoints skipped, as one does with thousands of resources. */
export async function run(): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), "illumio-iac-bench-"));
  const pce = await startPceSimulator({ seed: 1 });
  try {
    const environment = {
      ...isolatedPulumiEnvironment({ directory, pulumiBin: await findPulumi(), pce }),
      PULUMI_EXPERIMENTAL: "true",
      PULUMI_SKIP_CHECKPOINTS: "true",
      WORKLOADS: String(WORKLOADS),
    };
    await pulumi(["stack", "init", "bench", "--no-select"], environment);
    const tooMany: string[] = [];
    console.log("step              seconds   calls   at most");
    for (const { name, args, most } of STEPS) {
      const [before, started] = [pce.counters.requests, performance.now()];
      await pulumi([...args, "--yes", "--stack", "bench"], environment);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const calls = pce.counters.requests - before;
      const columns = [seconds.padStart(7), String(calls).padStart(7), String(most ?? "-").padStart(9)];
      console.log(`${name.padEnd(18)}${columns.join(" ")}`);
      if (most !== undefined && calls > most)
        tooMany.push(`${name}: ${calls} calls, at most ${most} are allowed`);
      if (name === "up") await printStateSize(path.join(directory, "state"));
    }
    const left = pce.store.table("workloads").size;
    if (left > 0) tooMany.push(`destroy left ${left} workloads`);
    if (tooMany.length > 0) throw new Error(tooMany.join("; "));
  } finally {
    await pce.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function printStateSize(state: string): Promise<void> {
  const text = await readFile(path.join(state, ".pulumi/stacks/fleet/bench.json"), "utf8");
  const { resources } = JSON.parse(text).checkpoint.latest as { resources: { type: string }[] };
  const ours = resources.filter(({ type }) => type.endsWith("UnmanagedWorkload"));
  const compact = ours.reduce((sum, resource) => sum + JSON.stringify(resource).length, 0) / ours.length;
  console.log(
    `  state: ${(text.length / 1e6).toFixed(1)} MB, ${Math.round(text.length / resources.length)} bytes for each ` +
      `resource (${Math.round(compact)} without indentation)`,
  );
}

function pulumi(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: PROGRAM,
      env: environment,
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        text = `${text}${data}`.slice(-20_000);
      });
    }
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${text}`));
    });
  });
}
