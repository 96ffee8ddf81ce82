jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { readFileSync } from "node:fs";
import tls from "node:tls";
import { ArmClient } from "../../../clients/azure/arm-client";
import { SqlServerRules } from "../../../clients/azure/sql-server-rules";
import { ipRuleName, networkRuleName } from "../../../core/sql-firewall";
import { ipv4Of } from "../../../core/sql-firewall/egress-map";
import { consumer, firewall, list } from "../../core/sql-firewall/worlds";
import { type SqlScene, sqlScene } from "../../sandbox/azure/support/sql-scene";
import { deploy, destroy, planOf, policyOf, sync } from "./scene";

let scene: SqlScene;
let rules: SqlServerRules;
const trusted = tls.getCACertificates("default");

beforeAll(async () => {
  scene = await sqlScene();
  tls.setDefaultCACertificates([...trusted, readFileSync(scene.cloud.caFile, "utf8")]);
  const { access, armEndpoint } = scene.cloud;
  const getToken = async (scope: string | string[]) => {
    const { token, expiresOn } = access.issue(
      access.deployer.objectId,
      String(scope).replace("/.default", ""),
    );
    return { token, expiresOnTimestamp: expiresOn * 1000 };
  };
  const cloud = { resourceManager: armEndpoint, audience: "https://management.azure.com" };
  rules = new SqlServerRules(new ArmClient({ cloud, credential: { getToken } }), scene.place);
});
afterAll(async () => {
  tls.setDefaultCACertificates(trusted);
  await scene.close();
});

test("a firewall goes through its life on a server of Azure: deployed, followed, edited by hand, and destroyed", async () => {
  const egress = { shop: { labels: { env: { anyOf: ["prod"] } }, subnetIds: [scene.subnetId()] } };
  const definition = firewall({ server: scene.place, egress, maxRemovedShare: 1 });
  const shop = consumer("shop-1", { ranges: ["10.9.0.1"], labels: ["env=prod"] });
  const policy = (...ranges: string[]) => policyOf([list("Partners", ...ranges), shop]);
  await rules.put({ name: "office", start: "81.20.0.1", end: "81.20.0.1" });
  const own = (range: string) => ipRuleName("illumio-iac.orders-db", ipv4Of(range));
  const names = () =>
    scene
      .names()
      .filter((name) => !name.includes(".rev."))
      .sort();

  await deploy(rules, definition, policy("81.20.1.1", "81.20.1.2", "81.20.2.0/24"));
  expect(names()).toEqual([own("81.20.1.1-81.20.1.2"), own("81.20.2.0/24"), "office"].sort());
  expect(scene.names("virtualNetworkRules")).toEqual([
    networkRuleName("illumio-iac.orders-db", scene.subnetId()),
  ]);

  const changed = policy("81.20.1.1", "81.20.9.9");
  expect(await sync(rules, definition, changed)).toMatchObject({ outcome: "written", added: 2, removed: 2 });
  expect(await sync(rules, definition, changed)).toMatchObject({ outcome: "in-sync" });
  await rules.put({ name: own("81.20.9.9"), start: "0.0.0.0", end: "255.255.255.255" });
  expect(await sync(rules, definition, changed)).toMatchObject({ outcome: "written", added: 1, removed: 0 });
  expect((await planOf(rules, definition, changed)).plan).toMatchObject({
    add: [],
    remove: [],
    problems: [],
  });

  await destroy(rules, definition);
  expect([scene.names(), scene.names("virtualNetworkRules")]).toEqual([["office"], []]);
});

test("a subnet without a service endpoint fails its own rule only, and public access that is switched off fails the plan", async () => {
  const egress = { shop: { labels: { env: { anyOf: ["prod"] } }, subnetIds: [scene.subnetId("plain")] } };
  const definition = firewall({ server: scene.place, egress, maxRemovedShare: 1 });
  const shop = consumer("shop-1", { ranges: ["10.9.0.1"], labels: ["env=prod"] });
  await expect(deploy(rules, definition, policyOf([list("l", "81.20.1.1"), shop]))).rejects.toThrow(
    /1 of 2 failed\n {2}put illumio-iac-.*service endpoint/,
  );
  await scene.arm.call("PATCH", scene.serverId, { properties: { publicNetworkAccess: "Disabled" } });
  expect((await planOf(rules, definition, policyOf([]))).plan.problems).toEqual([
    expect.stringMatching(/^public network access of server orders is switched off/),
  ]);
  await scene.arm.call("PATCH", scene.serverId, { properties: { publicNetworkAccess: "Enabled" } });
  await destroy(rules, definition);
  expect(scene.names()).toEqual(["office"]);
});
