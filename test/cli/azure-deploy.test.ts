import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ScmServer, TOKEN } from "../clients/azure/scm-server";

const root = path.resolve(__dirname, "../..");
const directory = mkdtempSync(path.join(tmpdir(), "azure-deploy-"));
let scm: ScmServer;
const identity = createServer((_request, response) => {
  const expires = Math.floor(Date.now() / 1000) + 3600;
  response
    .writeHead(200, { "content-type": "application/json" })
    .end(JSON.stringify({ access_token: TOKEN, expires_on: `${expires}`, token_type: "Bearer" }));
});

beforeAll(async () => {
  scm = await ScmServer.start();
  writeFileSync(path.join(directory, "ca.pem"), scm.caCertificate);
  await new Promise<void>((resolve) => identity.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await scm.close();
  identity.closeAllConnections();
  await new Promise((resolve) => identity.close(resolve));
  rmSync(directory, { recursive: true });
});

async function deploy(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, ["bin/illumio-iac.js", "azure", "deploy", ...args], {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      IDENTITY_ENDPOINT: `http://127.0.0.1:${(identity.address() as AddressInfo).port}/msi/token`,
      IDENTITY_HEADER: "header",
      NODE_EXTRA_CA_CERTS: path.join(directory, "ca.pem"),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stderr };
}

test("the command deploys the package that came with the library, with the token of whoever calls it", async () => {
  const { code, stderr } = await deploy("--scm-site", scm.url);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(
      /^deploying azure-drain \([0-9a-f]{12}\) to .*\ndeployment [0-9a-f-]{36} succeeded\n$/,
    ),
  });
  const zip = readFileSync(path.join(root, "dist/function-apps/azure-drain.zip"));
  expect(scm.uploads.map((upload) => upload.zip.equals(zip))).toEqual([true]);
});

test("a missing role fails at once with --no-wait", async () => {
  scm.fates.push({ states: [3], text: "Azure Storage responded with Forbidden: 403" });
  const { code, stderr } = await deploy("--scm-site", scm.url, "--no-wait");
  expect(code).toBe(1);
  expect(stderr).toMatch(/error: The app may not write its package .* Storage Blob Data Owner/);
});

test("an address that is none is refused before anything is sent", async () => {
  const { code, stderr } = await deploy("--scm-site", "shop.scm.azurewebsites.net");
  expect(code).toBe(2);
  expect(stderr).toMatch(/--scm-site.* It must look like https:\/\/shop.scm.azurewebsites.net/s);
});
