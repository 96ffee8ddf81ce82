import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startSandbox } from "illumio-iac-sandbox";
import type { PceSimulator } from "illumio-iac-sandbox/pce";
import { PceClient } from "../../clients/pce";
import { CdkApp, installedCdk } from "../../scripts/demo/cdk-app";
import { cdkEnvironment } from "../../scripts/demo/cdk-environment";

export const title =
  "100 labels of one CDK stack, made and deleted at once: time, calls to the PCE and its 429s";

const COUNT = 100;
const PROGRAM = path.resolve(__dirname, "../../../benchmarks/custom-resources/program");

/** A PCE that takes every call, and one that refuses some. */
const FAULTS = { none: "", "a tenth of calls": "429=0.1" };

/**
 * Every label is a custom resource, whose handler is a process of its own.
 *
 * @throws Error when the stack fails, or the PCE has not exactly the labels of the stack
 */
export async function run(): Promise<void> {
  const rows: string[][] = [];
  for (const [refused, faults] of Object.entries(FAULTS)) rows.push(...(await rowsOf(refused, faults)));
  print(["429 for", "step", "seconds", "calls to the PCE", "429s", "labels"]);
  for (const row of rows) print(row);
}

async function rowsOf(refused: string, faults: string): Promise<string[][]> {
  const directory = mkdtempSync(path.join(tmpdir(), "at-once-"));
  const sandbox = await startSandbox({ seed: 1 });
  const { pce, aws, pceSecretArn } = sandbox;
  const app = new CdkApp({
    cli: installedCdk(),
    folder: PROGRAM,
    environment: cdkEnvironment(directory, aws),
    assembly: path.join(directory, "cdk.out"),
    quiet: true,
  });
  const step = async (name: string, expected: number, ...command: string[]): Promise<string[]> => {
    const [started, { requests, byStatus }] = [Date.now(), structuredClone(pce.counters)];
    await app.run(...command);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const calls = pce.counters.requests - requests;
    const refusals = (pce.counters.byStatus[429] ?? 0) - (byStatus[429] ?? 0);
    const labels = await countLabels(pce);
    if (labels !== expected) throw new Error(`the PCE has ${labels} labels after ${name}, not ${expected}`);
    return [refused, name, seconds, calls, refusals, labels].map(String);
  };
  try {
    await app.synth({
      count: String(COUNT),
      pceHost: pce.host,
      pcePort: String(pce.port),
      pceOrgId: String(pce.orgId),
      pceSecretArn,
    });
    if (faults !== "") pce.setFaults(faults);
    return [
      await step("deploy", COUNT, "deploy", "--require-approval", "never"),
      await step("destroy", 0, "destroy", "--force"),
    ];
  } finally {
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function countLabels(pce: PceSimulator): Promise<number> {
  const client = new PceClient({ ...pce });
  let count = 0;
  for await (const _ of client.listLabels()) count += 1;
  await client.close();
  return count;
}

function print(columns: readonly string[]): void {
  console.log(
    columns
      .map((column) => column.padEnd(18))
      .join("")
      .trimEnd(),
  );
}
