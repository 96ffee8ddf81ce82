import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { ArmClient } from "../support/arm-client";

const READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
const [ONE, TWO] = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"];

let cloud: AzureCloud;
let arm: ArmClient;

beforeAll(async () => {
  cloud = await startAzureCloud();
  arm = new ArmClient(cloud);
  await arm.group();
});
afterAll(async () => {
  await arm.close();
  await cloud.close();
});

const at = (name: string) => arm.id(`Microsoft.Authorization/roleAssignments/${name}`);
const body = (principalId: string, role = READER, principalType?: string) => ({
  properties: {
    principalId,
    roleDefinitionId: `${arm.subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    ...(principalType === undefined ? {} : { principalType }),
  },
});

test("a new identity is not found until the directory knows it, unless its type is said", async () => {
  const identity = arm.id("Microsoft.ManagedIdentity/userAssignedIdentities/drain");
  const { principalId } = (await arm.put(identity, { location: "westeurope" })).properties;
  expect(await arm.refusal("PUT", at(ONE), body(principalId))).toMatch(
    /^400 PrincipalNotFound: .*principalType/,
  );
  await arm.put(at(ONE), body(principalId, READER, "ServicePrincipal"));
  await arm.call("DELETE", at(ONE));
  await cloud.clock.advance(120_000);
  expect(await arm.put(at(ONE), body(principalId))).toMatchObject({
    id: at(ONE),
    properties: { principalId, principalType: "ServicePrincipal" },
  });
  await arm.call("DELETE", at(ONE));
});

test("a name that is no GUID, a role that does not exist, a repetition and a change are refused", async () => {
  const { objectId } = cloud.access.deployer;
  expect(await arm.refusal("PUT", at("mine"), body(objectId))).toMatch(
    /^400 InvalidRoleAssignmentId: .*'mine'/,
  );
  const unknown = body(objectId, "99999999-0000-4000-8000-000000000000");
  expect(await arm.refusal("PUT", at(ONE), unknown)).toMatch(/^400 RoleDefinitionDoesNotExist/);
  await arm.put(at(ONE), body(objectId));
  expect(await arm.refusal("PUT", at(TWO), body(objectId))).toMatch(/^409 RoleAssignmentExists/);
  const other = body("99999999-0000-4000-8000-000000000000", READER, "ServicePrincipal");
  expect(await arm.refusal("PUT", at(ONE), other)).toMatch(/^400 RoleAssignmentUpdateNotPermitted/);
  expect((await arm.call("PUT", at(ONE), body(objectId))).status).toBe(200);
});

test("a role of one's own goes only after its last assignment has", async () => {
  const role = "00000000-0000-4000-8000-000000000003";
  const definition = arm.id(`Microsoft.Authorization/roleDefinitions/${role}`);
  const permissions = [{ actions: ["Microsoft.Sql/servers/read"] }];
  const assignableScopes = [arm.id("").split("/providers")[0]];
  await arm.put(definition, {
    properties: { roleName: "Server reader", type: "CustomRole", assignableScopes, permissions },
  });
  await arm.put(at(TWO), body(cloud.access.deployer.objectId, role));
  expect(await arm.refusal("DELETE", definition)).toMatch(/^400 RoleDefinitionHasAssignments: /);
  await arm.call("DELETE", at(TWO));
  expect((await arm.call("DELETE", definition)).status).toBe(200);
});
