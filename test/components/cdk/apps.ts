import { Duration, Size, Stack } from "aws-cdk-lib";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as logs from "aws-cdk-lib/aws-logs";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import * as sns from "aws-cdk-lib/aws-sns";
import {
  DagBinding,
  DagSync,
  type DagSyncProps,
  Label,
  PceConnection,
  type PceConnectionProps,
  type PlatformProps,
  Undecided,
  UnmanagedWorkload,
  VpcFlowLogsToPce,
  type VpcFlowLogsToPceProps,
} from "../../../components/cdk";
import { definition } from "../../functions/support/dag-sync-scene";
import { GROUP_ARN, pce, SECRET_ARN, vpcOf } from "./traffic";

const KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const FORMAT = "version srcaddr dstaddr srcport dstport protocol start end action";

/** What every construct takes for an organization's rules. All of it exists already. */
function platform(stack: Stack) {
  return {
    alarmActions: [
      new SnsAction(sns.Topic.fromTopicArn(stack, "Topic", "arn:aws:sns:us-east-1:123456789012:oncall")),
    ],
    tags: { team: "network" },
    proxyUrl: "http://proxy.example.com:3128",
    kmsKey: kms.Key.fromKeyArn(stack, "Key", KEY_ARN),
    permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(
      stack,
      "Boundary",
      "arn:aws:iam::123456789012:policy/boundary",
    ),
  };
}

const small = { memorySize: Size.mebibytes(256), timeout: Duration.seconds(30) };

/** The props that `DagSync` needs. */
function followed(stack: Stack, vpc: ec2.IVpc): DagSyncProps {
  const edge = secretsmanager.Secret.fromSecretCompleteArn(
    stack,
    "Edge",
    SECRET_ARN.replace("pce-", "edge-"),
  );
  return {
    bindings: { web: definition("web") },
    firewallSecrets: { edge },
    pce: pce(stack),
    vpc: { vpc },
  };
}

/** One object of each kind, in the stack of their connection. */
function objects(connection: PceConnection): void {
  const stack = Stack.of(connection);
  const env = new Label(stack, "Prod", { connection, key: "env", value: "prod" });
  new UnmanagedWorkload(stack, "Web", { connection, hostname: "web01", labels: { env: env.value } });
}

/** A binding on a firewall, and what keeps it filled. */
function followedBinding(stack: Stack, vpc: ec2.IVpc, rules: Omit<PlatformProps, "alarmActions">): void {
  const props = followed(stack, vpc);
  const connection = new PceConnection(stack, "Pce", { pce: props.pce, vpc: { vpc }, ...rules });
  const web = new DagBinding(stack, "Binding", {
    connection,
    firewallSecret: props.firewallSecrets["edge"]!,
    labels: { role: { anyOf: ["web"] } },
    target: { firewall: "edge" },
    addressGroup: { name: "web servers" },
    commit: "commit",
  });
  new DagSync(stack, "Sync", { ...props, bindings: { web } });
}

/** Fills a stack with constructs; everything else that they need exists already. */
export const APPS: Readonly<Record<string, (stack: Stack) => void>> = {
  "VpcFlowLogsToPce by default": (stack) => {
    new VpcFlowLogsToPce(stack, "Traffic", { targets: { shop: { vpc: vpcOf(stack) } }, pce: pce(stack) });
  },

  "VpcFlowLogsToPce with all arguments": (stack) => {
    const vpc = vpcOf(stack);
    const props: Required<Omit<VpcFlowLogsToPceProps, "existingLogGroup">> = {
      targets: {
        shop: { vpc },
        web: { subnet: vpc.publicSubnets[0]! },
        db: { networkInterfaceId: "eni-0123456789abcdef0" },
      },
      logFormat: FORMAT,
      formerLogGroups: { "/flows/former": `${FORMAT} tcp-flags` },
      includeRejected: true,
      pce: { ...pce(stack), port: 443 },
      vpc: { vpc },
      pceCallsPerMinute: 100,
      serverPorts: [8443],
      undecided: Undecided.LowerPort,
      normalise: small,
      upload: small,
      maxConcurrency: 3,
      batchWindow: Duration.minutes(1),
      flowLogRetention: logs.RetentionDays.ONE_DAY,
      functionLogRetention: logs.RetentionDays.ONE_DAY,
      failedDeliveryRetention: Duration.days(7),
      deleteFailedDeliveries: true,
      deleteFlowLogGroup: true,
      ...platform(stack),
    };
    new VpcFlowLogsToPce(stack, "Traffic", props);
  },

  "VpcFlowLogsToPce with an existing log group": (stack) => {
    const existingLogGroup = logs.LogGroup.fromLogGroupArn(stack, "Group", GROUP_ARN);
    const targets = { shop: { vpc: vpcOf(stack) } };
    new VpcFlowLogsToPce(stack, "Traffic", { existingLogGroup, logFormat: FORMAT, targets, pce: pce(stack) });
  },

  "DagSync by default": (stack) => {
    new DagSync(stack, "Sync", followed(stack, vpcOf(stack)));
  },

  "DagSync with all arguments": (stack) => {
    const vpc = vpcOf(stack);
    const securityGroups = [
      ec2.SecurityGroup.fromSecurityGroupId(stack, "Firewalls", "sg-0123456789abcdef0"),
    ];
    const props: Required<DagSyncProps> = {
      ...followed(stack, vpc),
      vpc: { vpc, subnets: { subnets: vpc.privateSubnets.slice(0, 1) }, securityGroups },
      interval: Duration.minutes(10),
      ...small,
      functionLogRetention: logs.RetentionDays.ONE_DAY,
      ...platform(stack),
    };
    new DagSync(stack, "Sync", props);
  },

  "objects of the PCE by default": (stack) => {
    objects(new PceConnection(stack, "Pce", { pce: pce(stack) }));
  },

  "objects of the PCE with all arguments": (stack) => {
    const { alarmActions, ...rules } = platform(stack);
    const props: Required<PceConnectionProps> = {
      pce: pce(stack),
      vpc: { vpc: vpcOf(stack) },
      functionLogRetention: logs.RetentionDays.ONE_DAY,
      driftCheck: { interval: Duration.hours(6), alarmActions },
      ...rules,
    };
    objects(new PceConnection(stack, "Pce", props));
  },

  "objects of the PCE with driftCheck by default": (stack) => {
    objects(new PceConnection(stack, "Pce", { pce: pce(stack), driftCheck: {} }));
  },

  "DagBinding with DagSync by default": (stack) => followedBinding(stack, vpcOf(stack), {}),

  "DagBinding with DagSync with all arguments": (stack) => {
    const { alarmActions, ...rules } = platform(stack);
    followedBinding(stack, vpcOf(stack), rules);
  },
};
