import type * as pulumi from "@pulumi/pulumi";
import {
  AzureVmOnboarding,
  type AzureVmOnboardingArgs,
  type RequiredRoleAssignment,
  type RequiredRoleDefinition,
} from "../../../../../components/pulumi/azure";
import { ONBOARDING } from "../../../../../core/contracts/azure/function-environment";
import { PLATFORM } from "../../../../../sandbox/azure/arm/resource-manager";
import { OnboardingScene } from "../../../../functions/azure/support/onboarding-scene";
import { READER } from "../../../../sandbox/azure/support/compute-scene";
import { value } from "../deploy";

jest.setTimeout(300_000);

const ASSIGNMENTS = "Microsoft.Authorization/roleAssignments";
const DEFINITIONS = "Microsoft.Authorization/roleDefinitions";
const SITES = "Microsoft.Web/sites";

let scene: OnboardingScene;
beforeEach(async () => {
  scene = await OnboardingScene.open();
});
afterEach(() => scene.close());

const put = (id: string, body: object) => scene.cloud.manager.put(id, body, PLATFORM);

test("without role assignments both roles and assignments are told, and the function works once they are there", async () => {
  await scene.place("web-1");
  await scene.place("db-1", { resourceGroup: "Databases" });
  const group = `${scene.scope}/resourceGroups/shop`;
  const more: Partial<AzureVmOnboardingArgs> = { scopes: { shop: group }, createRoleAssignments: false };
  let assignments: pulumi.Output<RequiredRoleAssignment[]> | undefined;
  let definitions: pulumi.Output<RequiredRoleDefinition[]> | undefined;
  const stack = scene.stack();
  stack.declare = () => {
    const vms = new AzureVmOnboarding("vms", { ...scene.args(more), include: { names: ["*-1"] } });
    assignments = vms.requiredRoleAssignments;
    definitions = vms.requiredRoleDefinitions;
  };
  const before = scene.list(ASSIGNMENTS).length;
  expect(await stack.up()).toMatch(/is not deployed yet.*requiredRoleAssignments/s);
  expect(scene.list(ASSIGNMENTS)).toHaveLength(before);
  expect(scene.list(DEFINITIONS)).toEqual([]);
  for (const { scope, name, roleName, description, assignableScopes, actions } of await value(definitions!)) {
    expect(scope).toBe(group);
    await put(`${scope}/providers/${DEFINITIONS}/${name}`, {
      properties: { roleName, description, type: "CustomRole", assignableScopes, permissions: [{ actions }] },
    });
  }
  for (const { scope, name, roleDefinitionId, principalId, principalType } of await value(assignments!))
    await put(`${scope}/providers/${ASSIGNMENTS}/${name}`, {
      properties: { roleDefinitionId, principalId, principalType },
    });
  await stack.up();

  // A role on one group shows the machines of that group alone.
  const run = await scene.settle();
  expect(run).toMatchObject({ inventory: 1, done: 1, failed: 0, problems: [] });
  expect(Object.keys(await scene.labelled())).toEqual(["web-1"]);
});

test("a resource group is the whole scope, also where the identity of the function may read more", async () => {
  await scene.place("web-1");
  await scene.place("db-1", { resourceGroup: "Databases" });
  let identity: pulumi.Output<string> | undefined;
  const stack = scene.stack();
  stack.declare = () => {
    const scopes = { shop: `${scene.scope}/resourceGroups/shop` };
    identity = new AzureVmOnboarding("vms", { ...scene.args({ scopes }), include: { names: ["*-1"] } })
      .principalId;
  };
  await stack.up();
  const id = "00000000-0000-4000-8000-000000000001";
  await put(`${scene.scope}/providers/${ASSIGNMENTS}/${id}`, {
    properties: {
      roleDefinitionId: `${scene.scope}/providers/${DEFINITIONS}/${READER}`,
      principalId: await value(identity!),
      principalType: "ServicePrincipal",
    },
  });
  expect(await scene.settle()).toMatchObject({ inventory: 1, done: 1, problems: [] });
  expect(Object.keys(await scene.labelled())).toEqual(["web-1"]);
});

