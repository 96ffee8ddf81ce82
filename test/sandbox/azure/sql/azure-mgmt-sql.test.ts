import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describeNeeding } from "../../../support/needs";
import { pythonWith } from "../../../support/python";
import { type SqlScene, sqlScene } from "../support/sql-scene";

const run = promisify(execFile);

describeNeeding("azure-mgmt-sql from PyPI", "azure-mgmt-sql", () => {
  let scene: SqlScene;
  beforeAll(async () => {
    scene = await sqlScene();
  });
  afterAll(() => scene.close());

  test("reads the server and writes rules of both kinds", async () => {
    const { cloud } = scene;
    const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = cloud.environment();
    const script = path.join(__dirname, "azure_mgmt_sql_acceptance.py");
    const { stdout } = await run(
      pythonWith("azure-mgmt-sql")!,
      [script, cloud.armEndpoint, cloud.subscriptionId, scene.subnetId()],
      {
        env: {
          PATH: process.env["PATH"],
          REQUESTS_CA_BUNDLE: cloud.caFile,
          IDENTITY_ENDPOINT,
          IDENTITY_HEADER,
        },
      },
    );
    expect(JSON.parse(stdout)).toEqual({
      server: "orders.database.windows.net",
      rule: "203.0.113.9",
      rules: ["office"],
      refused: [400, "FirewallRuleNotIPv4Address"],
      left: [],
      network: ["web", "Ready"],
      networks: [],
    });
  }, 300_000);
});
