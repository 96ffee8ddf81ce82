import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { ArmClient } from "../support/arm-client";

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

const vault = (name: string) => arm.id(`Microsoft.KeyVault/vaults/${name}`);
const body = (more: object = { enableRbacAuthorization: true }) => ({
  location: "westeurope",
  properties: { tenantId: cloud.tenantId, sku: { family: "A", name: "standard" }, ...more },
});

test("a vault answers at its vaultUri, and a secret's value is never shown by Resource Manager", async () => {
  const { properties } = await arm.put(vault("kept"), body());
  expect(properties.vaultUri).toMatch(/^https:\/\/kept\.vault\.localhost:\d+\/$/);
  const secret = await arm.put(`${vault("kept")}/secrets/illumio-pce`, { properties: { value: "s3cret" } });
  expect(secret.properties.secretUri).toBe(`${properties.vaultUri}secrets/illumio-pce`);
  expect(JSON.stringify(cloud.resources.list())).not.toContain("s3cret");
  expect((await cloud.vaults.secretsOf("kept")).find("illumio-pce").value).toBe("s3cret");
});

test("a vault needs roles or access policies, and a deleted one keeps its name", async () => {
  expect(await arm.refusal("PUT", vault("open"), body({}))).toMatch(/^400 BadRequest: .*accessPolicies/);
  await arm.put(vault("brief"), body());
  await arm.call("DELETE", vault("brief"));
  expect(await arm.refusal("PUT", vault("brief"), body())).toMatch(/^409 ConflictError: .*deleted state/);
});
