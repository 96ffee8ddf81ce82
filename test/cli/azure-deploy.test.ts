import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type AppScene, appScene } from "../sandbox/azure/support/app-scene";

jest.setTimeout(60_000);

const root = path.resolve(__dirname, "../..");
let scene: AppScene;
beforeAll(async () => {
  scene = await appScene();
});
afterAll(() => scene.close());

async function deploy(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, ["bin/illumio-iac.js", "azure", "deploy", ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"], ...scene.environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stderr };
}

/** An app setting of the app, which the component of another function has made. */
async function addSetting(name: string, value: string): Promise<void> {
  const { resources } = scene.cloud;
  const site = resources.get(scene.siteId)!;
  const { siteConfig } = site.properties as { siteConfig: { appSettings: object[] } };
  const appSettings = [...siteConfig.appSettings, { name, value }];
  const properties = { ...site.properties, siteConfig: { ...siteConfig, appSettings } };
  await resources.put(site.id, { ...site, properties });
}

test("a missing role fails at once with --no-wait, and no package is left", async () => {
  const { code, stderr } = await scene.without(scene.roleAssignments.host, () =>
    deploy("--scm-site", scene.scmSite, "--no-wait"),
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/error: The app may not write its package .* Storage Blob Data Owner/);
  expect(await scene.released()).toBeUndefined();
});

test("the command deploys the package that came with the library, with the token of whoever calls it", async () => {
  const { code, stderr } = await deploy("--scm-site", scene.scmSite);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(
      /^deploying azure-drain \([0-9a-f]{12}\) to .*\ndeployment [0-9a-f-]{36} succeeded\n$/,
    ),
  });
  const zip = readFileSync(path.join(root, "dist/function-apps/azure-drain.zip"));
  expect((await scene.released())?.equals(zip)).toBe(true);
  await scene.cloud.clock.advance(60_000);
  expect(scene.messages().join()).toContain('"event":"drain"');
});

test.each([
  ["sql-sync", "ILLUMIO_SYNC_SCHEDULE", "sql-synced"],
  ["onboarding", "ILLUMIO_ONBOARDING_SCHEDULE", "onboarding-run"],
])(
  "--function %s names another package, which replaces the one that was there",
  async (name, schedule, event) => {
    const args = ["--scm-site", scene.scmSite, "--function", name];
    const other = await deploy(...args);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(/error: Deployment \S+ failed: .*is invalid/);
    expect(other.stderr).toContain(`'%${schedule}%'`);

    await addSetting(schedule, "0 */5 * * * *");
    const { code, stderr } = await deploy(...args);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        /^deploying azure-\S+ \([0-9a-f]{12}\) to .*\ndeployment [0-9a-f-]{36} succeeded\n$/,
      ),
    });
    const zip = readFileSync(path.join(root, `dist/function-apps/azure-${name}.zip`));
    expect((await scene.released())?.equals(zip)).toBe(true);
    await scene.cloud.clock.advance(300_000);
    expect(scene.messages().join()).toContain(`"event":"${event}"`);
  },
);

test.each([
  [["--function"]],
  [["--function", ""]],
  [["--function", "Sql-Sync"]],
  [["--function", "sql-sync,drain"]],
])("the option %j is refused with the names that there are", async (option) => {
  const { code, stderr } = await deploy("--scm-site", scene.scmSite, ...option);
  expect(code).toBe(2);
  expect(stderr).toMatch(option.length === 1 ? /--function/ : /--function.* drain.*sql-sync/s);
});

test("an address that is none is refused before anything is sent", async () => {
  const { code, stderr } = await deploy("--scm-site", "shop.scm.azurewebsites.net");
  expect(code).toBe(2);
  expect(stderr).toMatch(/--scm-site.* It must look like https:\/\/shop.scm.azurewebsites.net/s);
});

test("a function that there is not is refused", async () => {
  const { code, stderr } = await deploy(
    "--scm-site",
    "https://shop.scm.azurewebsites.net",
    "--function",
    "drian",
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(/--function.* drain.*sql-sync/s);
});
