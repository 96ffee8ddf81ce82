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
