import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PceClient } from "../clients/pce";
import { type PanosSimulator, startPanosSimulator } from "../simulators/panos";
import { startPceSimulator } from "../simulators/pce";
import { freeStackName, PulumiStack } from "./demo/pulumi-stack";
import { heading, say, table } from "./demo/say";
import { findPulumi, isolatedPulumiEnvironment } from "./pulumi-cli";

const program = path.resolve(__dirname, "../../examples/palo-alto-dag");
const FOREIGN = { address: "10.20.1.11", tag: "quarantine" };

/** Dynamic address groups that follow labels, from `pulumi preview` to `pulumi destroy`; fails if anything is left. */
async function main(): Promise<void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-demo-"));
  heading("The pulumi CLI, a PCE and a pair of firewalls");
  const pulumiBin = await findPulumi({ say: (text) => say(`   ${text}`) });
  const pce = await startPceSimulator({ seed: 1 });
  const panos = await startPanosSimulator({ seed: 1, pair: true });
  const someone = new PceClient({ ...pce });
  const environment = {
    ...isolatedPulumiEnvironment({ directory, pulumiBin, pce }),
    ILLUMIO_FIREWALL_EDGE_HOSTS: panos.hosts.join(","),
    ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
    ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
  };
  const stack = new PulumiStack({ bin: pulumiBin, program, environment, name: freeStackName(program) });
  try {
    say(`   PCE ${pce.url}, firewalls ${panos.hosts.join(" and ")}, all on this machine`);
    panos.firewalls[0]!.register(FOREIGN.address, [FOREIGN.tag]);
    say(`   somebody else has registered ${FOREIGN.address} with the tag ${FOREIGN.tag}`);
    const before = JSON.stringify(panos.firewalls[0]!.registered());
    await stack.init({ "palo-alto-dag:firewall": "edge" });

    heading("Making it");
    await stack.run(["preview"]);
    await stack.run(["up", "--skip-preview", "--yes"]);
    showTable(panos);

    heading("A workload moves");
    const [web] = await someone.findWorkloads({ hostname: "web-2" });
    await someone.updateWorkload(web!.href, {
      interfaces: [{ name: "eth0", address: "10.20.1.99", cidr_block: 24 }],
    });
    say("   web-2 has 10.20.1.99 now");
    await stack.run(["preview"]);
    await stack.run(["up", "--skip-preview", "--yes"]);
    showTable(panos);

    heading("Another run changes nothing");
    await stack.run(["up", "--skip-preview", "--yes", "--expect-no-changes"]);

    heading("Taking it away");
    await stack.run(["destroy", "--skip-preview", "--yes"]);
    await stack.run(["stack", "rm", "--yes"], { quiet: true });
    const after = JSON.stringify(panos.firewalls[0]!.registered());
    if (after !== before) throw new Error(`the firewall held ${before} before, and holds ${after} now`);
    say("   The firewall is as it was.");
  } finally {
    stack.forget();
    await someone.close();
    await Promise.all([pce.close(), panos.close()]);
    rmSync(directory, { recursive: true, force: true });
  }
}

function showTable(panos: PanosSimulator): void {
  const rows = Object.entries(panos.firewalls[0]!.registered()).map(([address, tags]) => [
    address,
    tags.join(", "),
  ]);
  say(table(["registered address", "tags"], rows));
}

main().catch((error: Error) => {
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
});
