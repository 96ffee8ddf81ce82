import { Duration, Size } from "aws-cdk-lib";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { SecurityGroup, Subnet } from "aws-cdk-lib/aws-ec2";
import { ManagedPolicy } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import { VpcFlowLogsToPce, type VpcFlowLogsToPceProps } from "../../../components/cdk";
import type { Sandbox } from "../../../sandbox/sandbox";
import type { DeployedByCdk } from "./deployed-by-cdk";
import { cdkFacts, pulumiFacts } from "./deployments";
import { type AllowedDifference, differences } from "./differences";
import type { Vocabulary } from "./names";
import type { Platform } from "./platform";
import { POLICY_TYPES } from "./policy-types";

const TOPIC_ARN = "arn:aws:sns:us-east-1:123456789012:network-alarms";
const SECURITY_GROUP = "sg-0123456789abcdef0";

const VOCABULARY: Vocabulary = {
  words: [
    "autodelete",
    "deliveriesgivenup",
    "deliverieslost",
    "deadletters",
    "flowslate",
    "flowswaiting",
    "receives",
    "faileddeliveries",
    "refused",
    "normalise",
    "upload",
    "flowlog",
    "flows",
  ],
  // What has the name of the component and of the format only is for the flow logs.
  otherwise: "flowlog",
};

type PulumiArgs = (sandbox: Sandbox, platform: Platform) => object | Promise<object>;
type CdkProps = (
  cdk: DeployedByCdk,
  platform: Platform,
) => Partial<VpcFlowLogsToPceProps> | Promise<Partial<VpcFlowLogsToPceProps>>;

const factsOfPulumi = (args: PulumiArgs) =>
  pulumiFacts("flow-logs", VOCABULARY, async ({ sandbox }, platform) => ({
    MORE_ARGS: JSON.stringify(await args(sandbox, platform)),
  }));

const factsOfCdk = (props: CdkProps) =>
  cdkFacts(VOCABULARY, async (cdk, platform) => {
    const given = await props(cdk, platform);
    const common = { targets: { main: { vpc: cdk.vpc } }, pce: cdk.pce() };
    return () => new VpcFlowLogsToPce(cdk.stack, "app", { ...common, ...given });
  });

const NAMES_OF_LOG_GROUPS: readonly AllowedDifference[] = [
  {
    only: "Pulumi",
    fact: /^<AWS::IAM::Role flowlog> may: Allow logs:\w+ on arn:aws:logs:[\w:-]+:log-group:app-\*:\*$/,
    reason: "The log groups of all formats: Pulumi begins their names with that of the component.",
  },
  {
    only: "CDK",
    fact: /^<AWS::IAM::Role flowlog> may: Allow logs:\w+ on arn:aws:logs:[\w:-]+:log-group:Stack-appFlowLogs\*:\*$/,
    reason: "The log groups of all formats: CloudFormation begins their names with stack and logical id.",
  },
];

/** The AWS provider empties the bucket itself; CloudFormation cannot, so CDK has a function for it. */
const DELETION_OF_OBJECTS: readonly AllowedDifference[] = [
  {
    only: "CDK",
    fact: /^<?AWS::\w+::\w+ autodelete\b/,
    reason: "CDK's provider of Custom::S3AutoDeleteObjects, with its role.",
  },
  {
    only: "CDK",
    fact: /^AWS::S3::BucketPolicy faileddeliveries PolicyDocument: Allow to {"AWS":"[\w:/-]+<AWS::IAM::Role autodelete>"} s3:(DeleteObject\*|GetBucket\*|List\*|PutBucketPolicy) on /,
    reason: "The policy of the bucket lets the provider stop uploads and delete what is in the bucket.",
  },
  {
    only: "CDK",
    fact: /^AWS::S3::Bucket faileddeliveries Tags = \[{"Key":"aws-cdk:auto-delete-objects","Value":"true"},{"Key":"cost","Value":"shared"},{"Key":"team","Value":"network"}\]$/,
    reason: "The provider empties only a bucket that has its tag.",
  },
  {
    only: "Pulumi",
    fact: /^AWS::S3::Bucket faileddeliveries Tags = \[{"Key":"cost","Value":"shared"},{"Key":"team","Value":"network"}\]$/,
    reason: "The same tags without that of the provider.",
  },
];

