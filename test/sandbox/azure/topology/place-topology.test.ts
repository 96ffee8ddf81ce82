import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { threeTierTopology } from "../../../../sandbox/cloud/traffic";

const topology = threeTierTopology();
let cloud: AzureCloud;

beforeAll(async () => {
  cloud = await startAzureCloud({ topology });
});
afterAll(() => cloud.close());

test("a topology stands in Azure as networks with subnets, one of them delegated to function apps", () => {
  const networks = cloud.resources.list("Microsoft.Network/virtualNetworks");
  expect(networks.map(({ name }) => name)).toEqual(topology.vpcs.map(({ name }) => name));
  const subnets = cloud.resources.list("Microsoft.Network/virtualNetworks/subnets", networks[0]!.id);
  const names = topology.subnets
    .filter(({ vpcId }) => vpcId === topology.vpcs[0]!.id)
    .map(({ name }) => name);
  expect(subnets.map(({ name }) => name)).toEqual([...names, "functions", "endpoints"]);
  const { properties } = subnets.find(({ name }) => name === "functions")!;
  expect(properties["delegations"]).toMatchObject([
    { properties: { serviceName: "Microsoft.App/environments" } },
  ]);
});

test("every interface is a network interface with its addresses and a MAC address of its own", () => {
  const all = cloud.resources.list("Microsoft.Network/networkInterfaces");
  expect(all.map(({ name }) => name)).toEqual(topology.interfaces.map(({ id }) => id));
  const macs = all.map(({ properties }) => String(properties["macAddress"]));
  expect(new Set(macs).size).toBe(macs.length);
  expect(macs.every((mac) => /^00-22-48(-[0-9A-F]{2}){3}$/.test(mac))).toBe(true);
  const configurations = all[0]!.properties["ipConfigurations"] as {
    properties: { privateIPAddress: string };
  }[];
  expect(configurations.map((one) => one.properties.privateIPAddress)).toEqual(
    topology.interfaces[0]!.addresses,
  );
});

test("the first network brings the watcher of its Region along", () => {
  const [watcher] = cloud.resources.list("Microsoft.Network/networkWatchers");
  expect(watcher?.id).toMatch(/\/resourceGroups\/NetworkWatcherRG\/.*\/NetworkWatcher_westeurope$/);
});
