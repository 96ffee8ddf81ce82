import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { OWN_FORMAT } from "../../../core/contracts/aws/flow-log-format";
import { compareWithTruth, reversedOpenings, threeTierTopology } from "../../../sandbox/cloud/traffic";
import { BatchTrace } from "../../../scripts/demo/batch-trace";
import { AwsStack } from "./aws-stack";

jest.setTimeout(240_000);

const PROGRAM = path.resolve(__dirname, "../../../examples/aws-visibility");

test("the inventory has the hosts of the sandbox's network, with their labels and addresses", () => {
  const inventory = JSON.parse(readFileSync(path.join(PROGRAM, "inventory.json"), "utf8"));
  const hosts = threeTierTopology({ seed: 5 }).hosts;

  expect(inventory).toEqual(
    hosts.map(({ name, role, app, env, loc, addresses }) => ({
      name,
      labels: { role, app, env, loc },
      addresses,
    })),
  );
});

describe("the program, by the real CLI", () => {
  let stack: AwsStack;
  const files = readdirSync(PROGRAM);

  beforeAll(async () => {
    stack = await AwsStack.create(PROGRAM);
    const { vpcId, pceSecretArn } = stack.sandbox;
    const settings = [`vpcId=${vpcId}`, `pceSecretArn=${pceSecretArn}`];
    await stack.must("config", "set-all", ...settings.flatMap((setting) => ["--plaintext", setting]));
  });
  afterAll(() => stack.close());

  test("makes nothing in a preview", async () => {
    const text = await stack.must("preview");
    expect(text).toMatch(/\+ 77 to create/);
    expect(stack.types()).toEqual(["AWS::SecretsManager::Secret", "AWS::SecretsManager::Secret"]);
  });

  test("makes labels, workloads and a pipeline through which every opened connection reaches the PCE", async () => {
    await stack.must("up", "--yes", "--skip-preview");
    const { pce, topology, vpcId } = stack.sandbox;
    expect([...pce.store.table("workloads").live()]).toHaveLength(topology.hosts.length);

    const trace = new BatchTrace(stack.sandbox.aws, OWN_FORMAT);
    const truth = await stack.play(6);
    const uploaded = [...pce.store.traffic.rows].map((row) =>
      [row.source, row.destination, row.port, row.protocol].join(),
    );
    const interfaceIds = topology.interfaces.filter((one) => one.vpcId === vpcId).map(({ id }) => id);
    const found = compareWithTruth(uploaded, truth, { trafficType: "ACCEPT", interfaceIds });
    expect(found.missedOpenings).toEqual([]);
    const batches = trace.connections(truth);
    expect(Math.max(...batches.map(({ opened }) => opened.size))).toBeGreaterThan(100);
    expect(reversedOpenings(found.reversed, batches)).toEqual([]);
    expect(found.found.length).toBeGreaterThan(100);
  });

  test("changes nothing when it runs again, and finds nothing changed in the cloud", async () => {
    const text = await stack.must("up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes");
    expect(text).toMatch(/ 77 unchanged/);
  });

  test("shows and repairs resources that somebody changed", async () => {
    const { resources } = stack.sandbox.aws;
    const queue = resources.list().find(({ id }) => id.includes("traffic-flows"))!;
    await resources.update(queue.type, queue.id, { ...queue.properties, VisibilityTimeout: 200 });

    const preview = await stack.must("preview", "--refresh", "--diff");
    expect(preview).toMatch(/~ visibilityTimeoutSeconds: 200 => 1020/);
    await stack.must("up", "--yes", "--skip-preview", "--refresh");
    expect(resources.read(queue.type, queue.id)?.properties).toEqual(queue.properties);
  });

  test("removes everything with destroy", async () => {
    await stack.must("destroy", "--yes", "--skip-preview");
    expect(stack.types()).toEqual(["AWS::SecretsManager::Secret", "AWS::SecretsManager::Secret"]);
    expect([...stack.sandbox.pce.store.table("workloads").live()]).toEqual([]);
  });

  test("leaves no settings file in its folder", () => {
    expect(readdirSync(PROGRAM)).toEqual(files);
  });
});
