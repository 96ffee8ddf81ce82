import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { PceClient } from "../../clients/pce";
import {
  type PanoramaSimulator,
  type PanosSimulator,
  startPanoramaSimulator,
  startPanosSimulator,
} from "../../simulators/panos";
import { startPceSimulator } from "../../simulators/pce";
import { isolatedPulumiEnvironment } from "../pulumi-cli";
import { freeStackName, PulumiStack } from "./pulumi-stack";
import { heading, say, table } from "./say";

const root = path.resolve(__dirname, "../../..");
const program = path.join(root, "examples/palo-alto-dag");
const cli = path.join(root, "bin/illumio-iac.js");
const run = promisify(execFile);

const FOREIGN = { address: "10.20.1.11", tag: "quarantine" };
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
    ...connection("EDGE", panos),
    ...connection("HQ", panorama),
  };
  const stack = new PulumiStack({ bin: pulumiBin, program, environment, name: freeStackName(program) });
  const dagSync = async (...args: string[]) => {
    say(`   $ illumio-iac dag-sync ${args.join(" ")}`);
    const { stdout, stderr } = await run(process.execPath, [cli, "dag-sync", ...args], {
      cwd: directory,
      env: environment,
    });
    for (const line of `${stdout}${stderr}`.trimEnd().split("\n")) say(`     ${line}`);
  };
  try {
    say(
      `   PCE ${pce.url}, firewalls ${panos.hosts.join(" and ")}, Panorama ${panorama.hosts[0]}, all on this machine`,
    );
    panos.firewalls[0]!.register(FOREIGN.address, [FOREIGN.tag]);
    say(`   somebody else has registered ${FOREIGN.address} with the tag ${FOREIGN.tag}`);
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
    const [web] = await someone.findWorkloads({ hostname: "web-2" });
    await someone.updateWorkload(web!.href, {
      interfaces: [{ name: "eth0", address: "10.20.1.99", cidr_block: 24 }],
    });
    say("   web-2 has 10.20.1.99 now");
    await stack.run(["preview"]);
    const file = path.join(directory, "bindings.yaml");
    await stack.run(["stack", "export", "--file", path.join(directory, "stack.json")], { quiet: true });
    const { stdout } = await run(process.execPath, [cli, "dag-sync", "export", "stack.json"], {
      cwd: directory,
    });
    writeFileSync(file, stdout);
    say("   $ pulumi stack export | illumio-iac dag-sync export > bindings.yaml");
    await dagSync("--plan");
    await dagSync("--apply");
    showGroups(panos, panorama);

    heading("Another up changes nothing");
    await stack.run(["up", "--skip-preview", "--yes", "--expect-no-changes"]);

    heading("Taking groups, rule and addresses away");
    await stack.run(["destroy", "--skip-preview", "--yes"]);
    await stack.run(["stack", "rm", "--yes"], { quiet: true });
    const after = footprint(panos, panorama);
    if (after !== before) throw new Error(`the firewalls held ${before} before, and hold ${after} now`);
    say("   The firewalls are as they were.");
  } finally {
    stack.forget();
    await someone.close();
    await Promise.all([pce.close(), panos.close(), panorama.close()]);
    rmSync(directory, { recursive: true, force: true });
  }
}

function connection(name: string, { hosts, apiKey, caFile }: PanosSimulator | PanoramaSimulator) {
  return {
    [`ILLUMIO_FIREWALL_${name}_HOSTS`]: hosts.join(","),
    [`ILLUMIO_FIREWALL_${name}_API_KEY`]: apiKey,
    [`ILLUMIO_FIREWALL_${name}_CA_FILE`]: caFile,
    [`ILLUMIO_FIREWALL_${name}_ADMIN`]: "admin",
  };
}

/** Registered addresses, and the drafted configuration of the firewalls and of Panorama's device group. */
function footprint(panos: PanosSimulator, panorama: PanoramaSimulator): string {
  const firewalls = [...panos.firewalls, ...Object.values(panorama.managed)];
  const scopes = [
    ...firewalls.map((device) => [device, "vsys/entry[@name='vsys1']"] as const),
    ...panorama.panoramas.map((device) => [device, "device-group/entry[@name='branches']"] as const),
  ];
  return JSON.stringify(
    scopes.map(([device, scope]) => {
      const path = `/config/devices/entry[@name='localhost.localdomain']/${scope}`;
      const parts = [
        "tag/entry",
        "address-group/entry",
        "rulebase/security/rules/entry",
        "pre-rulebase/security/rules/entry",
      ];
      return [
        device.registered(),
        device.dynamicGroups(),
        ...parts.map((part) => device.config(`${path}/${part}`, "candidate")),
      ];
    }),
  );
}

function showGroups(panos: PanosSimulator, panorama: PanoramaSimulator): void {
  const rows = [
    ...Object.entries(panos.firewalls[0]!.dynamicGroups()).map(([name, members]) => ["edge", name, members]),
    ...Object.entries(panorama.managed).flatMap(([serial, device]) =>
      Object.entries(device.dynamicGroups()).map(([name, members]) => [`${serial} behind hq`, name, members]),
    ),
  ].map((row) => row.map(String));
  say(table(["firewall", "address group", "members"], rows));
  const tags = panos.firewalls[0]!.registered()[FOREIGN.address]?.join(", ");
  say(`   tags of ${FOREIGN.address} on edge: ${tags}`);
}
