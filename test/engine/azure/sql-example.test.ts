import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type AzureCloud, startAzureCloud } from "../../../sandbox/azure/azure-cloud";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { FIRST, notAnnounced } from "../../../scripts/demo/announced";
import { footprint } from "../../../scripts/demo/footprint";
import { SqlWorld } from "../../../scripts/demo/sql-world";
import { findPulumi, isolatedPulumiEnvironment } from "../../../scripts/pulumi-cli";
import { mustRun, type StackPlace } from "../stack-command";

jest.setTimeout(180_000);

const PROGRAM = path.resolve(__dirname, "../../../examples/azure-sql");

let pce: PceSimulator;
let azure: AzureCloud;
let world: SqlWorld;
let place: StackPlace;

beforeAll(async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "illumio-iac-azure-stack-"));
  const pulumiBin = await findPulumi();
  pce = await startPceSimulator({ seed: 1 });
  azure = await startAzureCloud();
  world = await SqlWorld.make({ pce, azure });
  const isolated = isolatedPulumiEnvironment({ directory, pulumiBin, pce });
  place = { directory, program: PROGRAM, environment: { ...isolated, ...azure.environment() } };
  copyFileSync(path.join(PROGRAM, "Pulumi.yaml"), path.join(directory, "Pulumi.yaml"));
});
afterAll(async () => {
  await world.close();
  await azure.close();
  await pce.close();
  rmSync(place.directory, { recursive: true, force: true });
});

/** Which of the shop, the office, the web server elsewhere, and somebody else get in. */
async function letIn(): Promise<boolean[]> {
  const addresses = ["81.20.1.10", "81.20.8.7", "81.20.3.21", "81.20.8.8"];
  return Promise.all(addresses.map((address) => world.server.letsIn(address)));
}

test("the program lets in whom provisioned rules allow, is settled after a refresh beside a draft, and leaves the rules of others", async () => {
  const standing = async () => ({ ...(await footprint(world.pce, azure)), rules: world.server.rules() });
  const before = await standing();
  const settings = Object.entries(world.config).flatMap(([name, value]) => ["--config", `${name}=${value}`]);
  await mustRun(place, ["stack", "init", "test", "--no-select"]);

  expect(notAnnounced(await mustRun(place, ["preview", ...settings]), FIRST)).toEqual([]);
  expect(await letIn()).toEqual([false, false, false, false]);

  await mustRun(place, ["up", "--yes", "--skip-preview", ...settings]);
  expect(await letIn()).toEqual([true, true, true, false]);

  await world.security.allowAddresses("everybody", "Everybody", "81.20.0.0/16");
  const settled = await mustRun(place, ["preview", "--refresh", "--expect-no-changes"]);
  expect(settled).toContain("5 unchanged");

  await mustRun(place, ["destroy", "--yes", "--skip-preview"]);
  expect(await standing()).toEqual(before);
});
