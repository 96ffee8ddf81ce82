import fc from "fast-check";
import { type InventoryVm, type MatchableWorkload, matchWorkloads } from "../../../core/onboarding";
import { machine } from "./machines";

function workload(href: string, change: Partial<MatchableWorkload> = {}): MatchableWorkload {
  return {
    href,
    hostname: "web1",
    managed: true,
    addresses: ["10.0.0.4"],
    externalDataSet: undefined,
    externalDataReference: undefined,
    ...change,
  };
}

const LABELLED = { externalDataSet: "illumio-iac-onboarding", externalDataReference: "id-of-web1" };

/** Hrefs of what is found for web1. */
function found(
  workloads: readonly MatchableWorkload[],
  vm: Partial<InventoryVm> = {},
  others: InventoryVm[] = [],
) {
  const match = matchWorkloads([machine(vm), ...others], workloads).get("id-of-web1")!;
  return {
    ...(match.workload && { workload: match.workload.href }),
    ...(match.ambiguous && { ambiguous: match.ambiguous }),
    ...(match.twins.length > 0 && { twins: match.twins.map((twin) => [twin.workload.href, twin.isOurs]) }),
    ...(match.ofOthers.length > 0 && { ofOthers: match.ofOthers.map(({ href }) => href) }),
  };
}

test.each<[string, Partial<MatchableWorkload>, Partial<InventoryVm>]>([
  ["host name and address", {}, {}],
  ["host name without case", { hostname: "WEB1" }, {}],
  ["short host name of the PCE", {}, { computerName: "web1.corp.example" }],
  ["short host name of Azure", { hostname: "web1.corp.example." }, {}],
  [
    "whole host name with a dot at its end",
    { hostname: "web1.corp.example." },
    { computerName: "web1.corp.example" },
  ],
  ["computer name, not the name in Azure", { hostname: "host-7" }, { computerName: "host-7" }],
  ["name where Azure has no computer name", {}, { computerName: undefined }],
  [
    "one of several addresses",
    { addresses: ["10.9.9.9", "10.0.0.5"] },
    { privateAddresses: ["10.0.0.4", "10.0.0.5"] },
  ],
  ["public address", { addresses: ["20.1.2.3"] }, { publicAddresses: ["20.1.2.3"] }],
  ["IPv6 in another form", { addresses: ["FD00:0:0::1"] }, { privateAddresses: ["fd00::1"] }],
  ["reference, whatever its name and addresses", { ...LABELLED, hostname: "x", addresses: [] }, {}],
  ["reference in another case", { ...LABELLED, externalDataReference: "ID-of-WEB1", hostname: "x" }, {}],
])("the workload of a machine is found by %s", (_what, change, vm) => {
  expect(found([workload("/w/1", change)], vm)).toEqual({ workload: "/w/1" });
});

test.each<[string, Partial<MatchableWorkload>, Partial<InventoryVm>]>([
  ["host name alone", { addresses: ["10.0.0.5"] }, {}],
  ["an address alone", { hostname: "web2" }, {}],
  ["the name in Azure where the computer name is another", {}, { computerName: "host-7" }],
  ["a host name in another domain", { hostname: "web1.a.example" }, { computerName: "web1.b.example" }],
  ["the beginning of a host name", { hostname: "web11" }, {}],
  [
    "addresses that every machine has",
    { addresses: ["127.0.0.1", "169.254.1.1", "fe80::1"] },
    { privateAddresses: ["127.0.0.1", "169.254.1.1", "fe80::1"] },
  ],
  ["an empty host name", { hostname: "" }, { computerName: "" }],
  ["addresses that are none", { addresses: ["dhcp"] }, { privateAddresses: ["dhcp"] }],
])("a workload is not found by %s", (_what, change, vm) => {
  expect(found([workload("/w/1", change)], vm)).toEqual({});
});

test("a workload with the reference goes before one with the host name and address", () => {
  const workloads = [workload("/w/1"), workload("/w/2", { ...LABELLED, hostname: "old-name" })];
  expect(found(workloads)).toEqual({ workload: "/w/2" });
});

test("two workloads that fit are ambiguous, and named", () => {
  const { ambiguous } = found([workload("/w/1"), workload("/w/2", { hostname: "web1.corp" })]);
  expect(ambiguous).toMatch(/^2 workloads fit its host name and addresses: \/w\/1, \/w\/2; unpair/);
  const labelled = found([workload("/w/1", LABELLED), workload("/w/2", LABELLED)]);
  expect(labelled.ambiguous).toMatch(/^2 workloads fit its vmId: \/w\/1, \/w\/2/);
});

test("a workload that fits two machines is ambiguous for both, unless one of them has its own", () => {
  const other = machine({ name: "web2", computerName: "web1" });
  expect(found([workload("/w/1")], {}, [other]).ambiguous).toMatch(
    /^the workload \/w\/1 also fits .*\/virtualMachines\/web2; give the machines host names/,
  );
  const own = workload("/w/2", { ...LABELLED, externalDataReference: "id-of-web2" });
  expect(found([workload("/w/1"), own], {}, [other])).toEqual({ workload: "/w/1", ofOthers: ["/w/2"] });
});

test("a workload that was labelled for another machine is not taken, but named", () => {
  const old = workload("/w/1", { ...LABELLED, externalDataReference: "id-of-the-machine-before" });
  expect(found([old])).toEqual({ ofOthers: ["/w/1"] });
  expect(found([old, workload("/w/2")])).toEqual({ workload: "/w/2", ofOthers: ["/w/1"] });
});