test("both engines make the same resources with the same properties and permissions from defaults", async () => {
  const facts = { Pulumi: await factsOfPulumi(() => ({})), CDK: await factsOfCdk(() => ({})) };
  expect(facts.CDK.length).toBeGreaterThan(150);
  expect(differences(facts, [...POLICY_TYPES, ...NAMES_OF_LOG_GROUPS])).toEqual([]);
});

const FORMAT = "version srcaddr dstaddr srcport dstport protocol start end action tcp-flags log-status";

test("both engines make the same resources with the same properties and permissions from arguments of every kind", async () => {
  const facts = {
    Pulumi: await factsOfPulumi(({ vpcId, subnetIds, topology }, { keyArn, boundaryArn }) => ({
      targets: {
        main: { vpcId },
        edge: { subnetId: subnetIds[0] },
        host: { networkInterfaceId: topology.interfaces[0]!.id },
      },
      logFormat: FORMAT,
      includeRejected: true,
      vpc: { subnetIds, securityGroupIds: [SECURITY_GROUP] },
      pceCallsPerMinute: 120,
      serverPorts: [8443, 50051],
      undecided: "lower-port",
      normalise: { memorySizeInMegabytes: 1024, timeoutInSeconds: 90 },
      upload: { memorySizeInMegabytes: 768, timeoutInSeconds: 300 },
      maxConcurrency: 4,
      batchWindowInSeconds: 60,
      flowLogRetentionInDays: 14,
      functionLogRetentionInDays: 90,
      failedDeliveryRetentionInDays: 30,
      deleteFailedDeliveries: true,
      deleteFlowLogGroup: true,
      alarmActionArns: [TOPIC_ARN],
      tags: { team: "network", cost: "shared" },
      proxyUrl: "http://proxy.example.com:3128",
      kmsKey: keyArn,
      permissionsBoundary: boundaryArn,
    })),
    CDK: await factsOfCdk(({ stack, sandbox, vpc }, { keyArn, boundaryArn }) => ({
      targets: {
        main: { vpc },
        edge: { subnet: Subnet.fromSubnetId(stack, "Subnet", sandbox.subnetIds[0]!) },
        host: { networkInterfaceId: sandbox.topology.interfaces[0]!.id },
      },
      logFormat: FORMAT,
      includeRejected: true,
      vpc: {
        vpc,
        securityGroups: [SecurityGroup.fromSecurityGroupId(stack, "SecurityGroup", SECURITY_GROUP)],
      },
      pceCallsPerMinute: 120,
      serverPorts: [8443, 50051],
      undecided: "lower-port",
      normalise: { memorySize: Size.gibibytes(1), timeout: Duration.seconds(90) },
      upload: { memorySize: Size.mebibytes(768), timeout: Duration.minutes(5) },
      maxConcurrency: 4,
      batchWindow: Duration.minutes(1),
      flowLogRetention: RetentionDays.TWO_WEEKS,
      functionLogRetention: RetentionDays.THREE_MONTHS,
      failedDeliveryRetention: Duration.days(30),
      deleteFailedDeliveries: true,
      deleteFlowLogGroup: true,
      alarmActions: [new SnsAction(Topic.fromTopicArn(stack, "Topic", TOPIC_ARN))],
      tags: { team: "network", cost: "shared" },
      proxyUrl: "http://proxy.example.com:3128",
      kmsKey: Key.fromKeyArn(stack, "Key", keyArn),
      permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, "Boundary", boundaryArn),
    })),
  };
  const allowed = [...POLICY_TYPES, ...NAMES_OF_LOG_GROUPS, ...DELETION_OF_OBJECTS];
  expect(differences(facts, allowed)).toEqual([]);
});

test("both engines make the same resources with the same properties and permissions on a log group that exists", async () => {
  const logGroupOf = async ({ aws }: Sandbox) => {
    const { attributes } = await aws.resources.create("AWS::Logs::LogGroup", { LogGroupName: "/network" });
    return String(attributes["Arn"]).replace(/:\*$/, "");
  };
  const facts = {
    Pulumi: await factsOfPulumi(async (sandbox) => ({
      existingLogGroupArn: await logGroupOf(sandbox),
      logFormat: FORMAT,
    })),
    CDK: await factsOfCdk(async ({ stack, sandbox }) => ({
      existingLogGroup: LogGroup.fromLogGroupArn(stack, "Group", await logGroupOf(sandbox)),
      logFormat: FORMAT,
    })),
  };
  expect(differences(facts, POLICY_TYPES)).toEqual([]);
});
