import {
  type IdentityEndpoint,
  startIdentityEndpoint,
} from "../../../../sandbox/azure/identity/identity-endpoint";
import { managedIdentity } from "../support/managed-identity";
import { addIdentity, addSite, testCloud } from "../support/test-cloud";

let cloud: ReturnType<typeof testCloud>;
let endpoint: IdentityEndpoint;
beforeEach(async () => {
  cloud = testCloud();
  endpoint = await startIdentityEndpoint(cloud);
});
afterEach(() => endpoint.close());

/** What Microsoft's own credential gets with the header of a function app, or of the deployer. */
async function tokenOf(
  siteId: string | undefined,
  clientId?: string,
  scope = "https://storage.azure.com/.default",
) {
  const credential = await managedIdentity(endpoint, siteId, clientId);
  return (await credential.getToken(scope))!;
}

async function get(query: string, header: string): Promise<Response> {
  return await fetch(`${endpoint.url}?${query}`, { headers: { "X-IDENTITY-HEADER": header } });
}

test("an app gets the token of an identity that it has, by client id, and the token says which app asked", async () => {
  const drain = await addIdentity(cloud, "drain");
  const site = await addSite(cloud, "app", [drain.id]);
  const { token, expiresOnTimestamp } = await tokenOf(site, drain.clientId);
  const caller = cloud.access.callerOf(`Bearer ${token}`, ["https://storage.azure.com"]);
  expect(caller).toMatchObject({ principal: { objectId: drain.principalId }, siteId: site });
  expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 23 * 60 * 60 * 1000);
});

test("an identity that the app does not have is refused, and so is a call without a name when it has none of its own", async () => {
  const [drain, other] = [await addIdentity(cloud, "drain"), await addIdentity(cloud, "other")];
  const site = await addSite(cloud, "app", [drain.id]);
  const unable = "Unable to load the proper Managed Identity.";
  await expect(tokenOf(site, other.clientId)).rejects.toThrow(unable);
  await expect(tokenOf(site)).rejects.toThrow(unable);
  const answer = await get(
    `api-version=2019-08-01&resource=https://storage.azure.com&client_id=${other.clientId}`,
    endpoint.headerOf(site),
  );
  expect([answer.status, await answer.json()]).toEqual([
    400,
    {
      statusCode: 400,
      message: "Unable to load the proper Managed Identity.",
      correlationId: expect.any(String),
    },
  ]);
});

test("the app's own identity is the default where it has one", async () => {
  const site = await addSite(cloud, "app", []);
  await cloud.resources.put(site, {
    identity: { type: "SystemAssigned", principalId: "0c2d3f1e-0000-4000-8000-000000000001" },
  });
  const { token } = await tokenOf(site);
  const caller = cloud.access.callerOf(`Bearer ${token}`, ["https://storage.azure.com"]);
  expect(caller.principal.objectId).toBe("0c2d3f1e-0000-4000-8000-000000000001");
});

test("the deployer's header gives the deployer, outside of all apps", async () => {
  const { token } = await tokenOf(undefined, undefined, "https://management.azure.com/.default");
  const caller = cloud.access.callerOf(`Bearer ${token}`, [
    "https://management.core.windows.net",
    "https://management.azure.com",
  ]);
  expect(caller).toEqual({ principal: cloud.access.deployer, siteId: undefined });
});

test("a wrong header, an unknown resource, another api-version and a missing resource are refused", async () => {
  const header = endpoint.headerOf();
  const statuses = await Promise.all([
    get("api-version=2019-08-01&resource=https://storage.azure.com", header),
    get("api-version=2019-08-01&resource=https://storage.azure.com", "guess"),
    get("api-version=2019-08-01&resource=https://unknown.example.com", header),
    get("api-version=2017-09-01&resource=https://storage.azure.com", header),
    get("api-version=2019-08-01", header),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([200, 401, 500, 400, 400]);
});

test("an outage answers with its status and Retry-After", async () => {
  cloud.outages.begin({ service: "identity", status: 429, count: 1, retryAfterInSeconds: 7 });
  const query = "api-version=2019-08-01&resource=https://storage.azure.com";
  const refused = await get(query, endpoint.headerOf());
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "7"]);
  expect((await get(query, endpoint.headerOf())).status).toBe(200);
});
