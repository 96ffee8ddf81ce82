import { AzureNamedKeyCredential, TableClient } from "@azure/data-tables";
import {
  AnonymousCredential,
  BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import { codeOf, type StorageScene, storageScene } from "../support/storage-scene";
import { addIdentity, addSite, GROUP, ROLES } from "../support/test-cloud";

const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/shop`;
const SUBNET = `${NETWORK}/subnets/functions`;

let scene: StorageScene;
beforeAll(async () => {
  scene = await storageScene();
});
afterAll(() => scene.storage.close());

/** An account with a container, its owner in data, and what its owner gets for a look at the container from an app or outside. */
async function accountOf(name: string, properties: Record<string, unknown> = {}) {
  const id = await scene.account(name, properties);
  const owner = await addIdentity(scene.cloud, `${name}-owner`);
  await scene.assign(owner.principalId, ROLES.blobOwner, id);
  await scene.cloud.resources.put(`${id}/blobServices/default/containers/flows`, {});
  const look = (siteId?: string) =>
    codeOf(scene.clients(name, owner.principalId, siteId).blobs.getContainerClient("flows").getProperties());
  return { id, owner, look };
}

const denying = (rules: Record<string, unknown> = {}) => ({
  networkAcls: { defaultAction: "Deny", bypass: "AzureServices", ...rules },
});

test("an account that denies takes calls of a listed subnet and of listed addresses only", async () => {
  const { look } = await accountOf("rules", denying());
  const inside = await addSite(scene.cloud, "inside", [], { virtualNetworkSubnetId: SUBNET.toUpperCase() });
  const outside = await addSite(scene.cloud, "outside", []);
  expect([await look(), await look(inside), await look(outside)]).toEqual(
    Array(3).fill("AuthorizationFailure"),
  );
  await scene.account("rules", denying({ virtualNetworkRules: [{ id: SUBNET }] }));
  expect([await look(), await look(inside), await look(outside)]).toEqual([
    "AuthorizationFailure",
    "fine",
    "AuthorizationFailure",
  ]);
  await scene.account("rules", denying({ ipRules: [{ value: "203.0.113.0/24", action: "Allow" }] }));
  expect([await look(), await look(inside), await look(outside)]).toEqual([
    "fine",
    "AuthorizationFailure",
    "AuthorizationFailure",
  ]);
});

test("a private endpoint lets its network in once its zone is registered and linked, for its service only", async () => {
  const { id, owner, look } = await accountOf("private", { publicNetworkAccess: "Disabled" });
  await scene.assign(owner.principalId, ROLES.queueContributor, id);
  const site = await addSite(scene.cloud, "joined", [], { virtualNetworkSubnetId: SUBNET });
  const endpoint = `${GROUP}/providers/Microsoft.Network/privateEndpoints/blob`;
  const zone = `${GROUP}/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net`;
  await scene.cloud.resources.put(endpoint, {
    properties: {
      subnet: { id: `${NETWORK}/subnets/endpoints` },
      privateLinkServiceConnections: [{ properties: { privateLinkServiceId: id, groupIds: ["blob"] } }],
    },
  });
  await scene.cloud.resources.put(zone, {});
  expect(await look(site)).toBe("AuthorizationFailure");
  await scene.cloud.resources.put(`${endpoint}/privateDnsZoneGroups/default`, {
    properties: { privateDnsZoneConfigs: [{ properties: { privateDnsZoneId: zone } }] },
  });
  expect(await look(site)).toBe("AuthorizationFailure");
  await scene.cloud.resources.put(`${zone}/virtualNetworkLinks/shop`, {
    properties: { virtualNetwork: { id: NETWORK } },
  });
  expect([await look(site), await look()]).toEqual(["fine", "AuthorizationFailure"]);
  const { queues } = scene.clients("private", owner.principalId, site);
  expect(await codeOf(queues.createQueue("rejected"))).toBe("AuthorizationFailure");
});

test("the writer of flow logs gets in where trusted services do", async () => {
  await accountOf("trusted", denying());
  await scene.storage.forTrustedService("trusted").putBlob("flows", "a", "1");
  await scene.account("trusted", denying({ bypass: "None" }));
  expect(() => scene.storage.forTrustedService("trusted")).toThrow(
    expect.objectContaining({ code: "AuthorizationFailure", status: 403 }),
  );
});

test("an assignment that has no effect yet is refused as a missing one", async () => {
  const id = await scene.account("delayed");
  await scene.cloud.resources.put(`${id}/blobServices/default/containers/flows`, {});
  const reader = await addIdentity(scene.cloud, "delayed-reader");
  scene.cloud.access.assignmentDelayInMs = 5 * 60_000;
  await scene.assign(reader.principalId, ROLES.blobReader, `${id}/blobServices/default/containers/flows`);
  scene.cloud.access.assignmentDelayInMs = 0;
  const { blobs } = scene.clients("delayed", reader.principalId);
  const look = () => codeOf(blobs.getContainerClient("flows").listBlobsFlat().next());
  expect(await look()).toBe("AuthorizationPermissionMismatch");
  await scene.cloud.clock.advance(5 * 60_000);
  expect(await look()).toBe("fine");
  expect(await codeOf(blobs.listContainers().next())).toBe("AuthorizationPermissionMismatch");
});

test("shared keys and signatures made with them are verified where the account allows them", async () => {
  const { id } = await accountOf("keys");
  await scene.cloud.resources.put(`${id}/tableServices/default/tables/rows`, {});
  const [key] = scene.storage.keysOf("keys");
  const { blob, queue, table } = scene.storage.endpointsOf("keys");
  const tlsOptions = { ca: scene.cloud.authority.certificate };
  const once = { retryOptions: { maxTries: 1 }, tlsOptions };
  const looks = async (accountKey: string) => {
    const shared = new StorageSharedKeyCredential("keys", accountKey);
    const rows = new TableClient(table, "rows", new AzureNamedKeyCredential("keys", accountKey), {
      retryOptions: { maxRetries: 0 },
      tlsOptions,
    });
    const expiresOn = new Date(scene.cloud.clock.now() + 60_000);
    const permissions = ContainerSASPermissions.parse("rl");
    const query = generateBlobSASQueryParameters({ containerName: "flows", permissions, expiresOn }, shared);
    const signed = new BlobServiceClient(`${blob}?${query}`, new AnonymousCredential(), once);
    return await Promise.all(
      [
        new BlobServiceClient(blob, shared, once).getContainerClient("flows").getProperties(),
        new QueueServiceClient(queue, shared, once).createQueue("rejected"),
        rows.upsertEntity({ partitionKey: "a", rowKey: "b" }),
        signed.getContainerClient("flows").listBlobsFlat().next(),
      ].map(codeOf),
    );
  };
  expect(await looks(key)).toEqual(["fine", "fine", "fine", "fine"]);
  const wrong = Buffer.alloc(64).toString("base64");
  expect(await looks(wrong)).toEqual(Array(4).fill("AuthenticationFailed"));
  await scene.account("keys", { allowSharedKeyAccess: false });
  expect(await looks(key)).toEqual(Array(4).fill("KeyBasedAuthenticationNotPermitted"));
});

test("a call without credentials is told where to get a token, and that nothing is public", async () => {
  await accountOf("closed", { allowBlobPublicAccess: false });
  await accountOf("open", { allowBlobPublicAccess: true });
  const once = { retryOptions: { maxTries: 1 }, tlsOptions: { ca: scene.cloud.authority.certificate } };
  const anonymous = (name: string) =>
    new BlobServiceClient(scene.storage.endpointsOf(name).blob, new AnonymousCredential(), once);
  const read = (name: string) => anonymous(name).getContainerClient("flows").getBlobClient("a").download();
  expect(await codeOf(read("closed"))).toBe("PublicAccessNotPermitted");
  await expect(read("open")).rejects.toMatchObject({
    statusCode: 401,
    code: "NoAuthenticationInformation",
    response: expect.objectContaining({ headers: expect.anything() }),
  });
  const challenge = await read("open").catch((error) => error.response.headers.get("www-authenticate"));
  expect(challenge).toBe(
    `Bearer authorization_uri=https://login.microsoftonline.com/${scene.cloud.tenantId}/oauth2/authorize resource_id=https://storage.azure.com`,
  );
});

test("a token for another service, or one that was revoked, is refused with the reason", async () => {
  const { owner } = await accountOf("tokens");
  const { blob } = scene.storage.endpointsOf("tokens");
  const once = { retryOptions: { maxTries: 1 }, tlsOptions: { ca: scene.cloud.authority.certificate } };
  const look = (token: string) => {
    const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
    return new BlobServiceClient(blob, credential, once).getContainerClient("flows").getProperties();
  };
  const tokenFor = (audience: string) => scene.cloud.access.issue(owner.principalId, audience).token;
  expect(await codeOf(look(tokenFor("https://vault.azure.net")))).toBe("InvalidAuthenticationInfo");
  const token = tokenFor("https://storage.azure.com");
  expect(await codeOf(look(token))).toBe("fine");
  scene.cloud.access.tokens.revokeAll();
  expect(await codeOf(look(token))).toBe("InvalidAuthenticationInfo");
});
