import { Duration, Size, Token } from "aws-cdk-lib";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import * as sns from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { type DagBindingDefinition, DagSync, type DagSyncProps } from "../../../components/cdk";
import { dagSyncAlarms } from "../../../components/shared/aws/dag-sync/alarms";
import { DAG_SYNC_SCHEDULE } from "../../../components/shared/aws/dag-sync/schedule";
import { DAG_SYNC } from "../../../core/contracts/aws/function-environment";
import { definition } from "../../functions/support/dag-sync-scene";
import { problemsOf } from "./problems";
import { FLAGS, onlyResource, resourcesOf, testStack } from "./synth";
import { pce, SECRET_ARN, vpcOf } from "./traffic";

const EDGE_ARN = SECRET_ARN.replace("pce-", "edge-");
const WEB = definition("web");

type TestStack = ReturnType<typeof testStack>;

/** A stack with a construct that follows one binding. */
function sync(
  more: (stack: TestStack) => Partial<DagSyncProps> = () => ({}),
  flags: Record<string, unknown> = FLAGS.none,
) {
  const stack = testStack({}, { flags });
  const edge = secretsmanager.Secret.fromSecretCompleteArn(stack, "Edge", EDGE_ARN);
  const construct = new DagSync(stack, "Sync", {
    bindings: { web: WEB },
    firewallSecrets: { edge },
    pce: pce(stack),
    vpc: { vpc: vpcOf(stack) },
    ...more(stack),
  });
  return { stack, construct };
}

/** Text of a parameter's value, with `<Ref>` for each reference. */
function textOfValue(properties: { readonly Value: unknown }): string {
  const { Value: value } = properties;
  if (typeof value === "string") return value;
  const parts = (value as { "Fn::Join": [string, unknown[]] })["Fn::Join"][1];
  return parts
    .map((part) => (typeof part === "string" ? part : `<${Object.values(part as object)}>`))
    .join("");
}

test("a construct makes the resources of the Pulumi component, a parameter for each binding and a security group", () => {
  const { stack } = sync();
  expect(problemsOf(stack)).toEqual([]);
  const types = Object.values(resourcesOf(stack)).map(({ Type }) => Type);
  expect(types.sort()).toEqual([
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Alarm",
    "AWS::EC2::SecurityGroup",
    "AWS::Events::Rule",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Function",
    "AWS::Lambda::Permission",
    "AWS::Logs::LogGroup",
    "AWS::SSM::Parameter",
  ]);
});

test("CloudFormation's own rules accept the template", () => {
  const stack = testStack({}, { validation: true });
  const edge = secretsmanager.Secret.fromSecretCompleteArn(stack, "Edge", EDGE_ARN);
  new DagSync(stack, "Sync", {
    bindings: { web: WEB },
    firewallSecrets: { edge },
    pce: pce(stack),
    vpc: { vpc: vpcOf(stack) },
  });
  expect(Object.keys(resourcesOf(stack))).not.toEqual([]);
});

test("logical ids and resources are the same with all feature flags and with none", () => {
  const [none, recommended] = [FLAGS.none, FLAGS.recommended].map((flags) =>
    resourcesOf(sync(undefined, flags).stack),
  );
  expect(Object.keys(none!)).toEqual(Object.keys(recommended!));
  expect(none).toEqual(recommended);
});

test("a parameter holds one binding with the secret of its firewall, as the function reads it", () => {
  const { stack, construct } = sync((scope) => ({
    firewallSecrets: {
      edge: secretsmanager.Secret.fromSecretCompleteArn(scope, "Edge2", EDGE_ARN),
      core: secretsmanager.Secret.fromSecretCompleteArn(scope, "Core", SECRET_ARN),
    },
  }));
  const parameter = onlyResource(stack, "AWS::SSM::Parameter").Properties;
  expect(parameter.Type).toBe("String");
  expect(JSON.parse(parameter.Value)).toEqual({ version: 1, firewalls: { edge: EDGE_ARN }, bindings: [WEB] });
  expect(onlyResource(stack, "AWS::Lambda::Function").Properties.Environment.Variables).toEqual({
    [DAG_SYNC.pceHost]: "pce.example.com",
    [DAG_SYNC.pcePort]: "8443",
    [DAG_SYNC.pceOrgId]: "7",
    [DAG_SYNC.pceSecretArn]: SECRET_ARN,
    [DAG_SYNC.parameters]: stack.resolve(construct.parameters["web"]!.parameterName),
  });
});

