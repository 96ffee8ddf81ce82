import { strToU8, zipSync } from "fflate";
import { functionCodeProvider } from "../../../dynamic-providers/azure/function-code/function-code.provider";
import { FunctionSites } from "../../../dynamic-providers/azure/function-code/function-sites";
import { dynamicProvider } from "../../../dynamic-providers/pulumi/adapter";
import { ScmServer, TOKEN } from "../../clients/azure/scm-server";
import { type AppScene, appScene } from "../../sandbox/azure/support/app-scene";

jest.setTimeout(60_000);

const [FIRST, SECOND] = ["11".repeat(32), "22".repeat(32)];

let scene: AppScene;
const warnings: string[] = [];
beforeAll(async () => {
  scene = await appScene();
});
afterAll(() => scene.close());
beforeEach(() => {
  warnings.length = 0;
});

/** A package whose code does nothing, and says what it is. */
function zipOf(text: string): Uint8Array {
  const files = {
    "index.js": `// ${text}`,
    "package.json": '{"main":"index.js"}',
    "host.json": '{"version":"2.0"}',
  };
  const packed = Object.entries(files).map(([name, content]) => [name, strToU8(content)]);
  return zipSync(Object.fromEntries(packed), { mtime: "2026-01-01" });
}

const ofSandbox = () => ({ token: scene.deployerToken(), caCertificate: scene.caCertificate });

/** A provider as the process of one run has it. */
function newRun({ token, caCertificate } = ofSandbox()) {
  const { clock } = scene.cloud;
  const sites = new FunctionSites({
    token: async () => token,
    bundle: (name, digest) => ({ zip: zipOf(`${name} ${digest}`), digest }),
    timing: {
      now: () => clock.now(),
      pause: (milliseconds) => clock.advance(milliseconds),
      limitInSeconds: 60,
    },
    caCertificate,
  });
  const output = { log: () => undefined, error: (line: string) => void warnings.push(line) };
  return dynamicProvider(functionCodeProvider, () => sites, output);
}

const inputs = (digest: string, waitsForRoles = true, scmSite = scene.scmSite) => ({
  scmSite,
  bundle: "azure-drain",
  digest,
  waitsForRoles,
});

/** Somebody publishes other code with another tool. */
async function publishAnother(url: string, { token, caCertificate } = ofSandbox()): Promise<void> {
  const other = new FunctionSites({ token: async () => token, caCertificate });
  await other.using(url, async (site) => {
    const deployment = await site.publish(zipOf("another"), "az_cli");
    while ((await site.deployment(deployment))?.state !== "succeeded");
  });
}

const released = async () => Buffer.from((await scene.released())!);

test("code is deployed by create, found by read, and left alone while the digest is the same", async () => {
  const { id, outs } = await newRun().create(inputs(FIRST));
  expect(id).toBe(scene.scmSite);
  expect(outs).toMatchObject({ digest: FIRST, deploymentId: expect.any(String), complete: true });
  expect(await released()).toEqual(Buffer.from(zipOf(`azure-drain ${FIRST}`)));

  const found = await newRun().read(id, outs);
  expect(found.inputs).toEqual(inputs(FIRST));
  expect(await newRun().diff(id, found.props!, inputs(FIRST))).toEqual({ changes: false });
});

test("another digest is an update, which deploys the new code", async () => {
  const { id, outs } = await newRun().create(inputs(FIRST));
  expect(await newRun().diff(id, outs, inputs(SECOND))).toEqual({ changes: true });
  const { outs: after } = await newRun().update(id, outs, inputs(SECOND));
  expect(after).toMatchObject({ digest: SECOND });
  expect(await released()).toEqual(Buffer.from(zipOf(`azure-drain ${SECOND}`)));
});

test("code that others have deployed meanwhile is drift", async () => {
  const { id, outs } = await newRun().create(inputs(FIRST));
  expect((await newRun().read(id, outs)).props).toMatchObject({ digest: FIRST });

  await publishAnother(scene.scmSite);
  const found = await newRun().read(id, outs);
  expect(found.inputs).toMatchObject({ digest: "" });
  expect(await newRun().diff(id, found.props!, inputs(FIRST))).toEqual({ changes: true });
});

test("code that others have deployed is drift on a site that does not tell who deployed", async () => {
  const server = await ScmServer.start();
  server.repeatsDeployer = false;
  const ofServer = { token: TOKEN, caCertificate: server.caCertificate };
  try {
    const { id, outs } = await newRun(ofServer).create(inputs(FIRST, true, server.url));
    expect((await newRun(ofServer).read(id, outs)).props).toMatchObject({ digest: FIRST });
    await publishAnother(server.url, ofServer);
    expect((await newRun(ofServer).read(id, outs)).inputs).toMatchObject({ digest: "" });
  } finally {
    await server.close();
  }
});

test("the same code that the command has deployed meanwhile is no drift", async () => {
  const { id, outs } = await newRun().create(inputs(FIRST));
  await newRun().create(inputs(FIRST));
  expect((await newRun().read(id, outs)).props).toMatchObject({ digest: FIRST });
});

test("an app whose role somebody else grants is left without code and with a warning, and gets it by the next up", async () => {
  const { id, outs } = await scene.without(scene.roleAssignments.host, () =>
    newRun().create(inputs(FIRST, false)),
  );
  expect(outs).toMatchObject({ digest: "", complete: true });
  expect(warnings).toEqual([
    expect.stringMatching(/is not deployed yet.*requiredRoleAssignments.*pulumi up again/),
  ]);

  expect(await newRun().diff(id, outs, inputs(FIRST, false))).toEqual({ changes: true });
  expect((await newRun().update(id, outs, inputs(FIRST, false))).outs).toMatchObject({ digest: FIRST });
});

test("an app that may not write its package fails when the component granted the role", async () => {
  const { clock } = scene.cloud;
  const begun = clock.now();
  await scene.without(scene.roleAssignments.host, () =>
    expect(newRun().create(inputs(FIRST))).rejects.toThrow(/Storage Blob Data Owner/),
  );
  expect(clock.now() - begun).toBeGreaterThan(30_000);
});

test("another site is a replacement, one in another casing is not, and one that is not known yet may not be", async () => {
  const { id, outs } = await newRun().create(inputs(FIRST));
  const other = { ...inputs(FIRST), scmSite: "https://other.scm.azurewebsites.net" };
  expect(await newRun().diff(id, outs, other)).toEqual({ changes: true, replaces: ["scmSite"] });
  const shouted = { ...inputs(FIRST), scmSite: scene.scmSite.toUpperCase() };
  expect(await newRun().diff(id, outs, shouted)).toEqual({ changes: false });
  const unknown = { ...inputs(FIRST), scmSite: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
  expect(await newRun().diff(id, outs, unknown)).toEqual({ changes: false });
});

test("code is gone with its app", async () => {
  const { id, outs } = await newRun().create(inputs(FIRST));
  const gone = { ...outs, scmSite: scene.scmSite.replace("/reading", "/gone") };
  expect(await newRun().read(id, gone)).toEqual({});
  await newRun().delete(id, outs);
  expect((await newRun().read(id, outs)).props).toMatchObject({ digest: FIRST });
});

test("problems of the inputs are told together", async () => {
  const { failures } = await newRun().check(
    {},
    { scmSite: "http://shop", digest: "zz", waitsForRoles: true },
  );
  expect(failures.map((one) => (one as { property: string }).property)).toEqual([
    "scmSite",
    "digest",
    "bundle",
  ]);
});