test("another region is previewed as a new account and app, and the role of the component's own stays", async () => {
  const stack = scene.stack();
  await stack.up();
  stack.declare = () => void new AzureVmOnboarding("vms", scene.args({ location: "northeurope" }));
  const steps = await stack.previewedSteps();
  expect(steps).toContain("replace StorageAccount vms-host");
  expect(steps).toContain("replace WebApp vms");
  expect(steps.filter((step) => step.includes("RoleDefinition"))).toEqual([]);
});

test("the action form works with its own action", async () => {
  await scene.place("web-1");
  await scene.stack({ ven: { pairingProfile: "Azure VMs", runCommand: "action" } }).up();
  expect(await scene.settle()).toMatchObject({ done: 1, failed: 0, problems: [] });
});

test("a PCE without an answer is told in the line, and machines wait for it", async () => {
  await scene.place("web-1");
  await scene.stack().up();
  scene.pce.setFaults("5xx=1");
  const away = await scene.run();
  expect(away.run).toMatchObject({ level: "ERROR", inventory: 1, waiting: 1, advanced: 1, done: 0 });
  expect(away.run.problems.join()).toMatch(/PCE: .*(502|503|500|504)/);
  expect(away.vms).toMatchObject([{ vm: "web-1", status: "open", step: "recorded", level: "INFO" }]);
  expect(scene.failures().at(-1)).toMatch(/onboarding vms: PCE: /);
  scene.pce.setFaults("");
  expect(await scene.settle()).toMatchObject({ done: 1, problems: [] });
});

test("each alert fires for what it is for, and resolves", async () => {
  const { alerts } = scene.cloud;
  const active = () =>
    alerts.active.map((name) => name.replace(/^vms-/, "").replace(/[0-9a-f]{8}$/, "")).sort();
  const fortyMinutes = async () => {
    for (let run = 0; run < 8; run++) await scene.run();
  };
  const criticalLabels = { role: ["web"] };
  await scene.place("web-1");
  const broken = await scene.place("db-1", { tags: { app: "shop" } });
  const machine = scene.cloud.resources.get(broken)!;
  scene.cloud.machines.of(machine).faults.exitCodes.push(7);
  const stack = scene.stack({ criticalLabels, limits: { attempts: 1 } });
  await stack.up();
  await fortyMinutes();
  expect(active()).toEqual(["approvals", "failed-vms"]);

  await scene.cloud.resources.delete(broken);
  scene.pce.setFaults("5xx=1");
  await scene.place("web-2");
  await fortyMinutes();
  expect(active()).toEqual(["approvals", "failing"]); // who approves needs no PCE
  scene.pce.setFaults("");

  // The package of another version, which the next deployment would replace.
  const change = async (properties: object) => {
    const [site] = scene.list(SITES);
    await scene.cloud.resources.put(site!.id, {
      ...site!,
      properties: { ...site!.properties, ...properties },
    });
  };
  const { siteConfig } = scene.list(SITES)[0]!.properties as {
    siteConfig: { appSettings: { name: string; value: string }[] };
  };
  const appSettings = siteConfig.appSettings.map(({ name, value: text }) => ({
    name,
    value: name === ONBOARDING.bundleDigest ? "0".repeat(64) : text,
  }));
  await change({ siteConfig: { ...siteConfig, appSettings } });
  await fortyMinutes();
  expect(active()).toEqual(["approvals", "other-code"]);
  await change({ siteConfig, state: "Stopped" });
  await fortyMinutes();
  expect(active()).toEqual(["no-run"]);
  await change({ state: "Running" });
  await fortyMinutes();
  expect(active()).toEqual(["approvals"]);
});
