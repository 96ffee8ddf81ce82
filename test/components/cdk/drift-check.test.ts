import { Duration, NestedStack, Stack, Stage, Token } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import {
  type DriftCheckProps,
  Label,
  PceConnection,
  type PceConnectionProps,
  UnmanagedWorkload,
} from "../../../components/cdk";
import { driftCheckAlarms } from "../../../components/shared/aws/pce-objects/alarms";
import { problemsOf } from "./problems";
import { FLAGS, onlyResource, resourcesOf, testStack } from "./synth";
import { pce, SECRET_ARN, vpcOf } from "./traffic";

function scene(
  driftCheck: DriftCheckProps = {},
  more: (stack: Stack) => Partial<PceConnectionProps> = () => ({}),
  flags: Record<string, unknown> = FLAGS.none,
) {
  const stack = testStack({}, { flags });
  const connection = new PceConnection(stack, "Pce", { pce: pce(stack), driftCheck, ...more(stack) });
  return { stack, connection };
}

function objects({ stack, connection }: ReturnType<typeof scene>) {
  const prod = new Label(stack, "Prod", { connection, key: "env", value: "prod" });
  const web = new UnmanagedWorkload(stack, "Web", {
    connection,
    hostname: "web01",
    online: true,
    interfaces: { eth0: { address: "10.0.0.1", cidrBlock: 24 } },
    labels: { env: prod.value },
  });
  return { prod, web };
}

interface Intrinsic {
  readonly Ref?: string;
  readonly "Fn::GetAtt"?: readonly string[];
  readonly "Fn::Join"?: readonly [string, readonly unknown[]];
}

/** Name → value of the parameters, both with references in the form `<Ref>`. */
function parametersOf(stack: Stack): Record<string, string> {
  const text = (value: unknown): string => {
    if (typeof value === "string") return value;
    const { Ref, "Fn::GetAtt": attribute, "Fn::Join": join } = value as Intrinsic;
    if (join !== undefined) return join[1].map(text).join("");
    return `<${Ref ?? attribute?.join(".")}>`;
  };
  return Object.fromEntries(
    Object.values(resourcesOf(stack, "AWS::SSM::Parameter")).map(({ Properties }) => [
      text(Properties.Name),
      text(Properties.Value),
    ]),
  );
}

/** Properties of the function that compares. */
const functionOf = (stack: Stack) => {
  const functions = Object.entries(resourcesOf(stack, "AWS::Lambda::Function"));
  return functions.find(([id]) => id.startsWith("PceDriftCheckFunction"))![1].Properties;
};

const idOf = (stack: Stack, type: string) => Object.keys(resourcesOf(stack, type))[0]!;
const LABEL = "Custom::IllumioLabel";
const WORKLOAD = "Custom::IllumioUnmanagedWorkload";

test("each object is kept as JSON in a parameter below the path that the function reads", () => {
  const made = scene();
  objects(made);
  const { stack, connection } = made;
  expect(problemsOf(stack)).toEqual([]);
  const [label, workload] = [LABEL, WORKLOAD].map((type) => idOf(stack, type));
  const path = functionOf(stack).Environment.Variables.ILLUMIO_DRIFT_CHECK_PATH;
  expect(path).toMatch(/^\/illumio-iac\/Stack\/StackPce[0-9A-F]{8}$/);
  const parameters = parametersOf(stack);
  expect(Object.keys(parameters).sort()).toEqual(
    ["deployment/begun", "deployment/complete", `objects/${label}`, `objects/${workload}`].map(
      (name) => `${path}/${name}`,
    ),
  );
  expect(JSON.parse(parameters[`${path}/objects/${workload}`]!)).toEqual({
    schemaVersion: 1,
    stackId: "<AWS::StackId>",
    logicalId: workload,
    path: "Stack/Web",
    type: WORKLOAD,
    physicalId: `<${workload}>`,
    properties: {
      hostname: "web01",
      online: true,
      interfaces: { eth0: { address: "10.0.0.1", cidrBlock: 24 } },
      labels: { env: `<${label}.value>` },
    },
  });
  const [begun, complete] = ["begun", "complete"].map((name) => parameters[`${path}/deployment/${name}`]!);
  expect(begun).toBe(complete);
  expect(JSON.parse(begun!)).toEqual({ digest: expect.stringMatching(/^[0-9a-f]{64}$/), objects: 2 });
  expect(connection.driftCheck!.function).toBeDefined();
});