test("the function may read its secrets and its parameters, and is attached to the VPC", () => {
  const { stack } = sync(() => ({ bindings: { web: WEB, db: definition("db", {}, "db") } }));
  const statements = onlyResource(stack, "AWS::IAM::Policy").Properties.PolicyDocument.Statement;
  const resources = (action: string) =>
    statements.find(({ Action }: { Action: string[] }) => Action.includes(action)).Resource;
  expect(resources("secretsmanager:GetSecretValue")).toEqual([EDGE_ARN, SECRET_ARN].sort());
  expect(resources("ssm:GetParameter")).toHaveLength(2);
  expect(JSON.stringify(resources("ssm:GetParameter")[0])).toContain(":parameter/");
  expect(resources("ec2:CreateNetworkInterface")).toBeDefined();
  expect(onlyResource(stack, "AWS::Lambda::Function").Properties).toMatchObject({
    ReservedConcurrentExecutions: 1,
    VpcConfig: { SubnetIds: ["subnet-0123456789abcde03", "subnet-0123456789abcde04"] },
  });
});

test("the schedule calls the function, and drops what is older than an interval", () => {
  const { stack, construct } = sync(() => ({ interval: Duration.minutes(1) }));
  const arn = stack.resolve(construct.function.functionArn);
  expect(onlyResource(stack, "AWS::Events::Rule").Properties).toEqual({
    Description: DAG_SYNC_SCHEDULE.description,
    ScheduleExpression: "rate(1 minute)",
    State: "ENABLED",
    Targets: [{ Arn: arn, Id: "dag-sync" }],
  });
  expect(onlyResource(stack, "AWS::Lambda::EventInvokeConfig").Properties).toMatchObject({
    MaximumEventAgeInSeconds: 60,
    MaximumRetryAttempts: 0,
  });
  expect(onlyResource(stack, "AWS::Lambda::Permission").Properties).toMatchObject({
    Principal: "events.amazonaws.com",
    SourceArn: stack.resolve(construct.schedule.ruleArn),
  });
});

test("the alarms are those of the shared data", () => {
  const { stack, construct } = sync((scope) => ({
    interval: Duration.minutes(10),
    alarmActions: [
      new SnsAction(sns.Topic.fromTopicArn(scope, "Topic", "arn:aws:sns:us-east-1:123456789012:t")),
    ],
  }));
  const data = dagSyncAlarms({ function: "f", intervalInSeconds: 600 });
  expect(Object.keys(construct.alarms)).toEqual(data.map(({ suffix }) => suffix));
  const made = Object.values(resourcesOf(stack, "AWS::CloudWatch::Alarm")).map(
    ({ Properties }) => Properties,
  );
  for (const { metricName, comparisonOperator, threshold, treatMissingData } of data)
    expect(made).toContainEqual(
      expect.objectContaining({
        MetricName: metricName,
        ComparisonOperator: comparisonOperator,
        Threshold: threshold,
        TreatMissingData: treatMissingData,
        Period: 600,
        EvaluationPeriods: 3,
        AlarmActions: ["arn:aws:sns:us-east-1:123456789012:t"],
      }),
    );
});

test("values of a binding may be tokens, which the deployment puts into its parameter", () => {
  const text = (name: string) => Token.asString({ Ref: name });
  const { stack } = sync(() => ({
    bindings: {
      web: {
        ...WEB,
        owner: text("Owner"),
        revision: text("Revision"),
        labels: { role: { anyOf: [text("Role")] } },
        maxAddresses: Token.asNumber({ Ref: "Most" }),
      },
    },
    timeout: Duration.seconds(Token.asNumber({ Ref: "Timeout" })),
    memorySize: Size.mebibytes(Token.asNumber({ Ref: "Memory" })),
  }));
  expect(problemsOf(stack)).toEqual([]);
  const value = textOfValue(onlyResource(stack, "AWS::SSM::Parameter").Properties);
  const read = JSON.parse(value.replace("<Most>", "7")) as { bindings: DagBindingDefinition[] };
  expect(read.bindings).toEqual([
    {
      ...WEB,
      owner: "<Owner>",
      revision: "<Revision>",
      labels: { role: { anyOf: ["<Role>"] } },
      maxAddresses: 7,
    },
  ]);
});

test("a binding whose firewall is a token gets the secrets of all firewalls", () => {
  const { stack } = sync(() => ({
    bindings: { web: { ...WEB, target: { firewall: Token.asString({ Ref: "Firewall" }) } } },
  }));
  expect(problemsOf(stack)).toEqual([]);
  const value = textOfValue(onlyResource(stack, "AWS::SSM::Parameter").Properties);
  expect(JSON.parse(value).firewalls).toEqual({ edge: EDGE_ARN });
});

test("a construct is a binding when it has the properties of a definition", () => {
  class Binding extends Construct {
    readonly revision = Token.asString({ "Fn::GetAtt": ["Binding", "Revision"] });
  }
  const { stack } = sync((scope) => {
    const { revision: _, ...declared } = WEB;
    return { bindings: { web: Object.assign(new Binding(scope, "Web"), declared) } };
  });
  expect(problemsOf(stack)).toEqual([]);
  const value = textOfValue(onlyResource(stack, "AWS::SSM::Parameter").Properties);
  expect(JSON.parse(value).bindings).toEqual([{ ...WEB, revision: "<Binding,Revision>" }]);
});

