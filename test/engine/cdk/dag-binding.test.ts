import { setTimeout } from "node:timers/promises";
import { InvokeCommand, TooManyRequestsException } from "@aws-sdk/client-lambda";
import { PceClient } from "../../../clients/pce";
import { DAG_SYNC } from "../../../core/contracts/aws/function-environment";
import { type SandboxCloud, startSandboxCloud } from "../../../sandbox/aws/sandbox-cloud";
import { threeTierTopology } from "../../../sandbox/cloud/traffic";
import { type PanosSimulator, startPanosSimulator } from "../../../sandbox/panos";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { VSYS } from "../../sandbox/panos/config/config-call";
import { CdkCli } from "../../support/cdk-cli";
import { type CloudClients, cloudClients } from "../../support/sandbox-cloud";

/** One stack, each test goes on where the one before it ended. */
describe("the cdk CLI with a binding on a firewall", () => {
  const topology = threeTierTopology({ seed: 1 });
  const [subnet] = topology.subnets;
  let cloud: SandboxCloud;
  let clients: CloudClients;
  let pce: PceSimulator;
  let someone: PceClient;
  let edge: PanosSimulator;
  let cdk: CdkCli;
  let variables: Record<string, string>;

  beforeAll(async () => {
    cloud = await startSandboxCloud({ topology });
    cloud.clock.run(100);
    clients = cloudClients(cloud);
    pce = await startPceSimulator({ seed: 1 });
    someone = new PceClient(pce);
    edge = await startPanosSimulator({ seed: 1, commitInMs: 5 });
    cdk = new CdkCli(cloud, "cdk-binding-app/app.js");
    const keep = async (Name: string, content: object) =>
      (
        await cloud.resources.create("AWS::SecretsManager::Secret", {
          Name,
          SecretString: JSON.stringify(content),
        })
      ).id;
    const { apiKeyUsername, apiKeySecret, caCertificate, port } = pce;
    const { hosts, apiKey } = edge;
    variables = {
      PCE_SECRET: await keep("pce", { apiKeyUsername, apiKeySecret, caCertificate }),
      EDGE_SECRET: await keep("edge", { hosts, apiKey, caCertificate: edge.caCertificate, admin: "admin" }),
      PCE_PORT: String(port),
      VPC_ID: subnet!.vpcId,
      SUBNET_ID: subnet!.id,
    };
    for (const value of ["web", "db"]) await someone.createLabel({ key: "role", value });
    await workload("web01", "10.0.0.1", "web");
    await workload("db01", "10.0.0.9", "db");
  });
  afterAll(async () => {
    cdk.close();
    clients.destroy();
    await someone.close();
    await Promise.all([pce, edge, cloud].map((system) => system.close()));
  });

  async function workload(name: string, address: string, role: string): Promise<void> {
    const label = await someone.findLabel("role", role);
    const labels = [{ href: label!.href }];
    await someone.createWorkload({ name, interfaces: [{ name: "eth0", address }], labels });
  }
  const groups = () => edge.firewalls[0]!.dynamicGroups();
  /** Runs DagSync, after the run of its schedule that may be under way. */
  const sync = async () => {
    const isSync = (properties: object) => JSON.stringify(properties).includes(DAG_SYNC.parameters);
    const FunctionName = cloud.resources
      .list()
      .find(({ type, properties }) => type === "AWS::Lambda::Function" && isSync(properties))?.id;
    for (let tries = 1; ; tries++)
      try {
        const { FunctionError, Payload } = await clients.lambda.send(new InvokeCommand({ FunctionName }));
        return FunctionError === undefined ? "done" : Payload!.transformToString();
      } catch (error) {
        if (!(error instanceof TooManyRequestsException) || tries === 20) throw error;
        await setTimeout(100); // a run of the schedule is under way
      }
  };

  test("makes the group and fills it, and DagSync goes on with it", async () => {
    const { code, text } = await cdk.deploy(variables);
    expect([code, text]).toEqual([0, expect.stringContaining("✅  Shop")]);
    expect(text).not.toContain("keeps the address group filled");
    expect(groups()).toEqual({ servers: ["10.0.0.1"] });
    await workload("web02", "10.0.0.2", "web");
    expect(await sync()).toBe("done");
    expect(groups()).toEqual({ servers: ["10.0.0.1", "10.0.0.2"] });
  });

  test("rolls back a construct that was moved and declares others, and DagSync goes on with the old one", async () => {
    const { code, text } = await cdk.deploy({ ...variables, SCOPE: "Moved", VALUE: "db", BROKEN: "1" });
    expect([code, text]).toEqual([1, expect.stringMatching(/UPDATE_ROLLBACK_COMPLET/)]);
    await workload("web03", "10.0.0.3", "web");
    expect(await sync()).toBe("done");
    expect(groups()).toEqual({ servers: ["10.0.0.1", "10.0.0.2", "10.0.0.3"] });
  });

  test("rolls back another declaration of the construct", async () => {
    const { code, text } = await cdk.deploy({ ...variables, VALUE: "db", BROKEN: "1" });
    expect([code, text]).toEqual([1, expect.stringMatching(/UPDATE_ROLLBACK_COMPLET/)]);
    expect(await sync()).toBe("done");
    expect(groups()).toEqual({ servers: ["10.0.0.1", "10.0.0.2", "10.0.0.3"] });
  });

  test("moves the construct and puts its other declaration in force for both clocks", async () => {
    expect((await cdk.deploy({ ...variables, SCOPE: "Moved", VALUE: "db" })).code).toBe(0);
    expect([groups(), edge.firewalls[0]!.config(VSYS, "running")]).toEqual([
      { servers: ["10.0.0.9"] },
      expect.stringMatching(/\[illumio-iac: \d+\/us-east-1\/Shop\/MovedWeb[0-9A-F]{8}#/),
    ]);
    await workload("db02", "10.0.0.10", "db");
    expect(await sync()).toBe("done");
    expect(groups()).toEqual({ servers: ["10.0.0.9", "10.0.0.10"] });
  });

  test("destroys the stack, and nothing of it is left on the firewall", async () => {
    const { code, text } = await cdk.run(["destroy", "--force"], { ...variables, SCOPE: "Moved" });
    expect([code, text]).toEqual([0, expect.stringContaining("Shop: destroyed")]);
    expect([groups(), edge.firewalls[0]!.registered()]).toEqual([{}, {}]);
    expect(new Set(cloud.resources.list().map(({ type }) => type))).toEqual(
      new Set(["AWS::SecretsManager::Secret"]),
    );
  });
});