test("a deployment is marked before its first object and after its last one", () => {
  const made = scene();
  objects(made);
  const { stack } = made;
  const all = resourcesOf(stack);
  const ids = (pattern: RegExp) => Object.keys(all).filter((id) => pattern.test(id));
  const [begun] = ids(/^PceDriftCheckDeclarationsBegun/);
  const [complete] = ids(/^PceDriftCheckDeclarationsComplete/);
  const parameters = ids(/^PceDriftCheckDeclarations(?!Begun|Complete)/);
  for (const type of [LABEL, WORKLOAD]) expect(onlyResource(stack, type).DependsOn).toContain(begun);
  expect(parameters).toHaveLength(2);
  expect(all[complete!]!.DependsOn).toEqual(expect.arrayContaining([begun, ...parameters]));
  expect(onlyResource(stack, "AWS::Events::Rule").DependsOn).toContain(begun);
  const [secret] = ids(/^PceDriftCheckSecrets/);
  expect(all[ids(/^PceDriftCheckFunction/)[0]!]!.DependsOn).toContain(secret);
});

test("an object that depends on its connection waits for the functions, and not for the comparison", () => {
  const made = scene();
  const { prod } = objects(made);
  prod.node.addDependency(made.connection);
  const { DependsOn } = onlyResource(made.stack, "Custom::IllumioLabel"); // a circle would be refused
  expect(DependsOn).toContainEqual(expect.stringMatching(/^PceObjectsFunction/));
  expect(DependsOn).not.toContainEqual(expect.stringMatching(/^PceDriftCheck(?!DeclarationsBegun)/));
});

test("another declaration or PCE gives another mark, and the same ones the same mark", () => {
  const markOf = (value: string, orgId = 7) => {
    const made = scene({}, (stack) => ({ pce: { ...pceOf(new Construct(stack, "Other")), orgId } }));
    new Label(made.stack, "Prod", { connection: made.connection, key: "env", value });
    return Object.entries(parametersOf(made.stack)).find(([name]) => name.endsWith("begun"))![1];
  };
  expect(markOf("prod")).toBe(markOf("prod"));
  expect(markOf("prod")).not.toBe(markOf("production"));
  expect(markOf("prod")).not.toBe(markOf("prod", 8));
});

test("the role may read the parameters below the path and the PCE's secret, and write its log", () => {
  const made = scene();
  objects(made);
  const { stack } = made;
  const statements = Object.entries(resourcesOf(stack, "AWS::IAM::Policy"))
    .filter(([id]) => id.startsWith("PceDriftCheck"))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "secretsmanager:GetSecretValue",
    "ssm:GetParametersByPath",
  ]);
  const { Resource } = statements.find(({ Action }) => [Action].flat().includes("ssm:GetParametersByPath"));
  expect(JSON.stringify(Resource)).toMatch(/:parameter\/illumio-iac\/Stack\/StackPce[0-9A-F]{8}"/);
});

