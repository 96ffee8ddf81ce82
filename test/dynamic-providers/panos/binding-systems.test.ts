import { BindingSystems } from "../../../dynamic-providers/panos/binding-systems";
import { PceSystems } from "../../../dynamic-providers/pce/pce-systems";
import { type PanosSimulator, startPanosSimulator } from "../../../simulators/panos";
import { type PceSimulator, startPceSimulator } from "../../../simulators/pce";
import { binding } from "../../core/dag/facts";

let pce: PceSimulator;
let panos: PanosSimulator;
let systems: BindingSystems;
beforeEach(async () => {
  pce = await startPceSimulator({ seed: 1 });
  panos = await startPanosSimulator({ seed: 1 });
  const config = { get: () => undefined };
  const environment = {
    ILLUMIO_PCE_HOST: pce.host,
    ILLUMIO_PCE_PORT: String(pce.port),
    ILLUMIO_PCE_ORG_ID: String(pce.orgId),
    ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
    ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
    ILLUMIO_CA_FILE: pce.caFile,
    ILLUMIO_FIREWALL_EDGE_HOSTS: `${panos.host}:${panos.port}`,
    ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
    ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
  };
  systems = new BindingSystems(new PceSystems(config, environment), config, environment);
});
afterEach(async () => {
  await systems.pce.system().client.close();
  await systems.firewall(binding()).client.close();
  await Promise.all([pce.close(), panos.close()]);
});

const ALL = binding({ labels: {}, all: true });
const readWorkloads = () => pce.requests.some(({ path }) => path.endsWith("/workloads"));

test("the table of the firewall is read while the PCE is, and once for the plans after it", async () => {
  pce.failNext({ path: /workloads$/, fault: "slow", milliseconds: 2_000 });
  let pceWasDone: boolean | undefined;
  panos.before("op show object registered-ip", () => {
    pceWasDone = readWorkloads();
  });
  await systems.facts(ALL);
  expect(pceWasDone).toBe(false);
  await systems.plan(ALL);
  expect(panos.requests.filter(({ label }) => label === "op show object registered-ip")).toHaveLength(1);
});

test("a firewall that refuses fails the plan and not a look at the PCE", async () => {
  panos.rotateKey();
  expect((await systems.facts(ALL)).workloads).toEqual([]);
  await expect(systems.plan(ALL)).rejects.toThrow(/answered 403/);
});