test.each<[string, Partial<MatchableWorkload>, boolean]>([
  ["of another tool", { externalDataSet: "workloader-azure-label", externalDataReference: "web1" }, false],
  ["that a person made", {}, false],
  ["of this package", { externalDataSet: "illumio-iac", externalDataReference: "a/b/c" }, true],
  ["of an onboarding", { ...LABELLED, hostname: "x" }, true],
])("an unmanaged twin %s is named, beside the workload and without it", (_what, change, isOurs) => {
  const twin = workload("/w/umw", { ...change, managed: false });
  expect(found([twin])).toEqual({ twins: [["/w/umw", isOurs]] });
  expect(found([twin, workload("/w/1")])).toEqual({ workload: "/w/1", twins: [["/w/umw", isOurs]] });
});

test("an unmanaged workload that fits two machines is the twin of neither", () => {
  const other = machine({ name: "web2", computerName: "web1" });
  expect(found([workload("/w/umw", { managed: false })], {}, [other])).toEqual({});
});

test("any machines and workloads are matched as when each is compared with each", () => {
  const name = fc.constantFrom("a", "b", "a.x", "a.y", "A", "b.x", "");
  const addresses = fc.array(fc.constantFrom("10.0.0.1", "10.0.0.2", "fd00::1", "127.0.0.1"), {
    maxLength: 2,
  });
  const vms = fc.array(fc.record({ computerName: name, privateAddresses: addresses }), { maxLength: 4 });
  const workloads = fc.array(
    fc.record({
      hostname: name,
      addresses,
      managed: fc.boolean(),
      externalDataSet: fc.constantFrom(undefined, "illumio-iac", "illumio-iac-onboarding"),
      externalDataReference: fc.constantFrom("id-of-0", "id-of-1", "id-of-9"),
    }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(vms, workloads, (someVms, someWorkloads) => {
      const machines = someVms.map((vm, at) => machine({ ...vm, name: String(at), vmId: `id-of-${at}` }));
      const all = someWorkloads.map((one, at) => workload(`/w/${at}`, one));
      const result = matchWorkloads(machines, all);
      expect(result.size).toBe(machines.length);
      for (const vm of machines) {
        const { workload: matched, ambiguous, twins, ofOthers } = result.get(vm.vmId)!;
        const wanted = naive(vm, machines, all);
        expect([matched?.href, ambiguous !== undefined]).toEqual([wanted.workload, wanted.isAmbiguous]);
        expect(new Set(twins.map((twin) => twin.workload.href))).toEqual(new Set(wanted.twins));
        expect(new Set(ofOthers.map(({ href }) => href))).toEqual(new Set(wanted.ofOthers));
      }
    }),
    { numRuns: 3_000 },
  );
});

function naive(vm: InventoryVm, vms: readonly InventoryVm[], workloads: readonly MatchableWorkload[]) {
  const isLabelled = (one: MatchableWorkload) => one.externalDataSet === "illumio-iac-onboarding";
  const isOf = (one: MatchableWorkload, of: InventoryVm) =>
    isLabelled(one) && one.externalDataReference === of.vmId;
  const doFit = (one: MatchableWorkload, of: InventoryVm) => {
    const [a, b] = [of.computerName!.toLowerCase(), one.hostname.toLowerCase()];
    const isNamed = a !== "" && (a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)) && b !== "";
    return isNamed && one.addresses.some((ip) => ip !== "127.0.0.1" && of.privateAddresses.includes(ip));
  };
  const managed = workloads.filter((one) => one.managed);
  const own = managed.filter((one) => isOf(one, vm));
  const byName = managed.filter((one) => doFit(one, vm) && !isLabelled(one));
  const rivals = vms.filter((other) => other !== vm && !managed.some((one) => isOf(one, other)));
  const isFree = (one: MatchableWorkload) => !rivals.some((other) => doFit(one, other));
  const one = own.length > 0 ? own : byName;
  const matched = one.length === 1 && (own.length === 1 || isFree(one[0]!)) ? one[0]!.href : undefined;
  const isTwin = (other: MatchableWorkload) =>
    isOf(other, vm) || (doFit(other, vm) && vms.filter((each) => doFit(other, each)).length === 1);
  return {
    workload: matched,
    isAmbiguous: one.length > 0 && matched === undefined,
    twins: workloads.filter((other) => !other.managed && isTwin(other)).map(({ href }) => href),
    ofOthers: managed
      .filter((other) => doFit(other, vm) && isLabelled(other) && !isOf(other, vm))
      .map(({ href }) => href),
  };
}

test("1,000 machines are found among 50,000 workloads without comparing each with each", () => {
  const address = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  const all = Array.from({ length: 50_000 }, (_, n) =>
    workload(`/w/${n}`, { hostname: `host-${n}.corp.example`, addresses: [address(n)] }),
  );
  const vms = Array.from({ length: 1_000 }, (_, n) =>
    machine({ name: `host-${n * 50}`, privateAddresses: [address(n * 50)] }),
  );
  const begin = performance.now();
  const result = matchWorkloads(vms, all);
  const took = performance.now() - begin;
  expect([...result.values()].filter((match) => match.workload !== undefined)).toHaveLength(1_000);
  // Some 0.3 s on a busy machine; each with each takes some 20 times as long.
  expect(took).toBeLessThan(2_000);
});
