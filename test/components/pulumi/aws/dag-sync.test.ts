import * as pulumi from "@pulumi/pulumi";
import { DagSync, type DagSyncArgs } from "../../../../components/pulumi/aws";
import { Checks } from "../../../../core/checks";
import { DAG_SYNC } from "../../../../core/contracts/aws/function-environment";
import { type DagBindingDefinition, definitionRevision } from "../../../../core/dag";
import { checkBinding } from "../../../../reconcilers/dag/bindings/binding-check";
import { type Recorded, recordResources } from "../recorder";

const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`;
const GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:";

function definition(name: string, firewall = "edge", connection?: string): DagBindingDefinition {
  const labels = { role: { anyOf: [name] } };
  const declaration = {
    ...checkBinding(name, { labels, target: { firewall } }, Checks.start()),
    ...(connection && { connection }),
  };
  return { ...declaration, owner: "network-team", revision: definitionRevision(declaration) };
}

const WEB = definition("web");
const ARGS: DagSyncArgs = {
  bindings: { web: WEB },
  firewallSecretArns: { edge: secret("edge") },
  pce: { host: "pce.example.com", port: 8443, orgId: 7, secretArn: secret("pce") },
  vpc: { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
};

/** What the cloud would add: names and ARNs that tell which resource they are of. */
const made = (type: string, name: string): Record<string, unknown> => ({
  name: `${name}-name`,
  arn: type.endsWith(":LogGroup") ? `${GROUP}${name}-name` : `arn:${type.split(":")[2]}:${name}`,
});

async function deploy(args: Partial<DagSyncArgs> = {}, outputs: typeof made | (() => undefined) = made) {
  const all: Recorded[] = await recordResources(outputs, outputs !== made);
  const options: Record<string, pulumi.CustomResourceOptions> = {};
  const remember: pulumi.ResourceTransformation = ({ type, name, opts }) => {
    options[`${type.split(":")[2]} ${name}`] = opts;
    return undefined;
  };
  const component = new DagSync("sync", { ...ARGS, ...args }, { transformations: [remember] });
  await pulumi.runtime.disconnect();
  const one = (type: string, name = "sync") =>
    all.find((seen) => seen.type.endsWith(`:${type}`) && seen.name === name)!.inputs;
  return { component, one, options, all };
}

type Content = Record<"index.js" | "dag-sync.json", { path?: string; text?: Promise<string> }>;
const content = async (code: unknown) =>
  JSON.parse(
    (await ((
      await (code as { assets: Promise<Content> }).assets
    )["dag-sync.json"].text as never)) as string,
  );
const statements = (document: unknown) => JSON.parse(document as string).Statement;

test("the function may write its log, read its secrets and be attached to the VPC, and its code only the first two", async () => {
  const { one } = await deploy();
  const change = ["Create", "Delete"].map((verb) => `ec2:${verb}NetworkInterface`);
  const addresses = ["ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"];
  const look = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];
  expect(statements(one("RolePolicy")["policy"])).toEqual([
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `${GROUP}sync-name:*`,
    },
    {
      Effect: "Allow",
      Action: ["secretsmanager:GetSecretValue"],
      Resource: [secret("edge"), secret("pce")],
    },
    {
      Effect: "Allow",
      Action: [...change, ...addresses],
      Resource: "arn:aws:ec2:eu-west-1:123456789012:*/*",
    },
    { Effect: "Allow", Action: look, Resource: "*" },
    {
      Effect: "Deny",
      Action: [...change, ...addresses, ...look],
      Resource: "*",
      Condition: { ArnLike: { "lambda:SourceFunctionArn": "arn:aws:lambda:*:*:function:*" } },
    },
  ]);
});

test("the function is in the VPC, runs one at a time, and gets the PCE by variables and the rest by a file", async () => {
  const { one } = await deploy({ tags: { team: "net" }, timeoutInSeconds: 300 });
  expect(one("Function")).toMatchObject({
    role: "arn:Role:sync",
    timeout: 300,
    memorySize: 512,
    reservedConcurrentExecutions: 1,
    vpcConfig: ARGS.vpc,
    environment: {
      variables: {
        [DAG_SYNC.pceHost]: "pce.example.com",
        [DAG_SYNC.pcePort]: "8443",
        [DAG_SYNC.pceOrgId]: "7",
        [DAG_SYNC.pceSecretArn]: secret("pce"),
      },
    },
    loggingConfig: { logFormat: "Text", logGroup: "sync-name" },
    tags: { team: "net" },
  });
  expect(one("LogGroup")).toMatchObject({ retentionInDays: 30, tags: { team: "net" } });
  expect(await content(one("Function")["code"])).toEqual({
    version: 1,
    firewalls: { edge: secret("edge") },
    bindings: [WEB],
  });
});

test("key, boundary and proxy that are given reach everything that takes them", async () => {
  const kmsKey = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const permissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
  const { one } = await deploy({ kmsKey, permissionsBoundary, proxyUrl: "http://proxy.example.com:3128" });
  expect(one("LogGroup")).toMatchObject({ kmsKeyId: kmsKey });
  expect(one("Role")).toMatchObject({ permissionsBoundary });
  expect(one("Function")).toMatchObject({
    kmsKeyArn: kmsKey,
    environment: { variables: { [DAG_SYNC.proxyUrl]: "http://proxy.example.com:3128" } },
  });
  expect(statements(one("RolePolicy")["policy"]).at(-1)).toEqual({
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: kmsKey,
  });
});

test("the same definitions give the same file, whatever the order of their keys", async () => {
  const turned = Object.fromEntries(Object.entries(WEB).reverse());
  const texts: string[] = [];
  for (const web of [WEB, turned]) {
    const { one } = await deploy({ bindings: { web } });
    texts.push(JSON.stringify(await content(one("Function")["code"])));
  }
  expect(texts[0]).toBe(texts[1]);
});

test("a rule calls the function every five minutes with its own permission, and no run is retried", async () => {
  const { one, options } = await deploy();
  expect(one("EventRule")["scheduleExpression"]).toBe("rate(5 minutes)");
  expect(one("EventTarget")).toEqual({ rule: "sync-name", targetId: "dag-sync", arn: "arn:Function:sync" });
  expect(one("Permission")).toEqual({
    action: "lambda:InvokeFunction",
    function: "sync-name",
    principal: "events.amazonaws.com",
    sourceArn: "arn:EventRule:sync",
  });
  expect(one("FunctionEventInvokeConfig")).toEqual({
    functionName: "sync-name",
    maximumEventAgeInSeconds: 300,
    maximumRetryAttempts: 0,
  });
  const before = options["EventTarget sync"]!.dependsOn as pulumi.Resource[];
  expect(before.map((resource) => resource.constructor.name)).toEqual([
    "Permission",
    "FunctionEventInvokeConfig",
  ]);
});

test("rule, event age and alarms follow the interval when it is given", async () => {
  const { one } = await deploy({ intervalInMinutes: 1 });
  expect(one("EventRule")["scheduleExpression"]).toBe("rate(1 minute)");
  expect(one("FunctionEventInvokeConfig")["maximumEventAgeInSeconds"]).toBe(60);
  expect(one("MetricAlarm", "sync-not-running")["period"]).toBe(60);
});

test("alarms fire when two of three runs fail, and when there are no runs", async () => {
  const topic = "arn:aws:sns:eu-west-1:123456789012:pager";
  const { one } = await deploy({ alarmActionArns: [topic] });
  const common = {
    namespace: "AWS/Lambda",
    dimensions: { FunctionName: "sync-name" },
    statistic: "Sum",
    period: 300,
    evaluationPeriods: 3,
    threshold: 1,
    alarmActions: [topic],
  };
  expect(one("MetricAlarm", "sync-failing")).toMatchObject({
    ...common,
    metricName: "Errors",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    datapointsToAlarm: 2,
    treatMissingData: "notBreaching",
  });
  expect(one("MetricAlarm", "sync-not-running")).toMatchObject({
    ...common,
    metricName: "Invocations",
    comparisonOperator: "LessThanThreshold",
    treatMissingData: "breaching",
  });
});

test("a preview of new resources leaves values of the cloud unknown and does not fail", async () => {
  const { all } = await deploy({ bindings: { web: pulumi.output(WEB) } }, () => undefined);
  expect(all.length).toBe(10);
});

test("all invalid arguments are named at once", async () => {
  const wrong = {
    bindings: {},
    firewallSecretArns: { edge: "illumio/edge" },
    pce: { ...ARGS.pce, host: "https://pce.example.com" },
    vpc: { subnetIds: [], securityGroupIds: ["default"] },
    intervalInMinutes: 0,
    timeoutInSeconds: 901,
    functionLogRetentionInDays: 2,
  };
  await expect(deploy(wrong)).rejects.toThrow(
    /DagSync "sync":\n.*bindings: names nothing.*\n.*firewallSecretArns\.edge: .*six characters.*\n.*pce\.host: .*\n.*vpc\.subnetIds: must be a list of 1 to 16.*\n.*vpc\.securityGroupIds\[0\]: .*got 'default'\n.*intervalInMinutes: .*1 to 60.*\n.*timeoutInSeconds: .*\n.*functionLogRetentionInDays: /,
  );
});

test("a binding is refused when it is given instead of its definition", async () => {
  await expect(deploy({ bindings: { web: { tag: "illumio-iac.web" } } })).rejects.toThrow(
    'bindings.web: must be the output "definition" of a DagBinding',
  );
});

test.each([
  [
    "a firewall without a secret",
    { web: WEB, core: definition("core", "core") },
    "bindings.core.target.firewall: must be a firewall with a secret, got 'core'",
  ],
  [
    "two bindings with one tag",
    { web: WEB, other: WEB },
    "bindings.other.tag: must be another than that of web",
  ],
  ["a mixture of two PCEs", { web: WEB, db: definition("db", "edge", "other") }, "several PCE connections"],
  ["a definition that was changed", { web: { ...WEB, all: true } }, "must be as its binding made it"],
])("the component refuses %s", async (_what, bindings, reason) => {
  await expect(deploy({ bindings })).rejects.toThrow(reason);
});
