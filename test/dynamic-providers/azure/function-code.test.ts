import { functionCodeProvider } from "../../../dynamic-providers/azure/function-code/function-code.provider";
import { FunctionSites } from "../../../dynamic-providers/azure/function-code/function-sites";
import { dynamicProvider } from "../../../dynamic-providers/pulumi/adapter";
import { ScmServer, TOKEN } from "../../clients/azure/scm-server";

const [FIRST, SECOND] = ["11".repeat(32), "22".repeat(32)];
const FORBIDDEN = "Azure Storage responded with Forbidden: 403";

let server: ScmServer;
const warnings: string[] = [];

/** A provider as the process of one run has it. */
function newRun() {
  let now = 0;
  const sites = new FunctionSites({
    token: async () => TOKEN,
    bundle: (name, digest) => ({ zip: Buffer.from(`${name} ${digest}`), digest }),
    timing: {
      now: () => now,
      pause: async (milliseconds) => {
        now += milliseconds;
      },
      limitInSeconds: 60,
    },
    caCertificate: server.caCertificate,
  });
  const output = { log: () => undefined, error: (line: string) => void warnings.push(line) };
  return dynamicProvider(functionCodeProvider, () => sites, output);
}

const inputs = (digest: string, waitsForRoles = true) => ({
  scmSite: server.url,
  bundle: "azure-drain",
  digest,
  waitsForRoles,
});

beforeEach(async () => {
  warnings.length = 0;
  server = await ScmServer.start();
});
afterEach(() => server.close());

test("code is deployed by create, found by read, and left alone while the digest is the same", async () => {
  const { id, outs } = await newRun().create(inputs(FIRST));
  expect(id).toBe(server.url);
  expect(outs).toMatchObject({ digest: FIRST, deploymentId: expect.any(String), complete: true });
  expect(server.uploads.map(({ zip }) => zip.toString())).toEqual([`azure-drain ${FIRST}`]);

  const found = await newRun().read(id, outs);
  expect(found.inputs).toEqual(inputs(FIRST));
  expect(await newRun().diff(id, found.props!, inputs(FIRST))).toEqual({ changes: false });
});

test("another digest is an update, which deploys the new code", async () => {
  const { id, outs } = await newRun().create(inputs(FIRST));
  expect(await newRun().diff(id, outs, inputs(SECOND))).toEqual({ changes: true });
  const { outs: after } = await newRun().update(id, outs, inputs(SECOND));
  expect(after).toMatchObject({ digest: SECOND });
  expect(server.uploads.at(-1)?.zip.toString()).toBe(`azure-drain ${SECOND}`);
});

test.each([true, false])(
  "code that others have deployed meanwhile is drift, whether the site tells who deployed (%s) or not",
  async (repeatsDeployer) => {
    server.repeatsDeployer = repeatsDeployer;
    const { id, outs } = await newRun().create(inputs(FIRST));
    expect((await newRun().read(id, outs)).props).toMatchObject({ digest: FIRST });

    const other = new FunctionSites({ token: async () => TOKEN, caCertificate: server.caCertificate });
    await other.using(server.url, async (site) => {
      const deployment = await site.publish(Buffer.from("another"), "az_cli");
      while ((await site.deployment(deployment))?.state !== "succeeded");
    });
    const found = await newRun().read(id, outs);
    expect(found.inputs).toMatchObject({ digest: "" });
    expect(await newRun().diff(id, found.props!, inputs(FIRST))).toEqual({ changes: true });
  },
);

test("the same code that the command has deployed meanwhile is no drift", async () => {
  const { id, outs } = await newRun().create(inputs(FIRST));
  await newRun().create(inputs(FIRST));
  expect((await newRun().read(id, outs)).props).toMatchObject({ digest: FIRST });
});

test("an app whose role somebody else grants is left without code and with a warning, and gets it by the next up", async () => {
  server.fates.push({ states: [3], text: FORBIDDEN });
  const { id, outs } = await newRun().create(inputs(FIRST, false));
  expect(outs).toMatchObject({ digest: "", complete: true });
  expect(warnings).toEqual([
    expect.stringMatching(/is not deployed yet.*requiredRoleAssignments.*pulumi up again/),
  ]);

  expect(await newRun().diff(id, outs, inputs(FIRST, false))).toEqual({ changes: true });
  expect((await newRun().update(id, outs, inputs(FIRST, false))).outs).toMatchObject({ digest: FIRST });
});

test("an app that may not write its package fails when the component granted the role", async () => {
  server.fates.push(...Array.from({ length: 20 }, () => ({ states: [3], text: FORBIDDEN })));
  await expect(newRun().create(inputs(FIRST))).rejects.toThrow(/Storage Blob Data Owner/);
});

test("another site is a replacement, one in another casing is not, and one that is not known yet may not be", async () => {
  const { id, outs } = await newRun().create(inputs(FIRST));
  const other = { ...inputs(FIRST), scmSite: "https://other.scm.azurewebsites.net" };
  expect(await newRun().diff(id, outs, other)).toEqual({ changes: true, replaces: ["scmSite"] });
  const shouted = { ...inputs(FIRST), scmSite: server.url.toUpperCase() };
  expect(await newRun().diff(id, outs, shouted)).toEqual({ changes: false });
  const unknown = { ...inputs(FIRST), scmSite: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
  expect(await newRun().diff(id, outs, unknown)).toEqual({ changes: false });
});

test("code is gone with its app", async () => {
  const { id, outs } = await newRun().create(inputs(FIRST));
  const gone = { ...outs, scmSite: server.url.replace("/shop", "/gone") };
  expect(await newRun().read(id, gone)).toEqual({});
  await newRun().delete(id, outs);
  expect(server.uploads).toHaveLength(1);
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
