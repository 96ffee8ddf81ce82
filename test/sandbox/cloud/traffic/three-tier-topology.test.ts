import { isIP } from "node:net";
import { interfacesOf, threeTierTopology } from "../../../../sandbox/cloud/traffic";

describe("threeTierTopology", () => {
  const topology = threeTierTopology();

  it("gives ids the form that AWS gives them, each once", () => {
    const { vpcs, subnets, interfaces } = topology;
    const forms: [RegExp, string[]][] = [
      [/^vpc-0[0-9a-f]{16}$/, vpcs.map(({ id }) => id)],
      [/^subnet-0[0-9a-f]{16}$/, subnets.map(({ id }) => id)],
      [/^eni-0[0-9a-f]{16}$/, interfaces.map(({ id }) => id)],
      [/^i-0[0-9a-f]{16}$/, interfaces.flatMap(({ instanceId }) => instanceId ?? [])],
    ];
    for (const [form, ids] of forms) {
      expect(ids.filter((id) => !form.test(id))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it("changes the ids exactly when the seed changes, and never the addresses and names", () => {
    const other = threeTierTopology({ seed: 2 });
    const named = ({ hosts }: typeof topology) => hosts.map(({ name, addresses }) => [name, addresses]);
    expect(threeTierTopology()).toEqual(topology);
    expect(named(other)).toEqual(named(topology));
    const ids = new Set(topology.interfaces.map(({ id }) => id));
    expect(other.interfaces.filter(({ id }) => ids.has(id))).toEqual([]);
  });

  it("has valid addresses, each once, inside their subnet", () => {
    const addresses = topology.interfaces.flatMap((each) => each.addresses);
    expect(addresses.filter((address) => isIP(address) === 0)).toEqual([]);
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const { subnetId, addresses: own } of topology.interfaces) {
      const subnet = topology.subnets.find(({ id }) => id === subnetId)!;
      const networks = [subnet.cidr.replace("0/24", ""), subnet.ipv6Cidr?.replace("/64", "") ?? "none"];
      expect(own.filter((address) => !networks.some((network) => address.startsWith(network)))).toEqual([]);
    }
  });

  it("gives instances, and only them, an instance id", () => {
    const withInstance = topology.hosts.filter(
      (_, position) => topology.interfaces[position]!.instanceId !== undefined,
    );
    expect(new Set(withInstance.map(({ role }) => role))).toEqual(
      new Set(["web", "app", "batch", "dns", "log", "monitor", "bastion"]),
    );
  });

  it("finds the interfaces of a VPC, a subnet and an interface", () => {
    const [shop, erp] = topology.vpcs;
    const web = topology.subnets.find(({ name }) => name === "web-a")!;
    expect(interfacesOf(topology, shop!.id)).toHaveLength(topology.interfaces.length - 1);
    expect(interfacesOf(topology, erp!.id)).toHaveLength(1);
    expect(interfacesOf(topology, web.id)).toHaveLength(2);
    expect(interfacesOf(topology, topology.interfaces[3]!.id)).toEqual([topology.interfaces[3]]);
    expect(() => interfacesOf(topology, "vpc-0missing")).toThrow("vpc-0missing");
  });

  it("names zones after the region", () => {
    expect(threeTierTopology({ region: "eu-central-1" }).subnets[0]!.azId).toBe("euc1-az1");
    expect(threeTierTopology({ region: "ap-southeast-2" }).subnets[0]!.azId).toBe("apse2-az1");
  });
});
