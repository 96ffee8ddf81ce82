import { type SandboxCloud, startSandboxCloud } from "../../../sandbox/aws/sandbox-cloud";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { CdkCli, type CdkRun } from "../../support/cdk-cli";

type Declared = Readonly<Record<string, readonly [key: string, value: string]>>;

/** One stack, each test goes on where the one before it ended. */
describe("the cdk CLI with labels and workloads of a PCE", () => {
  let cloud: SandboxCloud;
  let pce: PceSimulator;
  let cdk: CdkCli;
  let variables: Record<string, string>;

  beforeAll(async () => {
    cloud = await startSandboxCloud();
    pce = await startPceSimulator({ seed: 1 });
    cdk = new CdkCli(cloud, "cdk-pce-objects-app/app.js");
    const { apiKeyUsername, apiKeySecret, caCertificate, port } = pce;
    const SecretString = JSON.stringify({ apiKeyUsername, apiKeySecret, caCertificate });
    const secret = await cloud.resources.create("AWS::SecretsManager::Secret", { Name: "pce", SecretString });
    variables = { SECRET_ARN: secret.id, PCE_PORT: String(port) };
  });
  afterAll(async () => {
    cdk.close();
    await pce.close();
    await cloud.close();
  });

  const deploy = (declared: Declared, more: Record<string, string> = {}): Promise<CdkRun> =>
    cdk.deploy({ ...variables, DECLARED: JSON.stringify(declared), ...more });
  // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
  const rows = (table: string): any[] => [...pce.store.table(table as "labels").live()];
  /** `key=value` → the construct that the mark names, without the digits of its logical id. */
  const labels = () =>
    Object.fromEntries(
      rows("labels").map(({ key, value, external_data_reference: mark }) => [
        `${key}=${value}`,
        mark.replace(/^\d+\/us-east-1\//, "").replace(/[0-9A-F]{8}(?=#| )|#.*/g, ""),
      ]),
    );
  const hrefs = () => rows("labels").map(({ href }) => href);
  const hrefOf = (key: string) => rows("labels").find((label) => label.key === key)?.href;

  test("makes labels and a workload, and sees no difference afterwards", async () => {
    const declared: Declared = { Prod: ["env", "prod"], Shop: ["app", "shop"] };
    const { code, text } = await deploy(declared, { WEB: "Prod" });
    expect([code, text]).toEqual([0, expect.stringContaining("✅  Shop")]);
    expect(labels()).toEqual({ "env=prod": "Shop/Prod", "app=shop": "Shop/Shop" });
    expect(rows("workloads")).toMatchObject([
      { hostname: "web01", labels: [hrefOf("env")], interfaces: [{ address: "10.0.0.1", cidr_block: 24 }] },
    ]);
    const same = await cdk.diff({ ...variables, DECLARED: JSON.stringify(declared), WEB: "Prod" });
    expect(same.text).toContain("Number of stacks with differences: 0");
  });

  test("rolls back a label that was renamed and moved, and its construct keeps it", async () => {
    const before = hrefs();
    const declared: Declared = { "Labels/Production": ["env", "prod"], Shop: ["app", "shop"] };
    const more = { WEB: "Labels/Production" };
    const { code, text } = await deploy(declared, { ...more, BROKEN: "1" });
    expect([code, text]).toEqual([1, expect.stringMatching(/UPDATE_ROLLBACK_COMPLET/)]);
    expect([labels(), hrefs()]).toEqual([{ "env=prod": "Shop/Prod", "app=shop": "Shop/Shop" }, before]);
    expect((await deploy(declared, more)).code).toBe(0);
    expect([labels(), hrefs()]).toEqual([
      { "env=prod": "Shop/LabelsProduction", "app=shop": "Shop/Shop" },
      before,
    ]);
  });

  test("replaces a label in use whose key changes, and undoes that in a rollback", async () => {
    const declared: Declared = { "Labels/Production": ["loc", "prod"], Shop: ["app", "shop"] };
    const more = { WEB: "Labels/Production" };
    const { code, text } = await deploy(declared, { ...more, BROKEN: "1" });
    expect([code, text]).toEqual([1, expect.stringMatching(/UPDATE_ROLLBACK_COMPLET/)]);
    expect(labels()).toEqual({ "env=prod": "Shop/LabelsProduction", "app=shop": "Shop/Shop" });
    expect((await deploy(declared, more)).code).toBe(0);
    expect(labels()).toEqual({ "loc=prod": "Shop/LabelsProduction", "app=shop": "Shop/Shop" });
    const [{ href }] = rows("labels").filter(({ key }) => key === "loc");
    expect(rows("workloads")).toMatchObject([{ labels: [href] }]);
  });

  test("refuses a label that another stack declares, and that stack keeps it", async () => {
    const { code, text } = await deploy({ Shop: ["app", "shop"] }, { STACK: "Other" });
    expect(code).toBe(1);
    expect(text).toMatch(/label app=shop exists and belongs to '\d+\/us-east-1\/Shop\/Shop[0-9A-F]{8}'/);
    await cdk.run(["destroy", "--force"], { ...variables, STACK: "Other" });
    expect(labels()).toEqual({ "loc=prod": "Shop/LabelsProduction", "app=shop": "Shop/Shop" });
  });

  test("destroys the stack, and nothing is left in the PCE and in the cloud", async () => {
    const declared: Declared = { "Labels/Production": ["loc", "prod"], Shop: ["app", "shop"] };
    const { code, text } = await cdk.run(["destroy", "--force"], {
      ...variables,
      DECLARED: JSON.stringify(declared),
      WEB: "Labels/Production",
    });
    expect([code, text]).toEqual([0, expect.stringContaining("Shop: destroyed")]);
    expect([rows("labels"), rows("workloads")]).toEqual([[], []]);
    expect(cloud.resources.list().map(({ type }) => type)).toEqual(["AWS::SecretsManager::Secret"]);
  });
});