test("the function gets the VPC, the key, the boundary, the proxy and the retention of its connection", () => {
  const made = scene({}, (scope) => ({
    vpc: { vpc: vpcOf(scope) },
    proxyUrl: "http://proxy.example.com:3128",
    permissionsBoundary: iam.ManagedPolicy.fromAwsManagedPolicyName("PowerUserAccess"),
    kmsKey: kms.Key.fromKeyArn(
      scope,
      "Key",
      "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    ),
    functionLogRetention: 7,
    tags: { team: "network" },
  }));
  objects(made);
  const { stack } = made;
  expect(problemsOf(stack)).toEqual([]);
  expect(functionOf(stack)).toMatchObject({
    VpcConfig: expect.anything(),
    KmsKeyArn: expect.anything(),
    Environment: { Variables: { ILLUMIO_PROXY_URL: "http://proxy.example.com:3128" } },
    Tags: [{ Key: "team", Value: "network" }],
  });
  for (const [type, property] of [
    ["AWS::IAM::Role", "PermissionsBoundary"],
    ["AWS::Logs::LogGroup", "KmsKeyId"],
  ] as const)
    for (const { Properties } of Object.values(resourcesOf(stack, type)))
      expect(Properties).toHaveProperty(property);
  for (const { Properties } of Object.values(resourcesOf(stack, "AWS::Logs::LogGroup")))
    expect(Properties.RetentionInDays).toBe(7);
  for (const { Properties } of Object.values(resourcesOf(stack, "AWS::SSM::Parameter")))
    expect(Properties.Tags).toEqual({ team: "network" });
});

test("it runs every hour by default, and at the interval that is given, with alarms for it", () => {
  const made = scene();
  objects(made);
  expect(onlyResource(made.stack, "AWS::Events::Rule").Properties.ScheduleExpression).toBe(
    "rate(60 minutes)",
  );
  const bound: string[] = [];
  const action = {
    bind: () => ({ alarmActionArn: bound.push("x") && "arn:aws:sns:us-east-1:123456789012:oncall" }),
  };
  const daily = scene({ interval: Duration.days(1), alarmActions: [action as cloudwatch.IAlarmAction] });
  objects(daily);
  expect(problemsOf(daily.stack)).toEqual([]);
  expect(onlyResource(daily.stack, "AWS::Events::Rule").Properties.ScheduleExpression).toBe(
    "rate(1440 minutes)",
  );
  expect(onlyResource(daily.stack, "AWS::Lambda::EventInvokeConfig").Properties).toMatchObject({
    MaximumEventAgeInSeconds: 21_600,
    MaximumRetryAttempts: 0,
  });
  const { alarms } = daily.connection.driftCheck!;
  expect(Object.keys(alarms)).toEqual(["drifted", "failing", "not-running"]);
  const data = driftCheckAlarms({ function: "f", intervalInSeconds: 86_400 });
  for (const { suffix, metricName, evaluationPeriods } of data)
    expect(
      Object.values(resourcesOf(daily.stack, "AWS::CloudWatch::Alarm")).map(({ Properties }) => Properties),
    ).toContainEqual(
      expect.objectContaining({
        MetricName: metricName,
        Period: 86_400,
        EvaluationPeriods: evaluationPeriods,
        AlarmActions: ["arn:aws:sns:us-east-1:123456789012:oncall"],
        AlarmDescription: data.find((one) => one.suffix === suffix)!.description,
      }),
    );
});

test("nothing is made without the prop, and nothing while there is no label or workload", () => {
  const plain = testStack();
  const connection = new PceConnection(plain, "Pce", { pce: pce(plain) });
  new Label(plain, "Prod", { connection, key: "env", value: "prod" });
  expect(connection.driftCheck).toBeUndefined();
  expect(resourcesOf(plain, "AWS::SSM::Parameter")).toEqual({});
  const { stack, connection: unused } = scene();
  expect(unused.driftCheck).toBeUndefined();
  expect(Template.fromStack(stack).toJSON()).not.toHaveProperty("Resources");
});

test("a declaration of more than 4 KB is refused with the construct, its size and the remedy", () => {
  const { stack, connection } = scene();
  new UnmanagedWorkload(stack, "Small", { connection, name: "small", description: "x".repeat(3_500) });
  new UnmanagedWorkload(stack, "Large", { connection, name: "large", description: "x".repeat(4_000) });
  expect(problemsOf(stack)).toEqual([
    expect.stringMatching(
      /^connection\.driftCheck: has 4\d\d\d bytes as JSON, and a parameter of AWS Systems Manager holds 4096; make the properties of Stack\/Large shorter, or give it a PceConnection without driftCheck$/,
    ),
  ]);
});

test("values of a declaration may be tokens of every kind", () => {
  const { stack, connection } = scene();
  new UnmanagedWorkload(stack, "Web", {
    connection,
    hostname: Token.asString({ Ref: "Host" }),
    interfaces: { eth0: { address: "10.0.0.1", cidrBlock: Token.asNumber({ Ref: "Bits" }) } },
  });
  expect(problemsOf(stack)).toEqual([]);
  const [text] = Object.entries(parametersOf(stack)).flatMap(([name, value]) =>
    name.includes("/objects/") ? [value] : [],
  );
  expect(text).toContain('"hostname":"<Host>"');
  expect(text).toContain('"cidrBlock":<Bits>');
});

test("problems of the block are found at synthesis, each with its path", () => {
  const wrong = (driftCheck: unknown) => {
    const made = scene(driftCheck as DriftCheckProps);
    objects(made);
    return problemsOf(made.stack);
  };
  expect(
    wrong({ interval: Duration.minutes(4), alarmActions: ["arn:aws:sns:us-east-1:123456789012:a"] }),
  ).toEqual([
    expect.stringMatching(/^driftCheck\.interval: must be a whole number from 5 to 1440, got 4/),
    expect.stringMatching(/^driftCheck\.alarmActions\[0\]: must be an alarm action/),
  ]);
  expect(wrong({ interval: Duration.minutes(Token.asNumber({ Ref: "M" })) })).toEqual([
    expect.stringMatching(/^driftCheck\.interval: must be known when the program runs/),
  ]);
  expect(wrong(true)).toEqual([expect.stringMatching(/^driftCheck: must be \{interval\?, alarmActions\?\}/)]);
});

test("two connections of a stack, and those of nested stacks, have paths of their own", () => {
  const { stack, connection } = scene();
  const nested = new NestedStack(stack, "Nested");
  const others = [
    new PceConnection(new Construct(stack, "Deep"), "Pce", { pce: pce(new Stack()), driftCheck: {} }),
    new PceConnection(nested, "Pce", { pce: { ...pceOf(nested) }, driftCheck: {} }),
  ];
  new Label(stack, "A", { connection, key: "env", value: "a" });
  new Label(stack, "B", { connection: others[0]!, key: "env", value: "b" });
  new Label(nested, "C", { connection: others[1]!, key: "env", value: "c" });
  const paths = [...Object.keys(parametersOf(stack)), ...Object.keys(parametersOf(nested))].map((name) =>
    name.replace(/\/(objects|deployment)\/.*/, ""),
  );
  expect(new Set(paths).size).toBe(3);
  expect(paths.at(-1)).toMatch(/^\/illumio-iac\/<AWS::StackName>\/\w+$/);
});

function pceOf(scope: Construct) {
  const secret = secretsmanager.Secret.fromSecretCompleteArn(scope, "Secret", SECRET_ARN);
  return { host: "pce.example.com", orgId: 7, secret };
}

test("logical ids are the same with all feature flags and with none, and in a stage", () => {
  const [none, recommended] = [FLAGS.none, FLAGS.recommended].map((flags) => {
    const made = scene({}, undefined, flags);
    objects(made);
    return Object.keys(resourcesOf(made.stack));
  });
  expect(none).toEqual(recommended);
  const staged = new Stack(new Stage(testStack().node.root, "Stage"), "Stack");
  const connection = new PceConnection(staged, "Pce", { pce: pce(staged), driftCheck: {} });
  objects({ stack: staged, connection });
  expect(Object.keys(Template.fromStack(staged).toJSON().Resources)).toEqual(none);
});

test("CloudFormation's own rules accept the template", () => {
  const stack = testStack({}, { validation: true });
  const connection = new PceConnection(stack, "Pce", { pce: pce(stack), driftCheck: {} });
  objects({ stack, connection });
  expect(Object.keys(resourcesOf(stack))).not.toEqual([]);
});
