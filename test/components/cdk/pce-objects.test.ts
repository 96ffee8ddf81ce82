import { type App, Aws, RemovalPolicy, Stack, Token } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { Label, PceConnection, type PceConnectionProps, UnmanagedWorkload } from "../../../components/cdk";
import { problemsOf } from "./problems";
import { FLAGS, onlyResource, resourcesOf, testStack } from "./synth";
import { pce, SECRET_ARN, vpcOf } from "./traffic";

function scene(
  more: (stack: Stack) => Partial<PceConnectionProps> = () => ({}),
  flags: Record<string, unknown> = FLAGS.none,
) {
  const stack = testStack({}, { flags });
  const connection = new PceConnection(stack, "Pce", { pce: pce(stack), ...more(stack) });
  return { stack, connection };
}

const properties = { host: "pce.example.com", port: "8443", orgId: "7", secretArn: SECRET_ARN };

test("labels and workloads are custom resources of one provider, with everything their function needs", () => {
  const { stack, connection } = scene();
  const prod = new Label(stack, "Prod", { connection, key: "env", value: "prod" });
  new UnmanagedWorkload(stack, "Web", {
    connection,
    hostname: "web01",
    online: true,
    interfaces: { eth0: { address: "10.0.0.1", cidrBlock: 24 } },
    labels: { [prod.key]: prod.value },
  });
  expect(problemsOf(stack)).toEqual([]);
  const types = Object.values(resourcesOf(stack)).map(({ Type }) => Type);
  expect(types.sort()).toEqual([
    "AWS::IAM::Policy",
    "AWS::IAM::Policy",
    "AWS::IAM::Policy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::IAM::Role",
    "AWS::Lambda::Function",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::Logs::LogGroup",
    "Custom::IllumioLabel",
    "Custom::IllumioUnmanagedWorkload",
  ]);
  const label = onlyResource(stack, "Custom::IllumioLabel").Properties;
  expect(label).toEqual({
    ServiceToken: expect.anything(),
    schemaVersion: 1,
    pce: properties,
    key: "env",
    value: "prod",
  });
  expect(onlyResource(stack, "Custom::IllumioUnmanagedWorkload").Properties).toEqual({
    ServiceToken: label.ServiceToken,
    schemaVersion: 1,
    pce: properties,
    hostname: "web01",
    online: true,
    interfaces: { eth0: { address: "10.0.0.1", cidrBlock: 24 } },
    labels: { env: stack.resolve(prod.value) },
  });
  expect(stack.resolve(prod.value)).toEqual({ "Fn::GetAtt": [expect.stringMatching(/^Prod/), "value"] });
});

test("a connection that nothing uses makes nothing", () => {
  const { stack, connection } = scene();
  expect(connection.function).toBeUndefined();
  expect(Template.fromStack(stack).toJSON()).not.toHaveProperty("Resources");
});

