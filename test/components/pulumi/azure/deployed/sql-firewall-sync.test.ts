import type * as pulumi from "@pulumi/pulumi";
import {
  type RequiredRoleAssignment,
  type RequiredRoleDefinition,
  SqlFirewallSync,
} from "../../../../../components/pulumi/azure";
import { SQL_SYNC } from "../../../../../core/contracts/azure/function-environment";
import { FOREIGN, OFFICE, SqlSyncScene } from "../../../../functions/azure/support/sql-sync-scene";
import { value } from "../deploy";

jest.setTimeout(180_000);

const ASSIGNMENTS = "Microsoft.Authorization/roleAssignments";
const DEFINITIONS = "Microsoft.Authorization/roleDefinitions";

interface SiteConfig {
  readonly appSettings: readonly { readonly name: string; readonly value: string }[];
}

let scene: SqlSyncScene;
beforeEach(async () => {
  scene = await SqlSyncScene.open();
});
afterEach(() => scene.close());

test("a rule that is provisioned opens the server at the next run, with only the roles that the component gave", async () => {
  const { subnetId } = scene;
  const egress = {
    office: { privateRanges: ["10.8.0.0/16"], publicRanges: [OFFICE], subnetIds: [subnetId] },
  };
  const firewall = await scene.declare({ egress });
  const args = scene.args(firewall, { subnets: { shop: subnetId } });
  const stack = scene.stack("sync", () => new SqlFirewallSync("sync", args));
  await stack.up();
  const nothing = await scene.run();
  expect(nothing.firewall).toMatchObject({ outcome: "in-sync", bundle: "expected", problems: [] });
  expect(scene.ranges()).toEqual([FOREIGN]);

  await scene.provisionRule();
  const opened = await scene.run();
  expect(opened.firewall).toMatchObject({
    ...{ outcome: "written", added: 2, removed: 0, notExpressible: 0 },
    ...{ rules: 3, maxRules: 250, rulesInPercent: 1, problems: [] },
  });
  expect(opened.run).toMatchObject({ firewalls: 1, written: 1, failed: 0, stale: 0, rulesAdded: 2 });
  expect(scene.ranges()).toEqual([FOREIGN, OFFICE]);
  expect(scene.subnets()).toEqual([subnetId]);

  await stack.must("refresh");
  await stack.must("preview", "--expect-no-changes");
  await stack.must("destroy");
  expect(scene.list(DEFINITIONS)).toEqual([]);
});

test("without role assignments both roles and assignments are told, and the function works once they are there", async () => {
  const firewall = await scene.declare({});
  await scene.provisionRule();
  let required: pulumi.Output<RequiredRoleAssignment[]> | undefined;
  let definitions: pulumi.Output<RequiredRoleDefinition[]> | undefined;
  const stack = scene.stack("given", () => {
    const sync = new SqlFirewallSync("sync", scene.args(firewall, { createRoleAssignments: false }));
    required = sync.requiredRoleAssignments;
    definitions = sync.requiredRoleDefinitions;
  });
  const before = scene.list(ASSIGNMENTS).length;
  expect(await stack.up()).toMatch(/azure-sql-sync on .* is not deployed yet.*requiredRoleAssignments/s);
  expect(scene.list(ASSIGNMENTS)).toHaveLength(before);
  expect(scene.list(DEFINITIONS)).toEqual([]);
  expect(await value(required!)).toHaveLength(4);
  for (const { scope, name, roleName, description, assignableScopes, actions } of await value(definitions!))
    await scene.put(`${scope}/providers/${DEFINITIONS}/${name}`, {
      properties: { roleName, description, type: "CustomRole", assignableScopes, permissions: [{ actions }] },
    });
  for (const { scope, name, roleDefinitionId, principalId, principalType } of await value(required!))
    await scene.put(`${scope}/providers/${ASSIGNMENTS}/${name}`, {
      properties: { roleDefinitionId, principalId, principalType },
    });
  await stack.up();
  expect((await scene.run()).firewall).toMatchObject({ outcome: "written", problems: [] });
  expect(scene.ranges()).toEqual([FOREIGN, OFFICE]);
});

test("each alert fires for what it is for, and resolves", async () => {
  const firewall = await scene.declare({ maxRules: 3 });
  const stack = scene.stack("alerts", () => new SqlFirewallSync("sync", scene.args(firewall)));
  const { alerts } = scene.cloud;
  const active = () =>
    alerts.active.map((name) => name.replace(/^sync-/, "").replace(/[0-9a-f]{8}$/, "")).sort();
  await stack.up();
  await scene.minutes(20);
  expect(active()).toEqual([]);

  // A consumer that no entry of egress translates, and a server with as many rules as it may have.
  await scene.provisionRule();
  const stranger = await scene.workload("web-2", "10.99.0.1");
  await scene.minutes(20);
  expect(active()).toEqual(["limit-near", "not-expressible"]);
  expect((await scene.run()).firewall).toMatchObject({
    ...{ level: "WARN", rules: 3, maxRules: 3, rulesInPercent: 100 },
    ...{ notExpressible: 1, notExpressibleByReason: { unmapped: 1 } },
    samples: { unmapped: expect.stringContaining("10.99.0.1") },
  });

  // One rule too many.
  await scene.call("DELETE", stranger);
  await scene.rule("another", "81.20.0.2");
  await scene.rule("another-one", "81.20.0.3");
  await scene.minutes(20);
  expect(active()).toEqual(["failing", "limit-near"]);

  for (const { id } of scene.list("Microsoft.Sql/servers/firewallRules"))
    if (id.includes("another") || id.includes("office-vpn")) await scene.cloud.resources.delete(id);
  await scene.minutes(20);
  expect(active()).toEqual([]);

  // The package of another version, which the next deployment would replace.
  const change = async (properties: object) => {
    const [site] = scene.list("Microsoft.Web/sites");
    await scene.cloud.resources.put(site!.id, {
      ...site!,
      properties: { ...site!.properties, ...properties },
    });
  };
  const { siteConfig } = scene.list("Microsoft.Web/sites")[0]!.properties as { siteConfig: SiteConfig };
  const appSettings = siteConfig.appSettings.map(({ name, value: text }) => ({
    name,
    value: name === SQL_SYNC.bundleDigest ? "0".repeat(64) : text,
  }));
  await change({ siteConfig: { ...siteConfig, appSettings } });
  expect((await scene.run()).run).toMatchObject({ bundle: "other", problems: [] });
  await scene.minutes(20);
  expect(active()).toEqual([]);
  await scene.minutes(20);
  expect(active()).toEqual(["other-code"]);
  await change({ siteConfig });
  await scene.minutes(20);
  expect(active()).toEqual([]);

  await change({ state: "Stopped" });
  await scene.minutes(20);
  expect(active()).toEqual(["no-run"]);
});
