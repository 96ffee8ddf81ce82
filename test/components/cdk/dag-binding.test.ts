import { type App, Aws, Lazy, NestedStack, Stack } from "aws-cdk-lib";
import { Annotations, Match } from "aws-cdk-lib/assertions";
import * as iam from "aws-cdk-lib/aws-iam";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { DagBinding, type DagBindingProps, DagSync, Label, PceConnection } from "../../../components/cdk";
import { APPS } from "./apps";
import { problemsOf } from "./problems";
import { FLAGS, onlyResource, resourcesOf, testStack } from "./synth";
import { pce, SECRET_ARN, vpcOf } from "./traffic";

const EDGE_ARN = SECRET_ARN.replace("pce-", "edge-");

function scene(more: (stack: Stack) => Partial<DagBindingProps> = () => ({})) {
  const stack = testStack();
  const edge = secretsmanager.Secret.fromSecretCompleteArn(stack, "Edge", EDGE_ARN);
  const vpc = vpcOf(stack);
  const connection = new PceConnection(stack, "Pce", {
    pce: pce(stack),
    vpc: { vpc },
    permissionsBoundary: iam.ManagedPolicy.fromAwsManagedPolicyName("PowerUserAccess"),
  });
  const binding = new DagBinding(stack, "Web", {
    connection,
    firewallSecret: edge,
    labels: { role: { anyOf: ["web"] } },
    target: { firewall: "edge" },
    addressGroup: { name: "web servers" },
    commit: "commit",
    ...more(stack),
  });
  const follow = (firewall = "edge", scope = stack) =>
    new DagSync(scope, "Sync", {
      bindings: { web: binding },
      firewallSecrets: { [firewall]: edge },
      pce: { ...connectionPce(stack) },
      vpc: { vpc },
    });
  return { stack, connection, binding, follow };
}

function connectionPce(stack: Stack) {
  const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, "Again", SECRET_ARN);
  return { host: "pce.example.com", orgId: 7, secret };
}

const warnings = (stack: Stack) =>
  Annotations.fromStack(stack).findWarning("*", Match.stringLikeRegexp("keeps the address group filled"));

test("a binding is a custom resource that is asked whether it is complete, beside that of labels", () => {
  const { stack, connection, follow } = scene();
  new Label(stack, "Prod", { connection, key: "env", value: "prod" });
  follow();
  expect(problemsOf(stack)).toEqual([]);
  expect(onlyResource(stack, "Custom::IllumioDagBinding").Properties).toEqual({
    ServiceToken: expect.anything(),
    ServiceTimeout: "3600",
    schemaVersion: 1,
    pce: { host: "pce.example.com", port: "8443", orgId: "7", secretArn: SECRET_ARN },
    firewallSecretArn: EDGE_ARN,
    name: "Web",
    labels: { role: { anyOf: ["web"] } },
    target: { firewall: "edge" },
    addressGroup: { name: "web servers" },
    commit: "commit",
  });
  expect(Object.keys(resourcesOf(stack, "AWS::StepFunctions::StateMachine"))).toHaveLength(1);
  const inVpc = Object.values(resourcesOf(stack, "AWS::Lambda::Function")).filter(
    ({ Properties }) => Properties.VpcConfig !== undefined,
  );
  expect(inVpc.map(({ Properties }) => Properties.Handler)).toEqual([
    "index.handler",
    "index.handler",
    "index.handler",
  ]);
});

test("every role of a connection with bindings has its boundary, and the function may read two secrets", () => {
  const { stack } = scene();
  const roles = Object.values(resourcesOf(stack, "AWS::IAM::Role"));
  expect(roles.length).toBeGreaterThan(3);
  for (const { Properties } of roles)
    expect(Properties).toMatchObject({ PermissionsBoundary: expect.anything() });
  const read = Object.values(resourcesOf(stack, "AWS::IAM::Policy"))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) => (Action[0] === "secretsmanager:GetSecretValue" ? [Resource] : []));
  expect(read).toEqual([SECRET_ARN, EDGE_ARN]);
});

test("DagSync gets the definition of a binding when it is made, as JSON", () => {
  const { stack, follow } = scene();
  const { parameters } = follow();
  const { Value } = onlyResource(stack, "AWS::SSM::Parameter").Properties;
  const [, parts] = Value["Fn::Join"];
  const text = parts.map((part: unknown) => (typeof part === "string" ? part : '{"revision":"r"}')).join("");
  expect(JSON.parse(text)).toEqual({
    version: 1,
    firewalls: { edge: EDGE_ARN },
    bindings: [{ revision: "r" }],
  });
  expect(parts).toContainEqual({ "Fn::GetAtt": [expect.stringMatching(/^Web/), "definition"] });
  expect(Object.keys(parameters)).toEqual(["web"]);
});

test("a binding that no DagSync takes gives a warning, and one that is taken gives none", () => {
  expect(warnings(scene().stack)).toHaveLength(1);
  const { stack, follow } = scene();
  follow();
  expect(warnings(stack)).toEqual([]);
});

test("DagSync refuses a binding on a firewall without a secret", () => {
  const { stack, follow } = scene();
  follow("core");
  expect(problemsOf(stack)).toEqual(["bindings.web: must be on a firewall with a secret, got 'edge'"]);
});

test("DagSync refuses a binding of another stack, but not one beside its own nested stack", () => {
  const { stack, follow } = scene();
  const other = new Stack(stack.node.root as App, "Other");
  follow("edge", other);
  expect(problemsOf(other)).toEqual([
    expect.stringMatching(
      /^bindings.web: must be of the same stack: what another stack exports cannot change/,
    ),
  ]);
  const nested = scene();
  nested.follow("edge", new NestedStack(nested.stack, "Nested"));
  expect(problemsOf(nested.stack)).toEqual([]);
});

test("labels of a binding that are known later as a whole are resolved", () => {
  const { stack } = scene(() => ({
    labels: Lazy.any({ produce: () => ({ role: { anyOf: ["web"] } }) }) as never,
  }));
  expect(problemsOf(stack)).toEqual([]);
  expect(onlyResource(stack, "Custom::IllumioDagBinding").Properties.labels).toEqual({
    role: { anyOf: ["web"] },
  });
});

test("problems of a binding are found at synthesis", () => {
  const { stack } = scene((scope) => ({
    firewallSecret: secretsmanager.Secret.fromSecretNameV2(scope, "Named", "edge"),
    target: {} as never,
    labels: { [Aws.REGION]: { anyOf: ["web"] } },
  }));
  expect(problemsOf(stack)).toEqual([
    expect.stringMatching(/^labels: must have a key that is known when the program runs/),
    expect.stringMatching(/^target.firewall: is missing/),
    expect.stringMatching(/^firewallSecret: must have its complete ARN/),
  ]);
});

test("logical ids and types of a binding, its waiter and what follows it are the same with all feature flags and with none", () => {
  const [none, recommended] = [FLAGS.none, FLAGS.recommended].map((flags) => {
    const stack = testStack({}, { flags });
    APPS["DagBinding with DagSync by default"]!(stack);
    return Object.entries(resourcesOf(stack)).map(([id, { Type }]) => [id, Type]);
  });
  expect(none!.map(([, type]) => type)).toContain("AWS::StepFunctions::StateMachine");
  expect(recommended).toEqual(none);
});
