import { PanosClient, panosConnection } from "../../../clients/panos";
import { PceClient } from "../../../clients/pce";
import { claimBinding } from "../../../reconcilers/dag/claim/claim-binding";
import { planBindings } from "../../../reconcilers/dag/plan/plan-bindings";
import { readFacts } from "../../../reconcilers/dag/plan/read-facts";
import { definition, members } from "../../functions/support/dag-sync-scene";
import { AwsWorld } from "../../support/aws-world";
import { CdkCli } from "../../support/cdk-cli";

const WEB = definition("web", {}, "storefront");
const OTHER_FORMAT =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags";

/** A sandbox whose PCE has a workload, and whose firewall has the claim of a binding for it. */
class World extends AwsWorld {
  static async open(): Promise<World> {
    const world = new World(await AwsWorld.sandbox());
    const { pce, panos } = world.sandbox;
    const someone = new PceClient(pce);
    await someone.createLabel({ key: "role", value: "storefront" });
    const label = await someone.findLabel("role", "storefront");
    const interfaces = [{ name: "eth0", address: "10.0.0.1" }];
    await someone.createWorkload({ name: "web01", interfaces, labels: [{ href: label!.href }] });
    const { hosts, apiKey, caFile } = panos;
    const client = new PanosClient(panosConnection({ hosts: hosts.join(","), apiKey, caFile }));
    const firewalls = new Map([["edge", { client }]]);
    for (const plan of await planBindings([WEB], await readFacts(someone), firewalls))
      await claimBinding(plan, { replace: true });
    await Promise.all([client.close(), someone.close()]);
    return world;
  }

  get variables(): Record<string, string> {
    const { pce, vpcId, pceSecretArn, firewallSecretArn } = this.sandbox;
    return {
      VPC_ID: vpcId,
      PCE_HOST: pce.host,
      PCE_PORT: String(pce.port),
      PCE_ORG_ID: String(pce.orgId),
      PCE_SECRET_ARN: pceSecretArn,
      FIREWALL_SECRET_ARN: firewallSecretArn,
      BINDING: JSON.stringify(WEB),
    };
  }

  get cloud() {
    return this.sandbox.aws;
  }

  get firewall() {
    return this.sandbox.panos;
  }

  /** Sum of a metric of the functions whose name holds a word. */
  metric(word: string, namespace: string, name: string): number {
    const functions = this.cloud.resources.list().filter(({ type }) => type === "AWS::Lambda::Function");
    const { id: FunctionName } = functions.find(({ id }) => id.includes(word))!;
    return this.cloud.metrics.total({ namespace, name, dimensions: { FunctionName } });
  }

  uploaded(): number {
    return this.metric("Upload", "IllumioIac/FlowLogs", "FlowsUploaded");
  }

  ofType(type: string) {
    return this.cloud.resources.list().filter((resource) => resource.type === type);
  }
}

/** One stack, each test goes on where the one before it ended. */
describe("the constructs, deployed by the cdk CLI", () => {
  let world: World;
  let cdk: CdkCli;
  let before: string[];

  beforeAll(async () => {
    world = await World.open();
    cdk = new CdkCli(world.cloud, "cdk-constructs/app.js");
    before = world.types();
  });
  afterAll(async () => {
    cdk.close();
    await world.close();
  });

  test("report traffic of a VPC that the CLI looks up to the PCE, and keep a firewall in step", async () => {
    const { code, text } = await cdk.deploy(world.variables);
    expect([code, text]).toEqual([0, expect.stringContaining("✅  Visibility")]);
    expect(world.ofType("AWS::EC2::FlowLog")).toMatchObject([
      { properties: { ResourceId: world.sandbox.vpcId } },
    ]);
    const inVpc = world
      .ofType("AWS::Lambda::Function")
      .flatMap(({ properties }) => properties["VpcConfig"] ?? []);
    expect(inVpc).toMatchObject([{ SubnetIds: expect.arrayContaining([...world.sandbox.subnetIds]) }]);
    await world.play(5);
    expect(world.uploaded()).toBeGreaterThan(0);
    expect(world.metric("Upload", "IllumioIac/FlowLogs", "FlowsFailed")).toBe(0);
    expect(members(world.firewall)).toEqual(["10.0.0.1"]);
    expect((await cdk.diff(world.variables)).text).toContain("Number of stacks with differences: 0");
  });

  test("take another format with a log group of its own, and keep and read the former one", async () => {
    const [former] = world.ofType("AWS::EC2::FlowLog");
    const destination = former!.properties["LogDestination"] as string;
    const format = former!.properties["LogFormat"] as string;
    const uploaded = world.uploaded();
    const { code, text } = await cdk.deploy({
      ...world.variables,
      LOG_FORMAT: OTHER_FORMAT,
      FORMER_LOG_GROUPS: JSON.stringify({ [destination.split(":").at(-1)!]: format }),
    });
    expect([code, text]).toEqual([0, expect.stringContaining("✅  Visibility")]);
    const [flowLog, ...more] = world.ofType("AWS::EC2::FlowLog");
    expect(more).toEqual([]);
    expect(flowLog!.properties["LogDestination"]).not.toBe(destination);
    expect(world.ofType("AWS::Logs::SubscriptionFilter")).toHaveLength(2);
    await world.play(5);
    expect(world.uploaded()).toBeGreaterThan(uploaded);
    expect(world.metric("Normalise", "AWS/Lambda", "AsyncEventsDropped")).toBe(0);
  });

  test("leave only the log groups of flow logs behind, with what gives them to normalise", async () => {
    const { code, text } = await cdk.run(["destroy", "--force"], world.variables);
    expect([code, text]).toEqual([0, expect.stringContaining("Visibility: destroyed")]);
    const left = world.types().filter((type) => !before.includes(type));
    expect([...new Set(left)].sort()).toEqual([
      "AWS::Lambda::Permission",
      "AWS::Logs::LogGroup",
      "AWS::Logs::SubscriptionFilter",
    ]);
  });
});
