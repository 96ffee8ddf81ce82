import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  type PanoramaSimulator,
  type PanosSimulator,
  startPanoramaSimulator,
  startPanosSimulator,
} from "illumio-iac-sandbox/panos";
import { startPceSimulator } from "illumio-iac-sandbox/pce";
import { PceClient } from "../../clients/pce";
import { isolatedPulumiEnvironment } from "../pulumi-cli";
import { firewallFootprint, sayUnchanged, VSYS } from "./firewall-footprint";
import { firewallVariables } from "./firewall-variables";
import { registerForeign, showForeign } from "./foreign-tag";
import { groupTable } from "./group-table";
import { moveWorkload } from "./move-workload";
import { freeStackName, PulumiStack } from "./pulumi-stack";
import { heading, say } from "./say";
import { SyncCommand } from "./sync-command";

const root = path.resolve(__dirname, "../../..");
const program = path.join(root, "examples/palo-alto-dag");

const SERIALS = ["007951000001001", "007951000001002"];

/**
 * Dynamic address groups that follow labels, from `pulumi preview` to `pulumi destroy`.
 *
 * @throws Error when a step fails or something is left on a firewall
 */
export async function dagChapter(pulumiBin: string): Promise<void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-demo-"));
  const pce = await startPceSimulator({ seed: 1 });
  const panos = await startPanosSimulator({ seed: 1, pair: true });
  const panorama = await startPanoramaSimulator({
    seed: 1,
    serials: SERIALS,
    deviceGroups: { branches: SERIALS },
  });
  const someone = new PceClient({ ...pce });
  const environment = {
    ...isolatedPulumiEnvironment({ directory, pulumiBin, pce }),
    ...firewallVariables("EDGE", panos),
    ...firewallVariables("HQ", panorama),
  };
  const stack = new PulumiStack({ bin: pulumiBin, program, environment, name: freeStackName(program) });
  const dagSync = new SyncCommand("dag-sync", directory, environment);
  try {
    say(
      `   PCE ${pce.url}, firewalls ${panos.hosts.join(" and ")}, Panorama ${panorama.hosts[0]}, all on this machine`,
    );
    registerForeign(panos);
    const before = footprint(panos, panorama);
    await stack.init({
      "palo-alto-dag:firewall": "edge",
      "palo-alto-dag:panorama": "hq",
      "palo-alto-dag:deviceGroup": "branches",
      "palo-alto-dag:serials": JSON.stringify(SERIALS),
    });

    heading("Making address groups, a rule, and their members");
    await stack.run(["preview"]);
    await stack.run(["up", "--skip-preview", "--yes"]);
    showGroups(panos, panorama);

    heading("A workload moves, and dag-sync follows");
    await moveWorkload(someone, "web-2", "10.20.1.99");
    await stack.run(["preview"]);
    await stack.run(["stack", "export", "--file", path.join(directory, "stack.json")], { quiet: true });
    await dagSync.export("stack.json", "pulumi stack export");
    await dagSync.run("--plan");
    await dagSync.run("--apply");
    showGroups(panos, panorama);

    heading("Another up changes nothing");
    await stack.run(["up", "--skip-preview", "--yes", "--expect-no-changes"]);

    heading("Taking groups, rule and addresses away");
    await stack.run(["destroy", "--skip-preview", "--yes"]);
    await stack.run(["stack", "rm", "--yes"], { quiet: true });
    sayUnchanged(before, footprint(panos, panorama));
  } finally {
    stack.forget();
    await someone.close();
    await Promise.all([pce.close(), panos.close(), panorama.close()]);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What the firewalls and Panorama's device group hold. */
function footprint(panos: PanosSimulator, panorama: PanoramaSimulator): string {
  const firewalls = [...panos.firewalls, ...Object.values(panorama.managed)];
  return firewallFootprint([
    ...firewalls.map((device) => [device, VSYS] as const),
    ...panorama.panoramas.map((device) => [device, "device-group/entry[@name='branches']"] as const),
  ]);
}

function showGroups(panos: PanosSimulator, panorama: PanoramaSimulator): void {
  say(
    groupTable({
      edge: panos.firewalls[0]!,
      ...Object.fromEntries(
        Object.entries(panorama.managed).map(([serial, device]) => [`${serial} behind hq`, device]),
      ),
    }),
  );
  showForeign(panos);
}