test("only the function of the package joins the VPC, and every role has the boundary", () => {
  const { stack, connection } = scene((scope) => ({
    vpc: { vpc: vpcOf(scope) },
    proxyUrl: "http://proxy.example.com:3128",
    permissionsBoundary: iam.ManagedPolicy.fromAwsManagedPolicyName("PowerUserAccess"),
    kmsKey: kms.Key.fromKeyArn(
      scope,
      "Key",
      "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    ),
  }));
  new Label(stack, "Prod", { connection, key: "env", value: "prod" });
  expect(problemsOf(stack)).toEqual([]);
  const functions = Object.values(resourcesOf(stack, "AWS::Lambda::Function"));
  const inVpc = functions.filter(({ Properties }) => Properties.VpcConfig !== undefined);
  expect(inVpc.map(({ Properties }) => Properties.Handler)).toEqual(["index.handler"]);
  expect(functions.every(({ Properties }) => Properties.KmsKeyArn !== undefined)).toBe(true);
  for (const { Properties } of Object.values(resourcesOf(stack, "AWS::IAM::Role")))
    expect(Properties).toMatchObject({ PermissionsBoundary: expect.anything() });
  for (const { Properties } of Object.values(resourcesOf(stack, "AWS::IAM::Role")))
    expect(Properties.ManagedPolicyArns).toBeUndefined();
  expect(onlyResource(stack, "Custom::IllumioLabel").Properties.pce).toEqual({
    ...properties,
    proxyUrl: "http://proxy.example.com:3128",
  });
});

test("logical ids and resources are the same with all feature flags and with none", () => {
  const [none, recommended] = [FLAGS.none, FLAGS.recommended].map((flags) => {
    const { stack, connection } = scene(undefined, flags);
    new Label(stack, "Prod", { connection, key: "env", value: "prod" });
    return resourcesOf(stack);
  });
  expect(Object.keys(none!)).toEqual(Object.keys(recommended!));
});

test("CloudFormation's own rules accept the template", () => {
  const stack = testStack({}, { validation: true });
  const connection = new PceConnection(stack, "Pce", { pce: pce(stack) });
  new Label(stack, "Prod", { connection, key: "env", value: "prod" });
  expect(Object.keys(resourcesOf(stack))).not.toEqual([]);
});

test("a label that shall stay is retained", () => {
  const { stack, connection } = scene();
  new Label(stack, "Prod", {
    connection,
    key: "env",
    value: "prod",
    adopt: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  expect(onlyResource(stack, "Custom::IllumioLabel")).toMatchObject({
    DeletionPolicy: "Retain",
    Properties: { adopt: true },
  });
});

test("problems of all props are found at synthesis, each with its path", () => {
  const { stack, connection } = scene((scope) => ({
    pce: {
      host: "https://pce.example.com",
      orgId: 7,
      secret: secretsmanager.Secret.fromSecretNameV2(scope, "Named", "pce"),
    },
    functionLogRetention: 2 as never,
  }));
  new Label(stack, "Prod", { connection, key: "", value: "x".repeat(256), adopt: "yes" as never });
  new UnmanagedWorkload(stack, "Web", {
    connection,
    interfaces: { eth0: { address: "", cidrBlock: 129 }, [Aws.REGION]: { address: "10.0.0.1" } },
    labels: { [Aws.STACK_NAME]: "web" },
    colour: "red",
  } as never);
  expect(problemsOf(stack)).toEqual([
    expect.stringMatching(/^pce.host: must be a host name only/),
    expect.stringMatching(/^pce.secret: must have its complete ARN/),
    expect.stringMatching(/^functionLogRetention: must be /),
    expect.stringMatching(/^key: must not be empty/),
    expect.stringMatching(/^value: has 256 characters/),
    expect.stringMatching(/^adopt: must be true or false/),
    expect.stringMatching(/^interfaces.*: must have a key that is known when the program runs/),
    expect.stringMatching(/^interfaces.eth0.address: must be an IPv4 or IPv6 address/),
    expect.stringMatching(/^interfaces.eth0.cidrBlock: must be the length of the network prefix, 0 to 128/),
    expect.stringMatching(/^labels.*: must have a key that is known when the program runs/),
    expect.stringMatching(/^colour: unknown property/),
    expect.stringMatching(/^name: is missing; a workload needs a name or a hostname/),
  ]);
});

test.each([
  ["no connection", undefined],
  ["what is no connection", { host: "pce.example.com" }],
])("an object with %s is refused with its path", (_what, connection) => {
  const { stack } = scene();
  const declare = () =>
    new Label(stack, "Prod", { connection: connection as never, key: "env", value: "prod" });
  expect(declare).toThrow("[Stack/Prod] connection: must be a PceConnection of the stack; make one with");
});

test("one object that two constructs declare is a problem, unless a token hides it", () => {
  const { stack, connection } = scene();
  const scope = new Construct(stack, "Scope");
  new Label(stack, "Prod", { connection, key: "env", value: "prod" });
  new Label(scope, "Prod", { connection, key: "env", value: "prod" });
  new UnmanagedWorkload(stack, "Web", { connection, hostname: "web01" });
  new UnmanagedWorkload(scope, "Web", { connection, hostname: "web01", name: "other" });
  for (const id of ["One", "Two"])
    new Label(stack, id, { connection, key: "env", value: Token.asString({ Ref: "Value" }) });
  expect(problemsOf(stack)).toEqual([
    "value: Stack/Prod declares env=prod already; declare it once",
    "hostname: Stack/Web declares web01 already; declare it once",
  ]);
});

test("one object that two connections of a stack to one PCE declare is a problem, and of two PCEs it is none", () => {
  const { stack, connection } = scene();
  const other = (id: string, more: object) =>
    new PceConnection(stack, id, { pce: { ...pce(stack, `${id}Secret`), ...more } });
  const same = other("Same", { host: "PCE.example.com" });
  new Label(stack, "One", { connection, key: "env", value: "prod" });
  new Label(stack, "Two", { connection: same, key: "env", value: "prod" });
  new Label(stack, "Three", { connection: other("Org", { orgId: 8 }), key: "env", value: "prod" });
  new Label(stack, "Four", { connection: other("Port", { port: 443 }), key: "env", value: "prod" });
  expect(problemsOf(stack)).toEqual(["value: Stack/One declares env=prod already; declare it once"]);
});

test("a connection serves the constructs of its own stack only", () => {
  const { stack, connection } = scene();
  const other = new Stack(stack.node.root as App, "Other");
  new Label(other, "Prod", { connection, key: "env", value: "prod" });
  expect(problemsOf(other)).toEqual([
    "connection: must be of the same stack; make a PceConnection in each stack",
  ]);
});

test("a label's value is an export in another stack, and its text with a dependency of the stacks is none", () => {
  const workloadWith = (labelOf: (label: Label, other: Stack) => string) => {
    const { stack, connection } = scene();
    const other = new Stack(stack.node.root as App, "Other");
    const label = new Label(stack, "Prod", { connection, key: "env", value: "prod" });
    const labels = { env: labelOf(label, other) };
    const others = new PceConnection(other, "Pce", { pce: pce(other) });
    new UnmanagedWorkload(other, "Web", { connection: others, hostname: "web01", labels });
    const { env } = onlyResource(other, "Custom::IllumioUnmanagedWorkload").Properties.labels;
    const isExporting = Template.fromStack(stack).toJSON().Outputs !== undefined;
    return { env, isExporting, dependencies: other.dependencies.map(({ stackName }) => stackName) };
  };
  expect(workloadWith(({ value }) => value)).toEqual({
    env: { "Fn::ImportValue": expect.any(String) },
    isExporting: true,
    dependencies: ["Stack"],
  });
  const text = workloadWith((label, other) => {
    other.addStackDependency(Stack.of(label));
    return "prod";
  });
  expect(text).toEqual({ env: "prod", isExporting: false, dependencies: ["Stack"] });
});