test("all problems of the props are reported at once", () => {
  const { stack } = sync((scope) => ({
    bindings: { web: { ...WEB, all: true }, core: definition("core", { target: { firewall: "core" } }) },
    firewallSecrets: { edge: secretsmanager.Secret.fromSecretNameV2(scope, "Named", "edge") },
    vpc: {
      vpc: vpcOf(new Construct(scope, "Inner") as never),
      subnets: { subnetType: ec2.SubnetType.PUBLIC },
    },
    interval: Duration.hours(2),
    timeout: Duration.seconds(5),
    memorySize: Size.mebibytes(64),
    functionLogRetention: 4 as never,
    proxyUrl: "proxy.example.com:3128",
  }));
  expect(problemsOf(stack).map((problem) => problem.split(": ")[0])).toEqual([
    "proxyUrl",
    "bindings.web",
    "bindings.core.target.firewall",
    "firewallSecrets.edge",
    "vpc.subnets",
    "interval",
    "memorySize",
    "timeout",
    "functionLogRetention",
  ]);
});

test.each<[string, unknown, RegExp]>([
  ["no binding", {}, /^bindings: names nothing: give at least one binding, a DagBinding/],
  [
    "something else",
    { web: { tag: "web" } },
    /^bindings.web: must be a DagBinding, or its definition as JSON$/,
  ],
  ["an empty key", { "": WEB }, /^bindings\[""\]: must have a key that is not empty/],
  [
    "two bindings with one tag",
    { web: WEB, too: definition("too", { tag: WEB.tag }) },
    /^bindings.too.tag: must be another/,
  ],
])("%s is refused", (_what, bindings, problem) => {
  const { stack } = sync(() => ({ bindings: bindings as never }));
  expect(problemsOf(stack)).toEqual([expect.stringMatching(problem)]);
});

test("an interval that is a token is refused, because alarms and schedule follow from it", () => {
  const { stack } = sync(() => ({ interval: Duration.minutes(Token.asNumber({ Ref: "Interval" })) }));
  expect(problemsOf(stack)).toEqual([
    expect.stringMatching(/^interval: must be known when the program runs/),
  ]);
});

test("a binding of more than 4 KB is refused", () => {
  const large = definition("web", {
    labels: { role: { anyOf: Array.from({ length: 400 }, (_, i) => `role-${i}`) } },
  });
  const { stack } = sync(() => ({ bindings: { web: large } }));
  expect(problemsOf(stack)).toEqual([
    expect.stringMatching(
      /^bindings.web: has \d{4,} bytes as JSON, and a parameter of AWS Systems Manager holds 4096/,
    ),
  ]);
});

test("more bindings than their names have room for are refused", () => {
  const bindings = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`web${i}`, definition(`web${i}`)]));
  expect(problemsOf(sync(() => ({ bindings: bindings(20) })).stack)).toEqual([]);
  expect(problemsOf(sync(() => ({ bindings: bindings(100) })).stack)).toEqual([
    expect.stringMatching(/^bindings: the names of their 100 parameters need about \d+ bytes of the 4096/),
  ]);
});

test("key, boundary, proxy and tags reach the function", () => {
  const boundary = "arn:aws:iam::123456789012:policy/boundary";
  const { stack } = sync((scope) => ({
    kmsKey: new kms.Key(scope, "Key"),
    permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(scope, "Boundary", boundary),
    proxyUrl: "http://proxy.example.com:3128",
    tags: { team: "network" },
  }));
  const key = { "Fn::GetAtt": [Object.keys(resourcesOf(stack, "AWS::KMS::Key"))[0], "Arn"] };
  const made = onlyResource(stack, "AWS::Lambda::Function").Properties;
  expect(made).toMatchObject({ KmsKeyArn: key, Tags: [{ Key: "team", Value: "network" }] });
  expect(made.Environment.Variables[DAG_SYNC.proxyUrl]).toBe("http://proxy.example.com:3128");
  expect(onlyResource(stack, "AWS::IAM::Role").Properties.PermissionsBoundary).toBe(boundary);
  expect(onlyResource(stack, "AWS::Logs::LogGroup").Properties.KmsKeyId).toEqual(key);
  const statements = onlyResource(stack, "AWS::IAM::Policy").Properties.PolicyDocument.Statement;
  expect(statements).toContainEqual({ Effect: "Allow", Action: ["kms:Decrypt"], Resource: key });
});

test("operators may be allowed to run the function", () => {
  const { stack, construct } = sync();
  const operator = new iam.Role(stack, "Operator", { assumedBy: new iam.AccountRootPrincipal() });
  expect(construct.grants.run(operator).success).toBe(true);
  expect(JSON.stringify(resourcesOf(stack, "AWS::IAM::Policy"))).toContain("lambda:InvokeFunction");
});
