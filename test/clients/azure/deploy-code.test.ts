import { strToU8, zipSync } from "fflate";
import { deployCode, deployedDigest } from "../../../clients/azure/deploy-code";
import { ScmSite } from "../../../clients/azure/scm-site";
import { type AppScene, appScene } from "../../sandbox/azure/support/app-scene";
import { ScmServer, TOKEN } from "./scm-server";

jest.setTimeout(60_000);

const DIGEST = "ab".repeat(32);
const FILES = { "index.js": "", "package.json": '{"main":"index.js"}', "host.json": '{"version":"2.0"}' };
const FORBIDDEN =
  "Failed to upload because Azure Storage responded with Forbidden: Response status code does not indicate success: 403";

/** A package, with some files in place of those that do. */
function codeOf(files: Readonly<Record<string, string>> = FILES) {
  const packed = Object.entries(files).map(([name, content]) => [name, strToU8(content)]);
  return { zip: zipSync(Object.fromEntries(packed)), digest: DIGEST };
}

const said: string[] = [];
beforeEach(() => {
  said.length = 0;
});

describe("on the site of the sandbox", () => {
  let scene: AppScene;
  let site: ScmSite;
  beforeAll(async () => {
    scene = await appScene();
  });
  afterAll(() => scene.close());
  beforeEach(() => {
    site = siteOf(scene.deployerToken());
  });
  afterEach(() => site.close());

  const siteOf = (token: string) => new ScmSite(scene.scmSite, { token, caCertificate: scene.caCertificate });
  const now = () => scene.cloud.clock.now();
  const options = {
    waitsForRoles: true,
    pause: (milliseconds: number) => scene.cloud.clock.advance(milliseconds),
    now,
    say: (message: string) => void said.push(message),
  };
  /** How many packages the site has taken. */
  const uploads = async () => {
    const { body } = await scene.scmCall("GET", "/api/deployments");
    return (body as unknown[]).length;
  };

  test("a package is sent as it is, and waited for until the site says that it is deployed", async () => {
    scene.scm.pollsBeforeEnd = 3;
    const begun = now();
    const code = codeOf();
    const id = await deployCode(site, code, options);
    scene.scm.pollsBeforeEnd = 1;
    expect(now()).toBeGreaterThan(begun);
    expect((await scene.released())?.equals(code.zip)).toBe(true);
    const latest = await site.deployment("latest");
    expect(latest).toMatchObject({ id, state: "succeeded", deployer: `illumio-iac ${DIGEST}` });
    expect(deployedDigest(latest!)).toBe(DIGEST);
  });

  test("a deployment that failed is told with what the site says, and is not tried again", async () => {
    const before = await uploads();
    const { "host.json": _, ...files } = FILES;
    await expect(deployCode(site, codeOf(files), options)).rejects.toThrow(
      /^Deployment [0-9a-f-]{36} failed: The package has no host\.json at its root\.$/,
    );
    expect(await uploads()).toBe(before + 1);
  });

  test("a role that is not in effect yet is waited for, and told once", async () => {
    const { access, resources } = scene.cloud;
    const assignment = resources.get(scene.roleAssignments.host)!;
    await resources.delete(assignment.id);
    access.assignmentDelayInMs = 60_000;
    await resources.put(assignment.id, assignment);
    access.assignmentDelayInMs = 0;
    const before = await uploads();
    await deployCode(site, codeOf(), options);
    expect(await uploads()).toBeGreaterThan(before + 2);
    expect(said.filter((one) => one.includes("Storage Blob Data Owner"))).toHaveLength(1);
  });

  test("a role that somebody else grants is not waited for", async () => {
    const before = await uploads();
    await scene.without(scene.roleAssignments.host, () =>
      expect(deployCode(site, codeOf(), { ...options, waitsForRoles: false })).rejects.toMatchObject({
        name: "MissingRoleError",
        message: expect.stringContaining("needs the role Storage Blob Data Owner"),
      }),
    );
    expect(await uploads()).toBe(before + 1);
  });

  test("a role that never takes effect ends in an error when the time is over", async () => {
    const before = await uploads();
    await scene.without(scene.roleAssignments.host, () =>
      expect(deployCode(site, codeOf(), { ...options, limitInSeconds: 60 })).rejects.toMatchObject({
        name: "MissingRoleError",
      }),
    );
    expect(await uploads()).toBeGreaterThan(before + 1);
  });

  test("a host account that keeps the app out is told as such", async () => {
    const { resources } = scene.cloud;
    const account = resources.list("Microsoft.Storage/storageAccounts").find(({ name }) => name === "host")!;
    const networkAcls = { defaultAction: "Deny", bypass: "AzureServices" };
    await resources.put(account.id, { ...account, properties: { ...account.properties, networkAcls } });
    await expect(deployCode(site, codeOf(), { ...options, waitsForRoles: false })).rejects.toThrow(
      /the account has to let the app in \(.*AuthorizationFailure/,
    );
    await resources.put(account.id, account);
  });

  test("a site with another deployment under way is tried again", async () => {
    const other = await site.publish(codeOf().zip, "az_cli");
    const pause = async (milliseconds: number) => {
      await options.pause(milliseconds);
      await site.deployment(other);
    };
    await deployCode(site, codeOf(), { ...options, pause });
    expect(deployedDigest((await site.deployment("latest"))!)).toBe(DIGEST);
  });

  test("a deployer without the right to publish is told which one, and nothing is tried again", async () => {
    const begun = now();
    const nobody = scene.cloud.access.issue(scene.identity.principalId, "https://management.azure.com").token;
    for (const [token, status] of [
      [nobody, 403],
      ["another-token", 401],
    ] as const) {
      const other = siteOf(token);
      const failed = deployCode(other, codeOf(), options);
      await expect(failed).rejects.toThrow(
        new RegExp(`answered ${status} to POST .*Microsoft.Web/sites/publish/Action`),
      );
      await expect(failed).rejects.not.toThrow(token);
      await other.close();
    }
    expect(now()).toBe(begun);
  });

  test("a deployment that never ends is given up when the time is over", async () => {
    scene.scm.pollsBeforeEnd = Infinity;
    await expect(deployCode(site, codeOf(), { ...options, limitInSeconds: 60 })).rejects.toThrow(
      /still under way/,
    );
    scene.scm.pollsBeforeEnd = 1;
  });
});

/** What sites of Azure are seen to do at times, and the sandbox does not. */
describe("on a site with faults", () => {
  let server: ScmServer;
  let site: ScmSite;
  let now = 0;
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
    server = await ScmServer.start();
    site = new ScmSite(server.url, { token: TOKEN, caCertificate: server.caCertificate });
  });
  afterEach(async () => {
    await site.close();
    await server.close();
  });

  test("a deployment that the site does not know at first is waited for", async () => {
    await deployCode(site, codeOf(), options);
    expect(server.uploads).toHaveLength(1);
  });

  test("a missing role is understood in each of the forms in which sites tell it", async () => {
    server.fates.push(
      { states: [3], text: FORBIDDEN },
      { states: [3], text: "", log: [FORBIDDEN] },
      { states: [0], refused: { status: 403, body: FORBIDDEN }, text: "" },
    );
    await deployCode(site, codeOf(), options);
    expect(server.uploads).toHaveLength(3);
    expect(said.filter((one) => one.includes("Storage Blob Data Owner"))).not.toEqual([]);
  });

  test("what a log says besides belongs to the error of a deployment that failed", async () => {
    server.fates.push({ states: [1, 3], text: "host.json is missing", log: ["unpacking", "no host.json"] });
    await expect(deployCode(site, codeOf(), options)).rejects.toThrow(
      /^Deployment [0-9a-f-]{36} failed: host.json is missing; unpacking; no host.json$/,
    );
  });

  test("a site that is not there yet, and a deployment that met another one, are tried again", async () => {
    server.fates.push(
      { states: [], refused: { status: 404, body: "no site" } },
      { states: [5], text: "conflict" },
    );
    await deployCode(site, codeOf(), options);
    expect(server.uploads).toHaveLength(2);
  });
});

test("a deployment of other tools has no digest of ours", () => {
  const other = { id: "1", state: "succeeded", text: "" } as const;
  expect(deployedDigest({ ...other, deployer: "az_cli" })).toBeUndefined();
  expect(deployedDigest({ ...other, deployer: `illumio-iac ${DIGEST}0` })).toBeUndefined();
});
