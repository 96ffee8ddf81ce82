import { firewallName, hostOfVm, isPlaced } from "../../../core/onboarding";
import { machine, recordOf } from "./machines";

const CHECK_POINT = {
  mode: "static-objects",
  server: "CP.example.com",
  domain: "emea",
  groups: { shop: { labels: { app: ["shop"] } }, a: { tags: { zone: ["a"] } } },
};
const VM = machine({ privateAddresses: ["10.0.0.2", "10.0.0.1", "10.0.0.2"], tags: { zone: "a" } });

test("a host has the addresses of its machine in order, and the groups of its tags and of the labels that it was given", () => {
  expect(hostOfVm(VM, recordOf({ labels: { app: "shop" } }), CHECK_POINT)).toMatchObject({
    addresses: ["10.0.0.1", "10.0.0.2"],
    groups: ["a", "shop"],
    firewall: "static-objects cp.example.com emea",
  });
});

test("a host keeps its name when its machine is renamed", () => {
  const record = recordOf({ host: { name: "web-1-0123", groups: [] } });
  expect(hostOfVm({ ...VM, name: "web-9" }, record, CHECK_POINT).name).toBe("web-1-0123");
});

test("a host is placed when groups, addresses and firewall are the same, in whatever order addresses were read", () => {
  const wanted = hostOfVm(VM, recordOf({}), CHECK_POINT);
  expect(isPlaced(undefined, wanted)).toBe(false);
  expect(isPlaced(wanted, wanted)).toBe(true);
  expect(isPlaced({ name: wanted.name, groups: wanted.groups }, wanted)).toBe(false);
  const others = [{ groups: ["b"] }, { addresses: ["10.0.0.1"] }, { firewall: "static-objects other" }];
  for (const other of others) expect(isPlaced({ ...wanted, ...other }, wanted)).toBe(false);
  const reversed = { ...VM, privateAddresses: [...VM.privateAddresses].reverse() };
  expect(isPlaced(wanted, hostOfVm(reversed, recordOf({}), CHECK_POINT))).toBe(true);
});

test("a host of a machine without addresses counts as placed, and one that was never placed does not", () => {
  const wanted = hostOfVm({ ...VM, privateAddresses: [] }, recordOf({}), CHECK_POINT);
  expect(isPlaced({ name: wanted.name, groups: ["b"], addresses: ["10.0.0.1"] }, wanted)).toBe(true);
  expect(isPlaced(undefined, wanted)).toBe(false);
});

test("a firewall is the mode with the server and the domain, without case of the server", () => {
  expect(firewallName({ mode: "generic-data-center" })).toBe("generic-data-center");
  expect(firewallName({ mode: "static-objects", server: "A.example.com" })).toBe(
    "static-objects a.example.com",
  );
});
