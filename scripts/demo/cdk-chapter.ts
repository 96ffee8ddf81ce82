import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startSandbox } from "illumio-iac-sandbox";
import { PceClient } from "../../clients/pce";
import { OWN_FORMAT } from "../../core/contracts/aws/flow-log-format";
import { CdkApp, installedCdk } from "./cdk-app";
import { cdkEnvironment } from "./cdk-environment";
import { differences, footprint } from "./footprint";
import { hourChapter } from "./hour-chapter";
import { keptAssets } from "./kept-assets";
import { makeKnownWorkloads } from "./known-workloads";
import type { TrafficOptions } from "./options";
import { heading, say } from "./say";

const folder = path.resolve(__dirname, "../../../examples/cdk-aws-visibility");

/** The format of the second deployment: which way packets left the VPC, besides what is in the log anyway. */
const MORE_FIELDS = [...OWN_FORMAT, "traffic-path"].join(" ");

/**
 * The flow logs of a VPC in the PCE by CDK, from `cdk synth` to `cdk destroy`.
 *
 * @returns what is wrong with what was reported, and what is left behind
 * @throws Error when a step fails
 */
export async function cdkChapter(options: TrafficOptions): Promise<readonly string[]> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-demo-"));
  const startTime = Math.floor(Date.now() / 60_000) * 60_000;
  const sandbox = await startSandbox({ seed: options.seed, startTime });
  const { pce: pceServer, aws } = sandbox;
  const pce = new PceClient({ ...pceServer });
  const app = new CdkApp({
    cli: installedCdk(),
    folder,
    environment: cdkEnvironment(directory, aws),
    assembly: path.join(directory, "cdk.out"),
  });
  const context = {
    vpcId: sandbox.vpcId,
    pceHost: pceServer.host,
    pcePort: String(pceServer.port),
    pceOrgId: String(pceServer.orgId),
    pceSecretArn: sandbox.pceSecretArn,
  };
  try {
    say(
      `   PCE ${pceServer.url} and AWS account ${aws.accountId} at ${aws.endpoint}, both on this machine; ` +
        `the PCE knows ${await makeKnownWorkloads(pce)} workloads`,
    );
    const before = await footprint(pce, aws);

    heading("Making it");
    await app.synth(context);
    await app.deploy();
    const made = differences(before, await footprint(pce, aws));
    say(`   created: ${made.length} cloud resources`);

    heading("A second look finds no difference");
    await app.requireNoDifference();

    heading("Another format of the flow logs, with a log group of its own");
    await app.synth({ ...context, logFormat: MORE_FIELDS });
    await app.run("diff");
    await app.deploy();
    await app.requireNoDifference();

    const problems = [...(await hourChapter(sandbox, pce, options))];

    heading("Taking it away");
    await app.run("destroy", "--force");
    const left = differences(before, await footprint(pce, aws));
    if (left.length === 0) {
      say("   The account is as it was. Uploaded traffic stays: a PCE cannot delete it.");
      say(`   The bucket of cdk bootstrap keeps ${await keptAssets(aws)} files, until cdk gc deletes them.`);
    }
    return [...problems, ...left];
  } finally {
    await pce.close();
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
