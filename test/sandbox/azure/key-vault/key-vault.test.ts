import { createDefaultHttpClient, type HttpClient } from "@azure/core-rest-pipeline";
import { SecretClient } from "@azure/keyvault-secrets";
import { KeyVaults } from "../../../../sandbox/azure/key-vault/key-vaults";
import { addIdentity, addSite, assign, GROUP, ROLES, testCloud } from "../support/test-cloud";

const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/illumio`;
const SUBNET = `${GROUP}/providers/Microsoft.Network/virtualNetworks/shop/subnets/functions`;
const OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";

let cloud: ReturnType<typeof testCloud>;
let vaults: KeyVaults;
beforeEach(() => {
  cloud = testCloud();
  vaults = new KeyVaults(cloud);
});
afterEach(() => vaults.close());

async function addVault(
  properties: Record<string, unknown> = { enableRbacAuthorization: true },
): Promise<void> {
  const vaultUri = await vaults.open("illumio");
  await cloud.resources.put(VAULT, { location: "westeurope", properties: { ...properties, vaultUri } });
}

/** The real client of a principal. */
async function clientOf(principalId: string, siteId?: string): Promise<SecretClient> {
  const credential = {
    getToken: async () => {
      const { token, expiresOn } = cloud.access.issue(principalId, "https://vault.localhost", siteId);
      return { token, expiresOnTimestamp: expiresOn * 1000 };
    },
  };
  return new SecretClient(await vaults.loopbackUriOf("illumio"), credential, {
    disableChallengeResourceVerification: true,
    retryOptions: { maxRetries: 0 },
    tlsOptions: { ca: cloud.authority.certificate },
  });
}

test("a role on one secret gives that secret, its newest version or an older one, and no other", async () => {
  await addVault();
  const secrets = await vaults.secretsOf("illumio");
  const first = secrets.set("illumio-pce", "one");
  secrets.set("illumio-pce", "two", { contentType: "application/json" });
  secrets.set("other", "x");
  const reader = await addIdentity(cloud, "reader");
  await assign(cloud, reader.principalId, ROLES.secretsUser, `${VAULT}/secrets/illumio-pce`);
  const client = await clientOf(reader.principalId);
  expect(await client.getSecret("illumio-pce")).toMatchObject({
    name: "illumio-pce",
    value: "two",
    properties: { contentType: "application/json", enabled: true, recoverableDays: 90 },
  });
  expect((await client.getSecret("illumio-pce", { version: first.version })).value).toBe("one");
  await expect(client.getSecret("other")).rejects.toMatchObject({
    code: "Forbidden",
    statusCode: 403,
    message: expect.stringContaining(
      `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=${reader.clientId};oid=${reader.principalId}`,
    ),
  });
  await expect(client.setSecret("illumio-pce", "three")).rejects.toMatchObject({ statusCode: 403 });
});

test("an owner of the subscription reads no secret without a role", async () => {
  await addVault();
  (await vaults.secretsOf("illumio")).set("illumio-pce", "one");
  const client = await clientOf(cloud.access.deployer.objectId);
  await expect(client.getSecret("illumio-pce")).rejects.toMatchObject({ code: "Forbidden" });
  await assign(cloud, cloud.access.deployer.objectId, OFFICER, VAULT);
  expect((await client.getSecret("illumio-pce")).value).toBe("one");
});

test("a secret is set, disabled, deleted, recovered and purged", async () => {
  await addVault();
  await assign(cloud, cloud.access.deployer.objectId, OFFICER, VAULT);
  const client = await clientOf(cloud.access.deployer.objectId);
  await expect(client.getSecret("pce")).rejects.toMatchObject({ code: "SecretNotFound", statusCode: 404 });
  const { properties } = await client.setSecret("pce", "one", { tags: { team: "net" } });
  await client.updateSecretProperties("pce", properties.version!, { enabled: false });
  await expect(client.getSecret("pce")).rejects.toMatchObject({
    code: "Forbidden",
    message: expect.stringContaining("Operation get is not allowed on a disabled secret."),
  });
  await client.updateSecretProperties("pce", properties.version!, { enabled: true });
  const versions: string[] = [];
  for await (const one of client.listPropertiesOfSecretVersions("pce")) versions.push(one.version!);
  expect(versions).toEqual([properties.version]);
  const names: string[] = [];
  for await (const one of client.listPropertiesOfSecrets()) names.push(one.name);
  expect(names).toEqual(["pce"]);

  await (await client.beginDeleteSecret("pce")).pollUntilDone();
  await expect(client.getSecret("pce")).rejects.toMatchObject({ code: "SecretNotFound" });
  await expect(client.setSecret("pce", "two")).rejects.toMatchObject({ code: "Conflict", statusCode: 409 });
  await (await client.beginRecoverDeletedSecret("pce")).pollUntilDone();
  expect((await client.getSecret("pce")).value).toBe("one");
  await (await client.beginDeleteSecret("pce")).pollUntilDone();
  await client.purgeDeletedSecret("pce");
  expect((await client.setSecret("pce", "three")).value).toBe("three");
});

test("a secret that a client has set stands in the table of resources without its value, until it is deleted", async () => {
  await addVault();
  await assign(cloud, cloud.access.deployer.objectId, OFFICER, VAULT);
  const client = await clientOf(cloud.access.deployer.objectId);
  const shown = () => cloud.resources.list("Microsoft.KeyVault/vaults/secrets");
  const { properties } = await client.setSecret("Pce", "s3cret", { contentType: "application/json" });
  const secretUri = `${cloud.resources.get(VAULT)!.properties["vaultUri"]}secrets/Pce`;
  expect(shown()).toMatchObject([
    {
      id: `${VAULT}/secrets/Pce`,
      properties: {
        contentType: "application/json",
        secretUri,
        secretUriWithVersion: `${secretUri}/${properties.version}`,
        attributes: { enabled: true },
      },
    },
  ]);
  expect(JSON.stringify(shown())).not.toContain("s3cret");
  await client.updateSecretProperties("pce", properties.version!, { enabled: false });
  expect(shown()).toMatchObject([{ name: "Pce", properties: { attributes: { enabled: false } } }]);

  await (await client.beginDeleteSecret("pce")).pollUntilDone();
  expect(shown()).toEqual([]);
  await (await client.beginRecoverDeletedSecret("pce")).pollUntilDone();
  expect(shown()).toHaveLength(1);
});

test("a vault on access policies goes by them and not by roles", async () => {
  const reader = await addIdentity(cloud, "reader");
  await assign(cloud, reader.principalId, ROLES.secretsUser, VAULT);
  await addVault({ accessPolicies: [] });
  (await vaults.secretsOf("illumio")).set("pce", "one");
  const client = await clientOf(reader.principalId);
  await expect(client.getSecret("pce")).rejects.toMatchObject({
    message: expect.stringContaining(
      "does not have secrets get permission on key vault 'illumio;location=westeurope'",
    ),
  });
  const accessPolicies = [{ objectId: reader.principalId, permissions: { secrets: ["get"] } }];
  await addVault({ accessPolicies });
  expect((await client.getSecret("pce")).value).toBe("one");
});

test("network rules let in the listed subnet, and a closed vault nobody", async () => {
  const networkAcls = {
    defaultAction: "Deny",
    bypass: "AzureServices",
    virtualNetworkRules: [{ id: SUBNET }],
  };
  await addVault({ enableRbacAuthorization: true, networkAcls });
  (await vaults.secretsOf("illumio")).set("pce", "one");
  const reader = await addIdentity(cloud, "reader");
  await assign(cloud, reader.principalId, ROLES.secretsUser, VAULT);
  const site = await addSite(cloud, "app", [reader.id], { virtualNetworkSubnetId: SUBNET });
  const [inside, outside] = [await clientOf(reader.principalId, site), await clientOf(reader.principalId)];
  expect((await inside.getSecret("pce")).value).toBe("one");
  await expect(outside.getSecret("pce")).rejects.toMatchObject({
    code: "Forbidden",
    message: expect.stringContaining("Client address is not authorized and caller is not a trusted service."),
  });
  await addVault({ enableRbacAuthorization: true, publicNetworkAccess: "Disabled" });
  await expect(inside.getSecret("pce")).rejects.toMatchObject({
    message: expect.stringContaining("Public network access is disabled"),
  });
});

test("an outage answers with its status and Retry-After, and is over after its count", async () => {
  await addVault();
  (await vaults.secretsOf("illumio")).set("pce", "one");
  await assign(cloud, cloud.access.deployer.objectId, OFFICER, VAULT);
  const client = await clientOf(cloud.access.deployer.objectId);
  cloud.outages.begin({
    service: "key-vault",
    action: "GetSecret",
    status: 429,
    code: "Throttled",
    count: 1,
    retryAfterInSeconds: 3,
  });
  const error = await client.getSecret("pce").catch((one) => one);
  expect(error).toMatchObject({ code: "Throttled", statusCode: 429 });
  expect(error.response.headers.get("retry-after")).toBe("3");
  expect((await client.getSecret("pce")).value).toBe("one");
});

test("the client verifies the resource of the challenge when it calls the vault by its name", async () => {
  await addVault();
  (await vaults.secretsOf("illumio")).set("pce", "one");
  await assign(cloud, cloud.access.deployer.objectId, OFFICER, VAULT);
  const uri = await vaults.open("illumio");
  expect(uri).toMatch(/^https:\/\/illumio\.vault\.localhost:\d+\/$/);
  const loopback = await vaults.loopbackUriOf("illumio");
  const asked: string[] = [];
  const real = createDefaultHttpClient();
  // Stands for the name service: it leads the name to 127.0.0.1 after the client has done its checks.
  const httpClient: HttpClient = {
    sendRequest: async (request) => {
      const named = request.url;
      asked.push(new URL(named).host);
      request.url = named.replace(uri, loopback);
      try {
        return await real.sendRequest(request);
      } finally {
        request.url = named;
      }
    },
  };
  const scopes: unknown[] = [];
  const credential = {
    getToken: async (scope: string | string[]) => {
      scopes.push(scope);
      const { token, expiresOn } = cloud.access.issue(
        cloud.access.deployer.objectId,
        "https://vault.localhost",
      );
      return { token, expiresOnTimestamp: expiresOn * 1000 };
    },
  };
  const client = new SecretClient(uri, credential, {
    httpClient,
    tlsOptions: { ca: cloud.authority.certificate },
  });
  expect((await client.getSecret("pce")).value).toBe("one");
  expect(asked).toEqual(Array(2).fill(new URL(uri).host));
  expect(scopes).toEqual([["https://vault.localhost/.default"]]);
});
