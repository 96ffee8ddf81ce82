import { workloadAddresses, workloadTitle } from "../../../core/workloads/workload-addresses";

test("addresses are canonical, interfaces that do not count say why, and the public address is the last", () => {
  const addresses = workloadAddresses({
    href: "/orgs/1/workloads/a",
    interfaces: [
      { name: "eth0", address: "2001:DB8::0:1", cidr_block: 64 },
      { name: "eth1", address: "10.0.0.1", link_state: "down", cidr_block: null },
      { name: "docker0", address: "172.17.0.1", link_state: "up" },
      { name: "eth2", address: "10.0.0.999" },
    ],
    ignored_interface_names: ["docker0"],
    public_ip: "203.0.113.9",
  });
  expect(addresses).toEqual([
    { address: "2001:db8::1", text: "2001:DB8::0:1", prefix: 64 },
    { address: "10.0.0.1", text: "10.0.0.1", ignored: "link-down" },
    { address: "172.17.0.1", text: "172.17.0.1", ignored: "ignored-interface" },
    { address: undefined, text: "10.0.0.999" },
    { address: "203.0.113.9", text: "203.0.113.9", isPublic: true },
  ]);
});

test("a workload is called by its name, or else its hostname, or else its href", () => {
  const href = "/orgs/1/workloads/a";
  expect(workloadTitle({ href, name: "db", hostname: "db-1" })).toBe("db");
  expect(workloadTitle({ href, name: "", hostname: "db-1" })).toBe("db-1");
  expect(workloadTitle({ href })).toBe(href);
});
