import { type EgressEntry, wantedFirewall } from "../../../core/sql-firewall";
import { answer, consumer, facts, firewall, list, SUBNET, workload } from "./worlds";

const egress: Record<string, EgressEntry> = {
  office: { privateRanges: ["10.8.0.0/16"], publicRanges: ["20.0.0.7"] },
  shop: { labels: { env: { anyOf: ["prod"] } }, subnetIds: [SUBNET] },
};
const web = consumer("web-1", { ranges: ["10.8.0.5"], labels: [] });
const other = workload("other", ["10.8.0.6"]);

const shared = (
  ...[consumers, more, world]: [
    Parameters<typeof answer>[0],
    Parameters<typeof answer>[1],
    ReturnType<typeof facts>,
  ]
) => wantedFirewall(firewall({ egress }), answer(consumers, more), world);

test("a workload that comes in behind the address of others without a rule is named, and neither one with a rule nor the provider is", () => {
  const world = facts([
    workload("web-1", ["10.8.0.5"]),
    other,
    workload("far", ["10.9.0.1"]),
    workload("db", ["10.8.0.4"]),
  ]);
  const { sharedEgress, problems } = shared([web], {}, world);
  expect(sharedEgress).toEqual([{ workload: "other", address: "10.8.0.6", admittedBy: "20.0.0.7" }]);
  expect(problems).toEqual([]);
});

test("it fails the plan with sharedEgress fail", () => {
  const { problems } = wantedFirewall(
    firewall({ egress, sharedEgress: "fail" }),
    answer([web]),
    facts([other]),
  );
  expect(problems).toEqual([
    expect.stringMatching(/\(sharedEgress: fail\): other \(10\.8\.0\.6\) by 20\.0\.0\.7$/),
  ]);
});

test("a workload is named by the address from which the PCE sees it, and by the subnet of its labels", () => {
  const prod = { labels: [{ href: "/orgs/1/labels/env=prod" }] };
  const world = facts([
    workload("nat", [], { public_ip: "20.0.0.7" }),
    workload("shop-2", ["10.99.0.1"], prod),
    workload("gone", ["10.8.0.9"], { deleted: true }),
    workload("offline", ["10.8.0.9"], { managed: true, online: false }),
    workload("down", [], { interfaces: [{ name: "eth0", address: "10.8.0.9", link_state: "down" }] }),
  ]);
  const shop = consumer("shop-1", { ranges: ["10.99.0.2"], labels: ["env=prod"] });
  expect(
    shared([web, shop], {}, world).sharedEgress.map(({ workload: name, admittedBy }) => [name, admittedBy]),
  ).toEqual([
    ["nat", "20.0.0.7"],
    ["shop-2", SUBNET],
  ]);
});

test("a container workload behind a shared address is named too", () => {
  const pod = {
    href: "/orgs/1/container_workloads/p",
    name: "pod",
    interfaces: [{ name: "eth0", address: "10.8.0.6" }],
  };
  const { sharedEgress } = shared([web], {}, facts([], { containerWorkloads: [pod] }));
  expect(sharedEgress).toMatchObject([{ workload: "pod" }]);
});

test("a workload whose address an IP list allows comes in by a rule, and so does everybody behind a public address of a list", () => {
  const world = facts([other, workload("nat", [], { public_ip: "20.0.0.7" })]);
  expect(shared([web, list("Office", "10.8.0.6")], {}, world).sharedEgress).toMatchObject([
    { workload: "nat" },
  ]);
  expect(shared([web, list("NAT", "20.0.0.7")], {}, world).sharedEgress).toEqual([]);
});

test("an override deny fails the run when what it names comes in behind an address that is admitted for others", () => {
  const denied = [consumer("other", { ranges: ["10.8.0.6"], labels: [] })];
  const { problems } = shared([web], { denied }, facts([other]));
  expect(problems).toEqual([
    expect.stringMatching(
      /^other \(10\.8\.0\.6\) comes in by 20\.0\.0\.7, although rule 9 of Orders, an override deny, names it/,
    ),
  ]);
});

test.each([
  ["a range of an IP list", list("Lab", "10.8.4.0/22"), 1],
  ["a public range that is admitted", list("Outside", "20.0.0.0/24"), 1],
  ["the address from which the PCE sees a workload", consumer("x", { publicIp: "20.0.0.7" }), 1],
  ["addresses that come by no admitted way", list("Far", "10.9.0.0/16", "21.0.0.0/8"), 0],
])("an override deny of %s makes as many problems as come in of it", (_what, denied, count) => {
  expect(shared([web], { denied: [denied] }, facts()).problems).toHaveLength(count);
});
