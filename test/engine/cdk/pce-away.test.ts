import path from "node:path";
import { PceClient } from "../../../clients/pce";
import { type SandboxCloud, startSandboxCloud } from "../../../sandbox/aws/sandbox-cloud";
import { type PanosSimulator, startPanosSimulator } from "../../../sandbox/panos";
import { type LabelRow, type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { CdkCli } from "../../support/cdk-cli";

const NO_PAUSES = path.resolve(__dirname, "../../support/no-pauses.js");

/** One stack, each test goes on where the one before it ended. */
describe("the cdk CLI with labels and a binding", () => {
  let cloud: SandboxCloud;
  let pce: PceSimulator;
  let someone: PceClient;
  let edge: PanosSimulator;
  let cdk: CdkCli;
  let variables: Record<string, string>;

  beforeAll(async () => {
    cloud = await startSandboxCloud();
    cloud.clock.run(10_000);
    pce = await startPceSimulator({ seed: 1 });
    someone = new PceClient(pce);
    edge = await startPanosSimulator({ seed: 1, commitInMs: 5 });
    cdk = new CdkCli(cloud, "cdk-away-app/app.js");
    variables = {
      PCE_SECRET: await secret("pce", pceSecret(pce)),
      EDGE_SECRET: await secret("edge", edgeSecret(edge.apiKey)),
      PCE_PORT: String(pce.port),
      NO_PAUSES,
    };
    for (const [value, address] of Object.entries({ web: "10.0.0.1", db: "10.0.0.9" })) {
      await someone.createLabel({ key: "role", value });
      const labels = [{ href: (await someone.findLabel("role", value))!.href }];
      await someone.createWorkload({ name: value, interfaces: [{ name: "eth0", address }], labels });
    }
  });
  afterAll(async () => {
    cdk.close();
    await someone.close();
    await Promise.all([pce, edge, cloud].map((system) => system.close()));
  });

  const pceSecret = (key: { apiKeyUsername: string; apiKeySecret: string }) => {
    const { apiKeyUsername, apiKeySecret } = key;
    return { apiKeyUsername, apiKeySecret, caCertificate: pce.caCertificate };
  };
  const edgeSecret = (apiKey: string) => {
    const { hosts, caCertificate } = edge;
    return { hosts, apiKey, caCertificate, admin: "admin" };
  };
  const secret = async (Name: string, content: object): Promise<string> => {
    const SecretString = JSON.stringify(content);
    return (await cloud.resources.create("AWS::SecretsManager::Secret", { Name, SecretString })).id;
  };
  const change = (Name: string, arn: string, content: object) => {
    const properties = { Name, SecretString: JSON.stringify(content) };
    return cloud.resources.update("AWS::SecretsManager::Secret", arn, properties);
  };
  let username = "";
  /** A new key in the secret of the PCE. @returns what revokes the one before */
  const rotate = async (): Promise<() => void> => {
    const before = username || pce.apiKeyUsername;
    const { username: apiKeyUsername, secret: apiKeySecret } = pce.createApiKey();
    username = apiKeyUsername;
    await change("pce", variables["PCE_SECRET"]!, pceSecret({ apiKeyUsername, apiKeySecret }));
    return () => pce.revokeApiKey(before);
  };

  const leave = () => pce.setFaults("reset=1");
  const comeBack = () => pce.setFaults("");
  const labels = () =>
    [...pce.store.table<LabelRow>("labels").live()].flatMap(({ key, value }) =>
      key === "role" ? [] : [`${key}=${value}`],
    );
  const groups = () => edge.firewalls[0]!.dynamicGroups();
  const left = () => [labels(), groups(), edge.firewalls[0]!.registered()];
  const run = (command: string[], more: Record<string, string> = {}) =>
    cdk.run(command, { ...variables, ...more });

  test("rolls back what is made while the PCE is away, and nothing is left of it", async () => {
    leave();
    const { code, text } = await cdk.deploy(variables);
    expect([code, text]).toEqual([
      1,
      expect.stringMatching(/ROLLBACK_COMPLETE +\| AWS::CloudFormation::Stack/),
    ]);
    expect(text).toMatch(/connection to PCE at .* broke/);
    expect(text).toMatch(/CREATE_FAILED +\| Custom::IllumioDagBinding +\| Web\/.*Operation timed out/);
    expect(left()).toEqual([[], {}, {}]);
  });

  test("makes it when the PCE is back, also when the key is rotated between two labels", async () => {
    comeBack();
    let revoke: (() => void) | undefined;
    cloud.onInvocation(({ functionName, payload }) => {
      const { RequestType, LogicalResourceId = "" } = JSON.parse(payload);
      if (RequestType !== "Create" || !LogicalResourceId.startsWith("Second")) return;
      if (/framework/.test(functionName)) void rotate().then((how) => (revoke = how));
      else revoke?.();
    });
    const { code, text } = await cdk.deploy(variables);
    expect([code, text]).toEqual([0, expect.stringContaining("✅  Shop")]);
    expect(revoke).toBeDefined();
    expect([labels(), groups()]).toEqual([["env=one", "loc=one"], { servers: ["10.0.0.1"] }]);
  });

  test("rolls an update back that failed while the PCE was away, with keys that were rotated meanwhile", async () => {
    leave();
    const { code, text } = await cdk.deploy({ ...variables, VALUE: "two", ROLE: "db" });
    expect([code, text]).toEqual([
      1,
      expect.stringMatching(/UPDATE_ROLLBACK_FAILED +\| AWS::CloudFormation::Stack/),
    ]);
    (await rotate())();
    await change("edge", variables["EDGE_SECRET"]!, edgeSecret(edge.rotateKey()));
    comeBack();
    const rolledBack = await run(["rollback"]);
    expect([rolledBack.code, rolledBack.text]).toEqual([
      0,
      expect.stringMatching(/UPDATE_ROLLBACK_COMPLET\S* +\| AWS::CloudFormation::Stack/),
    ]);
    expect([labels(), groups()]).toEqual([["env=one", "loc=one"], { servers: ["10.0.0.1"] }]);
  });

  test("keeps a stack whose PCE is away at its end, and destroys it when the PCE is back", async () => {
    leave();
    const { code, text } = await run(["destroy", "--force"]);
    expect([code, text]).toEqual([1, expect.stringMatching(/DELETE_FAILED +\| AWS::CloudFormation::Stack/)]);
    comeBack();
    const destroyed = await run(["destroy", "--force"]);
    expect([destroyed.code, destroyed.text]).toEqual([0, expect.stringContaining("Shop: destroyed")]);
    expect(left()).toEqual([[], {}, {}]);
    expect(cloud.resources.list().map(({ type }) => type)).toEqual([
      "AWS::SecretsManager::Secret",
      "AWS::SecretsManager::Secret",
    ]);
  });
});
