import { deployCode, deployedDigest } from "../../../clients/azure/deploy-code";
import { ScmSite } from "../../../clients/azure/scm-site";
import { ScmServer, TOKEN } from "./scm-server";

const DIGEST = "ab".repeat(32);
const CODE = { zip: Buffer.from("PK\u0003\u0004\u0000 a package"), digest: DIGEST };
const FORBIDDEN =
  "Failed to upload because Azure Storage responded with Forbidden: Response status code does not indicate success: 403";

let server: ScmServer;
let site: ScmSite;
let now = 0;
const said: string[] = [];
const options = {
  waitsForRoles: true,
  pause: async (milliseconds: number) => {
    now += milliseconds;
  },
  now: () => now,
  say: (message: string) => void said.push(message),
};

beforeEach(async () => {
  now = 0;
  said.length = 0;
  server = await ScmServer.start();
  site = new ScmSite(server.url, { token: TOKEN, caCertificate: server.caCertificate });
});
afterEach(async () => {
  await site.close();
  await server.close();
});

test("a package is sent as it is, and waited for until the site says that it is deployed", async () => {
  const id = await deployCode(site, CODE, options);

  expect(server.uploads).toEqual([{ zip: CODE.zip, deployer: `illumio-iac ${DIGEST}` }]);
  const latest = await site.deployment("latest");
  expect(latest).toMatchObject({ id, state: "succeeded" });
  expect(deployedDigest(latest!)).toBe(DIGEST);
  expect(now).toBeGreaterThan(0);
});

test("a deployment of other tools has no digest of ours", () => {
  const other = { id: "1", state: "succeeded", text: "" } as const;
  expect(deployedDigest({ ...other, deployer: "az_cli" })).toBeUndefined();
  expect(deployedDigest({ ...other, deployer: `illumio-iac ${DIGEST}0` })).toBeUndefined();
});

test("a deployment that failed is told with what the site says", async () => {
  server.fates.push({ states: [1, 3], text: "host.json is missing", log: ["unpacking", "no host.json"] });
  await expect(deployCode(site, CODE, options)).rejects.toThrow(
    /^Deployment [0-9a-f-]{36} failed: host.json is missing; unpacking; no host.json$/,
  );
  expect(server.uploads).toHaveLength(1);
});

test("a role that is not in effect yet is waited for, and told once", async () => {
  server.fates.push(
    { states: [3], text: FORBIDDEN },
    { states: [3], text: "", log: [FORBIDDEN] },
    {
      states: [3],
      text: "Failed to access the deployment container: AuthorizationPermissionMismatch (403).",
    },
    { states: [0], refused: { status: 403, body: FORBIDDEN }, text: "" },
  );
  await deployCode(site, CODE, options);

  expect(server.uploads).toHaveLength(4);
  expect(said.filter((one) => one.includes("Storage Blob Data Owner"))).not.toEqual([]);
});

test("a role that somebody else grants is not waited for", async () => {
  server.fates.push({ states: [3], text: FORBIDDEN });
  await expect(deployCode(site, CODE, { ...options, waitsForRoles: false })).rejects.toMatchObject({
    name: "MissingRoleError",
    message: expect.stringContaining("needs the role Storage Blob Data Owner"),
  });
  expect(server.uploads).toHaveLength(1);
});

test("a role that never takes effect ends in an error when the time is over", async () => {
  server.fates.push(...Array.from({ length: 100 }, () => ({ states: [3], text: FORBIDDEN })));
  await expect(deployCode(site, CODE, { ...options, limitInSeconds: 60 })).rejects.toMatchObject({
    name: "MissingRoleError",
  });
  expect(server.uploads.length).toBeGreaterThan(1);
});

test("a site that is not there yet and one with another deployment under way are tried again", async () => {
  server.fates.push(
    { states: [], refused: { status: 404, body: "no site" } },
    { states: [5], text: "conflict" },
  );
  await deployCode(site, CODE, options);
  expect(server.uploads).toHaveLength(2);
});

test("a deployer without the right to publish is told which one, and nothing is tried again", async () => {
  const other = new ScmSite(server.url, { token: "another-token", caCertificate: server.caCertificate });
  const failed = deployCode(other, CODE, options);
  await expect(failed).rejects.toThrow(/answered 401 to POST .*Microsoft.Web\/sites\/publish\/Action/);
  await expect(failed).rejects.not.toThrow(/another-token/);
  expect(now).toBe(0);
  await other.close();
});

test("a deployment that never ends is given up when the time is over", async () => {
  server.fates.push({ states: [1] });
  await expect(deployCode(site, CODE, { ...options, limitInSeconds: 60 })).rejects.toThrow(/still under way/);
});
