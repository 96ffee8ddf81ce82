import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Sandbox, startSandbox } from "illumio-iac-sandbox";
import { PceClient } from "../../clients/pce";
import { pceVariables } from "../pulumi-cli";
import { withoutForeignSettings } from "../pulumi-cli/isolated-environment";
import { CdkApp, installedCdk } from "./cdk-app";
import { cdkEnvironment } from "./cdk-environment";
import { firewallFootprint, sayUnchanged, VSYS } from "./firewall-footprint";
import { firewallVariables } from "./firewall-variables";
import { created, differences, footprint } from "./footprint";
import { registerForeign, showForeign } from "./foreign-tag";
import { groupTable } from "./group-table";
import { moveWorkload } from "./move-workload";
import { heading, say } from "./say";
import { SyncCommand } from "./sync-command";

const folder = path.resolve(__dirname, "../../../examples/cdk-pce-objects");

/** How fast the sandbox clock runs while the waiter behind a binding asks whether the commit is done. */
const CLOCK_SPEED = 100;

/** The interval of DagSync. */
const INTERVAL_IN_MS = 5 * 60_000;

/**
 * Labels, workloads and address groups by CDK, from `cdk synth` to `cdk destroy`, with a DagSync that follows them.
 *
 * @returns what is left behind in the PCE or in the account
 * @throws Error when a step fails or something is left on a firewall
 */
export async function cdkObjectsChapter(): Promise<readonly string[]> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-demo-"));
  const sandbox = await startSandbox({ seed: 1 });
  const { pce: pceServer, aws, panos } = sandbox;
  const pce = new PceClient({ ...pceServer });
  const app = new CdkApp({
    cli: installedCdk(),
    folder,
    environment: cdkEnvironment(directory, aws),
    assembly: path.join(directory, "cdk.out"),
  });
  const dagSync = new SyncCommand("dag-sync", directory, {
    ...withoutForeignSettings(process.env),
    ...pceVariables(pceServer),
    ...firewallVariables("EDGE", panos),
  });
  const firewalls = () => firewallFootprint(panos.firewalls.map((device) => [device, VSYS]));
  const showGroups = () => say(groupTable({ edge: panos.firewalls[0]! }));
  const outputs = path.join(directory, "outputs.json");
  try {
    say(
      `   PCE ${pceServer.url}, AWS account ${aws.accountId} at ${aws.endpoint}, firewalls ${panos.hosts.join(" and ")}, ` +
        "all on this machine",
    );
    registerForeign(panos);
    const before = { cloud: await footprint(pce, aws), firewalls: firewalls() };

    heading("Making labels, workloads, address groups, a rule, and their members");
    await app.synth({
      vpcId: sandbox.vpcId,
      subnetIds: sandbox.subnetIds.join(","),
      pceHost: pceServer.host,
      pcePort: String(pceServer.port),
      pceOrgId: String(pceServer.orgId),
      pceSecretArn: sandbox.pceSecretArn,
      firewallSecretArn: sandbox.firewallSecretArn,
    });
    await whileClockRuns(sandbox, () => app.deploy("--outputs-file", outputs));
    say(`   created: ${created(before.cloud, await footprint(pce, aws))}`);
    showGroups();
    showForeign(panos);

    heading("A workload moves, and the scheduled function follows");
    await moveWorkload(pce, "web-2", "10.20.1.99");
    await exportBindings(dagSync, directory, outputs);
    await dagSync.run("--plan");
    await aws.clock.advance(INTERVAL_IN_MS);
    say(`   ${INTERVAL_IN_MS / 60_000} minutes later on the sandbox clock:`);
    showGroups();

    heading("A second look finds no difference");
    await app.requireNoDifference();

    heading("Taking it all away");
    await whileClockRuns(sandbox, () => app.run("destroy", "--force"));
    sayUnchanged(before.firewalls, firewalls());
    const left = differences(before.cloud, await footprint(pce, aws));
    if (left.length === 0) say("   The PCE and the account are as they were.");
    return left;
  } finally {
    await pce.close();
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Makes the bindings file of `dag-sync` from the outputs of the stack. */
async function exportBindings(dagSync: SyncCommand, directory: string, outputs: string): Promise<void> {
  const { Shop } = JSON.parse(readFileSync(outputs, "utf8")) as { Shop: Record<string, string> };
  const bindings = { web: JSON.parse(Shop["WebBinding"]!), db: JSON.parse(Shop["DbBinding"]!) };
  writeFileSync(path.join(directory, "bindings.json"), JSON.stringify(bindings));
  const filter = "{web: .Shop.WebBinding | fromjson, db: .Shop.DbBinding | fromjson}";
  await dagSync.export("bindings.json", `jq '${filter}' outputs.json`);
}

async function whileClockRuns<T>({ aws }: Sandbox, work: () => Promise<T>): Promise<T> {
  aws.clock.run(CLOCK_SPEED);
  try {
    return await work();
  } finally {
    aws.clock.stop();
  }
}
