import { DAG_SYNC } from "../../../core/contracts/function-environment";
import { dagSyncSettings } from "../../../functions/aws-dag-sync/settings";
import { definition } from "../support/dag-sync-scene";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:edge-AbCdEf";
const ENVIRONMENT = {
  [DAG_SYNC.pceHost]: "pce.example.com",
  [DAG_SYNC.pcePort]: "8443",
  [DAG_SYNC.pceOrgId]: "1",
  [DAG_SYNC.pceSecretArn]: ARN,
};
const WEB = definition("web");
const read = (bindings: readonly unknown[], firewalls: object = { edge: ARN }, version = 1) =>
  dagSyncSettings(ENVIRONMENT, JSON.stringify({ version, firewalls, bindings }));

test("reads what a component writes", () => {
  expect(read([WEB])).toEqual({
    pce: { host: "pce.example.com", port: 8443, orgId: 1 },
    pceSecretArn: ARN,
    firewalls: { edge: ARN },
    bindings: [WEB],
  });
});

test("names every variable that is missing", () => {
  expect(() => dagSyncSettings({}, "{}")).toThrow(
    /PCE_HOST is not set\n.*PCE_PORT is not set\n.*ORG_ID is not set\n.*SECRET_ARN is not set/,
  );
});

test.each([
  ["a definition that was changed on the way", [{ ...WEB, all: true }], "is not as its binding made it"],
  [
    "a firewall without a secret",
    [definition("web", { target: { firewall: "core" } })],
    "web is on the firewall core, for which there is no secret",
  ],
  [
    "two bindings with one tag in one table",
    [WEB, definition("other", { tag: WEB.tag })],
    "other has the tag of web, illumio-iac.web",
  ],
  ["nothing to follow", [], "holds no bindings"],
])("refuses %s", (_what, bindings, reason) => {
  expect(() => read(bindings)).toThrow(reason);
});

test("one tag may have a binding in each of two virtual systems", () => {
  const there = definition("there", { tag: WEB.tag, target: { firewall: "edge", vsys: "vsys2" } });
  expect(read([WEB, there]).bindings).toHaveLength(2);
});

test("refuses a file of another version, one that is no JSON, and ARNs that are none", () => {
  expect(() => read([WEB], { edge: ARN }, 2)).toThrow("deploy code and bindings together");
  expect(() => dagSyncSettings(ENVIRONMENT, "{")).toThrow("is no JSON");
  expect(() => read([WEB], { edge: "edge" })).toThrow('got "edge"');
});
