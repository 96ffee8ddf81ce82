import { Duration, Size } from "aws-cdk-lib";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { SecurityGroup } from "aws-cdk-lib/aws-ec2";
import { ManagedPolicy } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Topic } from "aws-cdk-lib/aws-sns";
import { DagSync, type DagSyncProps } from "../../../components/cdk";
import { definition } from "../../functions/support/dag-sync-scene";
import type { DeployedByCdk } from "./deployed-by-cdk";
import { cdkFacts, pulumiFacts } from "./deployments";
import { type AllowedDifference, differences } from "./differences";
import type { Vocabulary } from "./names";
import type { Platform } from "./platform";
import { POLICY_TYPES } from "./policy-types";

const TOPIC_ARN = "arn:aws:sns:us-east-1:123456789012:network-alarms";
const SECURITY_GROUP = "sg-0123456789abcdef0";
const BINDINGS = { web: definition("web") };

const VOCABULARY: Vocabulary = { words: ["notrunning", "failing"], otherwise: "sync" };

/** The function of Pulumi has its bindings in its archive, that of CDK in parameters, whose values may be references. */
const PLACE_OF_BINDINGS: readonly AllowedDifference[] = [
  {
    only: "Pulumi",
    fact: /^AWS::Lambda::Function sync file dag-sync\.json = /,
    reason: "The archive has the bindings beside the bundle.",
  },
  {
    only: "CDK",
    fact: /^AWS::Lambda::Function sync variable ILLUMIO_DAG_SYNC_PARAMETERS = /,
    reason: "The function is told the names of the parameters.",
  },
  { only: "CDK", fact: /^AWS::SSM::Parameter sync/, reason: "A binding is in a parameter of its own." },
  {
    only: "CDK",
    fact: /^<AWS::IAM::Role sync> may: Allow ssm:GetParameter on /,
    reason: "The function reads the parameters.",
  },
];

const factsOfPulumi = (args: (platform: Platform) => object) =>
  pulumiFacts("dag-sync", VOCABULARY, async ({ sandbox }, platform) => ({
    FIREWALL_SECRET_ARN: sandbox.firewallSecretArn,
    SUBNET_IDS: sandbox.subnetIds.join(","),
    ILLUMIO_FIREWALL_EDGE_HOSTS: sandbox.panos.hosts.join(","),
    ILLUMIO_FIREWALL_EDGE_API_KEY: sandbox.panos.apiKey,
    ILLUMIO_FIREWALL_EDGE_CA_FILE: sandbox.panos.caFile,
    MORE_ARGS: JSON.stringify({ bindings: BINDINGS, ...args(platform) }),
  }));

const factsOfCdk = (props: (cdk: DeployedByCdk, platform: Platform) => Partial<DagSyncProps>) =>
  cdkFacts(VOCABULARY, async (cdk, platform) => {
    const { stack, sandbox, vpc } = cdk;
    const securityGroups = [SecurityGroup.fromSecurityGroupId(stack, "SecurityGroup", SECURITY_GROUP)];
    const edge = Secret.fromSecretCompleteArn(stack, "Edge", sandbox.firewallSecretArn);
    const common = { bindings: BINDINGS, firewallSecrets: { edge }, vpc: { vpc, securityGroups } };
    const pce = cdk.pce();
    return () => new DagSync(stack, "sync", { ...common, pce, ...props(cdk, platform) });
  });

test("both engines make the same resources with the same properties and permissions from defaults", async () => {
  const facts = { Pulumi: await factsOfPulumi(() => ({})), CDK: await factsOfCdk(() => ({})) };
  expect(facts.CDK.length).toBeGreaterThan(50);
  expect(differences(facts, [...POLICY_TYPES, ...PLACE_OF_BINDINGS])).toEqual([]);
});

test("both engines make the same resources with the same properties and permissions from every argument", async () => {
  const facts = {
    Pulumi: await factsOfPulumi(({ keyArn, boundaryArn }) => ({
      intervalInMinutes: 10,
      memorySizeInMegabytes: 1024,
      timeoutInSeconds: 120,
      functionLogRetentionInDays: 90,
      alarmActionArns: [TOPIC_ARN],
      tags: { team: "network", cost: "shared" },
      proxyUrl: "http://proxy.example.com:3128",
      kmsKey: keyArn,
      permissionsBoundary: boundaryArn,
    })),
    CDK: await factsOfCdk(({ stack }, { keyArn, boundaryArn }) => ({
      interval: Duration.minutes(10),
      memorySize: Size.gibibytes(1),
      timeout: Duration.minutes(2),
      functionLogRetention: RetentionDays.THREE_MONTHS,
      alarmActions: [new SnsAction(Topic.fromTopicArn(stack, "Topic", TOPIC_ARN))],
      tags: { team: "network", cost: "shared" },
      proxyUrl: "http://proxy.example.com:3128",
      kmsKey: Key.fromKeyArn(stack, "Key", keyArn),
      permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, "Boundary", boundaryArn),
    })),
  };
  expect(differences(facts, [...POLICY_TYPES, ...PLACE_OF_BINDINGS])).toEqual([]);
});
