import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startSandbox } from "illumio-iac-sandbox";
import { isolatedPulumiEnvironment } from "../pulumi-cli";
import { FIRST, LATER, notAnnounced } from "./announced";
import { differences, footprint } from "./footprint";
import { moveWorkload } from "./move-workload";
import { freeStackName, PulumiStack } from "./pulumi-stack";
import { heading, say } from "./say";
import { type SqlClientName, tryClients } from "./sql-clients";
import { SqlWorld } from "./sql-world";
import { SyncCommand } from "./sync-command";

const program = path.resolve(__dirname, "../../../examples/azure-sql");

/**
 * The firewall of an Azure SQL server that follows the active policy, from `pulumi preview` to `pulumi destroy`.
 *
 * @returns what is wrong, and what is left behind
 * @throws Error when a step fails
 */
export async function sqlChapter(pulumiBin: string): Promise<readonly string[]> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-demo-"));
  const sandbox = await startSandbox({ seed: 1 });
  const { pce: pceServer, azure } = sandbox;
  const environment = {
    ...isolatedPulumiEnvironment({ directory, pulumiBin, pce: pceServer }),
    ...azure.environment(),
  };
  const stack = new PulumiStack({ bin: pulumiBin, program, environment, name: freeStackName(program) });
  const sqlSync = new SyncCommand("sql-sync", directory, environment);
  const problems: string[] = [];
  let world: SqlWorld | undefined;
  try {
    say(`   PCE ${pceServer.url} and Azure Resource Manager ${azure.armEndpoint}, both on this machine`);
    world = await SqlWorld.make(sandbox);
    const { pce, security, server } = world;
    world.describe();
    const before = { ...(await footprint(pce, azure)), rules: server.rules() };
    await stack.init(world.config);
    const clients = async (...expected: SqlClientName[]) =>
      problems.push(...(await tryClients(server, ["dba at home", ...expected])));
    const up = (...more: string[]) => stack.run(["up", "--skip-preview", "--yes", ...more]);

    heading("Who would come in, and by which rule");
    problems.push(...notAnnounced(await stack.run(["preview"]), FIRST));
    await clients();

    heading("Making the workloads and the firewall");
    await up();
    await clients("web-1 and web-2", "office", "web-3");

    heading("A rule for the auditors is drafted, which changes nothing");
    await security.allowAddresses("auditors to orders", "Auditors", "81.20.77.0/28");
    await up("--expect-no-changes");
    await clients("web-1 and web-2", "office", "web-3");

    heading("The rule is provisioned, a workload moves, and sql-sync follows");
    await security.provision();
    say("   the security team has provisioned the rule");
    await moveWorkload(pce, "web-3", "81.20.3.22");
    await stack.run(["stack", "export", "--file", path.join(directory, "stack.json")], { quiet: true });
    await sqlSync.export("stack.json", "pulumi stack export");
    problems.push(...notAnnounced(await sqlSync.run("--plan"), LATER));
    await sqlSync.run("--apply");
    await clients("web-1 and web-2", "office", "web-3 after its move", "auditors");

    heading("Another up changes nothing");
    await up("--expect-no-changes");

    heading("Taking workloads and rules away");
    await stack.run(["destroy", "--skip-preview", "--yes"]);
    await stack.run(["stack", "rm", "--yes"], { quiet: true });
    await clients();
    const left = [
      ...differences(before, await footprint(pce, azure)),
      ...changed(before.rules, server.rules()),
    ];
    if (left.length === 0) say("   The PCE and the server are as they were, with the rules of others.");
    return [...problems, ...left];
  } finally {
    stack.forget();
    await world?.close();
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Sentences about rules whose addresses are not what they were. */
function changed(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(before)
    .filter(([name, addresses]) => after[name] !== addresses)
    .map(
      ([name, addresses]) => `the rule ${name} was for ${addresses}, and is for ${after[name] ?? "none"} now`,
    );
}
