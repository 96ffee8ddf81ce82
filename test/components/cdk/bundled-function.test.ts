import { Token } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import { BundledFunction, type BundledFunctionProps } from "../../../components/cdk/bundled-function";
import { FUNCTION } from "../../../components/shared/aws/function-defaults";
import { writeOwnLog } from "../../../components/shared/aws/function-policies";
import { policy } from "../../../components/shared/aws/policy-document";
import { BUNDLES } from "../../../core/contracts/aws/bundles";
import { FLAGS, onlyResource, resourcesOf, testStack } from "./synth";

function props(more: Partial<BundledFunctionProps> = {}): BundledFunctionProps {
  return {
    bundle: BUNDLES.normalise,
    description: "Does something",
    policy: (logGroup) => policy(writeOwnLog(logGroup)),
    variables: { NAME: "value" },
    memorySizeInMegabytes: 512,
    timeoutInSeconds: 60,
    logRetentionInDays: 30,
    vpc: undefined,
    kmsKey: undefined,
    permissionsBoundary: undefined,
    ...more,
  };
}

test("a function has its own log group, and a role with one policy of its own", () => {
  const stack = testStack();
  new BundledFunction(stack, "Normalise", props());
  const [group] = Object.keys(resourcesOf(stack, "AWS::Logs::LogGroup"));
  const [role] = Object.keys(resourcesOf(stack, "AWS::IAM::Role"));
  expect(onlyResource(stack, "AWS::Lambda::Function").Properties).toEqual({
    Architectures: [FUNCTION.architecture],
    Code: expect.anything(),
    Description: "Does something",
    Environment: { Variables: { NAME: "value" } },
    Handler: "index.handler",
    LoggingConfig: { LogFormat: FUNCTION.logFormat, LogGroup: { Ref: group } },
    MemorySize: 512,
    Role: { "Fn::GetAtt": [role, "Arn"] },
    Runtime: FUNCTION.runtime,
    Timeout: 60,
  });
  expect(onlyResource(stack, "AWS::Logs::LogGroup").Properties).toEqual({ RetentionInDays: 30 });
  const written = ["arn:", { Ref: "AWS::Partition" }, ":logs:", { Ref: "AWS::Region" }, ":"];
  expect(onlyResource(stack, "AWS::IAM::Policy").Properties).toEqual({
    Roles: [{ Ref: role }],
    PolicyName: "own",
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: {
            "Fn::Join": ["", [...written, { Ref: "AWS::AccountId" }, ":log-group:", { Ref: group }, ":*"]],
          },
        },
      ],
    },
  });
  expect(Object.keys(onlyResource(stack, "AWS::IAM::Role").Properties).sort()).toEqual([
    "AssumeRolePolicyDocument",
    "Description",
  ]);
});

test("a function is made after the policy of its role", () => {
  const stack = testStack();
  new BundledFunction(stack, "Normalise", props());
  const [policyId] = Object.keys(resourcesOf(stack, "AWS::IAM::Policy"));
  expect(onlyResource(stack, "AWS::Lambda::Function").DependsOn).toContain(policyId);
});

test("the log group of a function goes with the stack", () => {
  const stack = testStack();
  new BundledFunction(stack, "Normalise", props());
  expect(onlyResource(stack, "AWS::Logs::LogGroup").DeletionPolicy).toBe("Delete");
});

test("key, boundary, network and concurrency reach function, log group and role", () => {
  const stack = testStack();
  const vpc = new ec2.Vpc(stack, "Vpc");
  const kmsKey = new kms.Key(stack, "Key");
  const permissionsBoundary = iam.ManagedPolicy.fromManagedPolicyArn(
    stack,
    "Boundary",
    "arn:aws:iam::123456789012:policy/boundary",
  );
  const securityGroup = new ec2.SecurityGroup(stack, "Group", { vpc });
  new BundledFunction(
    stack,
    "Normalise",
    props({
      kmsKey,
      permissionsBoundary,
      reservedConcurrentExecutions: 1,
      vpc: { vpc, subnets: { subnetType: ec2.SubnetType.PUBLIC }, securityGroups: [securityGroup] },
    }),
  );
  const made = onlyResource(stack, "AWS::Lambda::Function").Properties;
  const keyArn = stack.resolve(kmsKey.keyArn);
  expect(made).toMatchObject({
    KmsKeyArn: keyArn,
    ReservedConcurrentExecutions: 1,
    VpcConfig: {
      SecurityGroupIds: [stack.resolve(securityGroup.securityGroupId)],
      SubnetIds: vpc.publicSubnets.map(({ subnetId }) => stack.resolve(subnetId)),
    },
  });
  const own = Object.entries(resourcesOf(stack)).filter(([id]) => id.startsWith("Normalise"));
  expect(own.find(([id]) => id.includes("LogGroup"))?.[1].Properties.KmsKeyId).toEqual(keyArn);
  expect(own.find(([id]) => id.includes("Role"))?.[1].Properties.PermissionsBoundary).toBe(
    permissionsBoundary.managedPolicyArn,
  );
});

test("values of a function may be tokens", () => {
  const stack = testStack();
  const number = (value: string) => Token.asNumber({ Ref: value });
  new BundledFunction(
    stack,
    "Normalise",
    props({
      memorySizeInMegabytes: number("Memory"),
      timeoutInSeconds: number("Timeout"),
      logRetentionInDays: number("Days"),
      variables: { NAME: Token.asString({ Ref: "Name" }) },
    }),
  );
  expect(onlyResource(stack, "AWS::Lambda::Function").Properties).toMatchObject({
    MemorySize: { Ref: "Memory" },
    Timeout: { Ref: "Timeout" },
    Environment: { Variables: { NAME: { Ref: "Name" } } },
  });
  expect(onlyResource(stack, "AWS::Logs::LogGroup").Properties.RetentionInDays).toEqual({ Ref: "Days" });
});

test("a function has the same logical ids and the same code under every set of feature flags", () => {
  const made = Object.values(FLAGS).map((flags) => {
    const stack = testStack({}, { flags });
    new BundledFunction(stack, "Normalise", props());
    return resourcesOf(stack);
  });
  const [none, recommended] = made;
  expect(Object.keys(none!)).toEqual(Object.keys(recommended!));
  expect(none).toEqual(recommended);
});
