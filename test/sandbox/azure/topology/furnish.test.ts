import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { furnish } from "../../../../sandbox/azure/topology/furnish";

let cloud: AzureCloud;
beforeAll(async () => {
  cloud = await startAzureCloud();
});
afterAll(() => cloud.close());

test("the PCE's secret is in the vault, and a resource at which a role can be assigned", async () => {
  const { pceSecretVaultId, pceSecretName } = await furnish(cloud, { apiKeyUsername: "api_1" });
  const resource = cloud.resources.get(`${pceSecretVaultId}/secrets/${pceSecretName}`);
  expect(JSON.stringify(resource)).not.toContain("api_1");
  const secrets = await cloud.vaults.secretsOf(cloud.resources.get(pceSecretVaultId)!.name);
  const { value, version } = secrets.find(pceSecretName);
  expect(value).toBe('{"apiKeyUsername":"api_1"}');
  expect(resource?.properties["secretUriWithVersion"]).toContain(version);
});
