import { TokenError } from "../../../../sandbox/azure/access/tokens";
import { addIdentity, assign, GROUP, ROLES, SUBSCRIPTION, testCloud } from "../support/test-cloud";

const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/logs`;
const CONTAINER = `${ACCOUNT}/blobServices/default/containers/flows`;
const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const STORAGE = ["https://storage.azure.com"];
const START = Date.parse("2026-03-01T00:00:00Z");

async function scene() {
  const cloud = testCloud(START);
  const reader = await addIdentity(cloud, "reader");
  const mayRead = (scope: string, action = `${BLOBS}/read`) =>
    cloud.access.allows({ principalId: reader.principalId, action, isDataAction: true, scope });
  return { cloud, reader, mayRead };
}

test("a role counts at its scope and below, in any casing, and nowhere else", async () => {
  const { cloud, reader, mayRead } = await scene();
  await assign(cloud, reader.principalId, ROLES.blobReader, ACCOUNT.toUpperCase());
  expect(mayRead(CONTAINER)).toBe(true);
  expect(mayRead(ACCOUNT)).toBe(true);
  expect(mayRead(GROUP)).toBe(false);
  expect(mayRead(`${ACCOUNT}2`)).toBe(false);
  expect(mayRead(CONTAINER, `${BLOBS}/write`)).toBe(false);
});

test("an assignment counts after its delay on the sandbox clock, and no more once it is deleted", async () => {
  const { cloud, reader, mayRead } = await scene();
  cloud.access.assignmentDelayInMs = 60_000;
  const id = await assign(cloud, reader.principalId, ROLES.blobReader, ACCOUNT);
  expect(mayRead(CONTAINER)).toBe(false);
  await cloud.clock.advance(59_999);
  expect(mayRead(CONTAINER)).toBe(false);
  await cloud.clock.advance(1);
  expect(mayRead(CONTAINER)).toBe(true);
  await cloud.resources.delete(id);
  expect(mayRead(CONTAINER)).toBe(false);
});

test("an owner may do everything with resources and nothing with their data", async () => {
  const { cloud, reader, mayRead } = await scene();
  await assign(cloud, reader.principalId, ROLES.owner, SUBSCRIPTION);
  cloud.access.check(reader.principalId, "Microsoft.Storage/storageAccounts/write", ACCOUNT);
  cloud.access.check(cloud.access.deployer.objectId, "Microsoft.Storage/storageAccounts/write", ACCOUNT);
  expect(mayRead(CONTAINER)).toBe(false);
});

test("an action without a role is refused in the words of Resource Manager", async () => {
  const { cloud, reader } = await scene();
  const action = "Microsoft.Storage/storageAccounts/listKeys/action";
  expect(() => cloud.access.check(reader.principalId, action, ACCOUNT)).toThrow(
    expect.objectContaining({
      code: "AuthorizationFailed",
      status: 403,
      message: expect.stringContaining(`perform action '${action}' over scope '${ACCOUNT}'`),
    }),
  );
});

test("a custom role allows its actions but those that it takes away", async () => {
  const { cloud, reader, mayRead } = await scene();
  const name = "11111111-2222-4333-8444-555555555555";
  await cloud.resources.put(`${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${name}`, {
    properties: {
      roleName: "all but deletion",
      permissions: [{ dataActions: [`${BLOBS}/*`], notDataActions: [`${BLOBS}/delete`] }],
    },
  });
  await assign(cloud, reader.principalId, name, CONTAINER);
  expect(mayRead(CONTAINER, `${BLOBS}/add/action`)).toBe(true);
  expect(mayRead(CONTAINER, `${BLOBS}/delete`)).toBe(false);
});

test("a token tells its principal and the function app that asked for it", async () => {
  const { cloud, reader } = await scene();
  const site = `${GROUP}/providers/Microsoft.Web/sites/drain`;
  const { token } = cloud.access.issue(reader.principalId, "https://storage.azure.com/", site);
  const caller = cloud.access.callerOf(`Bearer ${token}`, STORAGE);
  expect(caller).toEqual({
    principal: {
      objectId: reader.principalId,
      clientId: reader.clientId,
      name: "reader",
      resourceId: reader.id,
    },
    siteId: site,
  });
  const claims = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString());
  expect(claims).toMatchObject({
    iss: `https://sts.windows.net/${cloud.tenantId}/`,
    aud: "https://storage.azure.com/",
    oid: reader.principalId,
    appid: reader.clientId,
  });
});

test("a token is refused when it is missing, changed, revoked, for another service, or of a deleted identity", async () => {
  const { cloud, reader } = await scene();
  const { token } = cloud.access.issue(reader.principalId, "https://storage.azure.com");
  const [head, body, signature] = token.split(".");
  const changed = Buffer.from(body!, "base64url")
    .toString()
    .replace(reader.principalId, cloud.access.deployer.objectId);
  const reasonOf = (authorization: string | undefined, audiences: readonly string[] = STORAGE) => {
    try {
      cloud.access.callerOf(authorization, audiences);
    } catch (error) {
      if (error instanceof TokenError) return error.reason;
      throw error;
    }
    return "none";
  };
  expect(reasonOf(`Bearer ${token}`)).toBe("none");
  expect(reasonOf(undefined)).toBe("missing");
  expect(reasonOf("SharedKey logs:abc")).toBe("malformed");
  expect(reasonOf(`Bearer ${head}.${Buffer.from(changed).toString("base64url")}.${signature}`)).toBe(
    "malformed",
  );
  expect(reasonOf(`Bearer ${token}`, ["https://vault.azure.net"])).toBe("audience");
  await cloud.resources.delete(reader.id);
  expect(reasonOf(`Bearer ${token}`)).toBe("unknown-principal");
  cloud.access.tokens.revokeAll();
  expect(reasonOf(`Bearer ${token}`)).toBe("malformed");
});

test("a token is valid for a day after the later of the two clocks, so that clients of either keep a valid one", async () => {
  const ahead = Date.now() + 1_000 * 60 * 60 * 1_000;
  const cloud = testCloud(ahead);
  const { token, expiresOn } = cloud.access.issue(cloud.access.deployer.objectId, STORAGE[0]!);
  expect(expiresOn).toBe(Math.floor(ahead / 1000) + 24 * 60 * 60);
  await cloud.clock.advance(48 * 60 * 60 * 1000);
  expect(cloud.access.callerOf(`Bearer ${token}`, STORAGE).principal.name).toBe("deployer");
});
