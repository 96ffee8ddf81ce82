import { Duration, Size, Token } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as logs from "aws-cdk-lib/aws-logs";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import * as sns from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { Undecided, VpcFlowLogsToPce } from "../../../components/cdk";
import { tlsOnlyPolicy } from "../../../components/shared/aws/tls-only-policy";
import { flowLogAlarms } from "../../../components/shared/aws/vpc-flow-logs-to-pce/alarms";
import { FLOW_LOG_DEFAULTS } from "../../../components/shared/aws/vpc-flow-logs-to-pce/defaults";
import { flowLogDigest } from "../../../components/shared/aws/vpc-flow-logs-to-pce/flow-log";
import { flowLogTrust } from "../../../components/shared/aws/vpc-flow-logs-to-pce/policies";
import { flowQueueTimes } from "../../../components/shared/aws/vpc-flow-logs-to-pce/storage";
import { NORMALISE, UPLOAD } from "../../../core/contracts/aws/function-environment";
import { problemsOf } from "./problems";
import { FLAGS, onlyResource, resourcesOf, testStack } from "./synth";
import { GROUP_ARN, pce, SECRET_ARN, traffic, VPC_ID, vpcOf, within } from "./traffic";

/** A scope of its own for what would have the same id twice. */
const innerOf = (scope: Construct, id = "Inner") => new Construct(scope, id) as never;

const DIGEST = flowLogDigest(FLOW_LOG_DEFAULTS);

test("a construct makes the resources of the Pulumi component, and no managed policy", () => {
  const { stack } = traffic();
  expect(problemsOf(stack)).toEqual([]);
  const types = Object.values(resourcesOf(stack)).map(({ Type }) => Type);
  const count = (type: string) => types.filter((one) => one === type).length;
  expect(Object.fromEntries([...new Set(types)].sort().map((type) => [type, count(type)]))).toEqual({
    "AWS::CloudWatch::Alarm": 6,
    "AWS::EC2::FlowLog": 1,
    "AWS::IAM::Policy": 3,
    "AWS::IAM::Role": 3,

    "AWS::Lambda::EventInvokeConfig": 1,
    "AWS::Lambda::EventSourceMapping": 1,
    "AWS::Lambda::Function": 2,
    "AWS::Lambda::Permission": 1,
    "AWS::Logs::LogGroup": 3,
    "AWS::Logs::SubscriptionFilter": 1,
    "AWS::S3::Bucket": 1,
    "AWS::S3::BucketPolicy": 1,
    "AWS::SQS::Queue": 3,
    "AWS::SQS::QueuePolicy": 3,
  });
  for (const role of Object.values(resourcesOf(stack, "AWS::IAM::Role")))
    expect(Object.keys(role.Properties).sort()).toEqual(["AssumeRolePolicyDocument", "Description"]);
});

test.each(Object.entries(FLAGS))(
  "CloudFormation's own rules accept the template with %s feature flags",
  (_name, flags) => {
    const stack = testStack({}, { flags, validation: true });
    new VpcFlowLogsToPce(stack, "Traffic", { targets: { shop: { vpc: vpcOf(stack) } }, pce: pce(stack) });
    expect(Object.keys(resourcesOf(stack))).not.toEqual([]);
  },
);

test("logical ids and resources are the same with all feature flags and with none", () => {
  const full = (flags: Record<string, unknown>) =>
    resourcesOf(
      traffic(
        (stack) => ({
          kmsKey: kms.Key.fromKeyArn(
            stack,
            "Key",
            "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
          ),
          vpc: { vpc: vpcOf(innerOf(stack)) },
          alarmActions: [
            new SnsAction(sns.Topic.fromTopicArn(stack, "Topic", "arn:aws:sns:us-east-1:123456789012:t")),
          ],
          deleteFailedDeliveries: true,
          tags: { team: "network" },
        }),
        { flags },
      ).stack,
    );
  const [none, recommended] = [full(FLAGS.none), full(FLAGS.recommended)];
  expect(Object.keys(none)).toEqual(Object.keys(recommended));
  expect(resourcesOf(traffic(undefined, { flags: FLAGS.none }).stack)).toEqual(
    resourcesOf(traffic(undefined, { flags: FLAGS.recommended }).stack),
  );
});

test("the flow log writes into the group of its format under a role for flow logs of this account and region only", () => {
  const { stack, construct } = traffic();
  const made = within(stack, construct);
  const format = `FlowLogs${DIGEST}`;
  const group = stack.resolve(construct.logGroup.logGroupName);
  expect(made[`${format}/Targets/shop`]!.Properties).toMatchObject({
    ResourceId: VPC_ID,
    ResourceType: "VPC",
    TrafficType: "ACCEPT",
    LogDestinationType: "cloud-watch-logs",
    LogFormat: FLOW_LOG_DEFAULTS.logFormat,
    MaxAggregationInterval: 60,
    DeliverLogsPermissionArn: stack.resolve(construct.flowLogRole!.roleArn),
  });
  const destination = made[`${format}/Targets/shop`]!.Properties.LogDestination["Fn::Join"][1];
  expect(destination.slice(-2)).toEqual([":log-group:", group]);
  expect(made["FlowLogRole"]!.Properties.AssumeRolePolicyDocument).toEqual(
    stack.resolve(flowLogTrust({ partition: stack.partition, region: stack.region, account: stack.account })),
  );
  const written = made["FlowLogRole/Policy"]!.Properties.PolicyDocument.Statement;
  expect(written.map(({ Action }: { Action: string[] }) => Action)).toEqual([
    ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
  ]);
});

test("a flow log is made after the subscription, and the subscription after permission and on-failure destination", () => {
  const { stack, construct } = traffic();
  const made = within(stack, construct);
  const filter = stack.resolve(construct.subscriptionFilter.logicalId);
  expect(made[`FlowLogs${DIGEST}/Targets/shop`]!.DependsOn).toContain(filter);
  expect(made[`FlowLogs${DIGEST}/SubscriptionFilter`]!.DependsOn).toEqual([
    expect.stringContaining("Permission"),
    expect.stringContaining("NormaliseInvocation"),
  ]);
  expect(made[`FlowLogs${DIGEST}/Permission`]!.Properties.SourceArn["Fn::Join"][1].at(-1)).toBe(":*");
});

test("another format has another log group, and the former group is kept with its subscription", () => {
  const groupsOf = (logFormat?: string) => {
    const { stack, construct } = traffic(() => (logFormat === undefined ? {} : { logFormat }));
    return { id: stack.resolve(construct.logGroup.logGroupName).Ref, made: within(stack, construct) };
  };
  const [one, other] = [groupsOf(), groupsOf("version srcaddr dstaddr srcport dstport protocol action")];
  expect(one.id).not.toBe(other.id);
  for (const part of ["LogGroup", "SubscriptionFilter", "Permission"])
    expect(one.made[`FlowLogs${DIGEST}/${part}`]).toMatchObject({
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
    });
  const { stack, construct } = traffic(() => ({ deleteFlowLogGroup: true }));
  for (const part of ["LogGroup", "SubscriptionFilter", "Permission"])
    expect(within(stack, construct)[`FlowLogs${DIGEST}/${part}`]!.DeletionPolicy).toBe("Delete");
});

test("the role of flow logs may write into the groups of all formats, which CloudFormation names by their logical ids", () => {
  const { stack, construct } = traffic();
  const { Ref: id } = stack.resolve(construct.logGroup.logGroupName) as { Ref: string };
  expect(id).toMatch(new RegExp(`^TrafficFlowLogs${DIGEST}LogGroup`));
  const [{ Resource: resource }] = within(stack, construct)["FlowLogRole/Policy"]!.Properties.PolicyDocument
    .Statement;
  expect(resource["Fn::Join"][1].slice(-3)).toEqual([
    ":log-group:",
    { Ref: "AWS::StackName" },
    "-TrafficFlowLogs*:*",
  ]);
  const renamed = traffic();
  (renamed.construct.logGroup.node.defaultChild as logs.CfnLogGroup).overrideLogicalId("Renamed");
  const [only] = within(renamed.stack, renamed.construct)["FlowLogRole/Policy"]!.Properties.PolicyDocument
    .Statement;
  expect(only.Resource["Fn::Join"][1].slice(-2)).toEqual([{ Ref: "Renamed" }, ":*"]);
});

test("normalise also reads former log groups, whose formats are checked", () => {
  const formats = (formerLogGroups: Record<string, string>) => {
    const { stack, construct } = traffic(() => ({ formerLogGroups }));
    return { construct, stack, problems: problemsOf(stack) };
  };
  const { stack, construct, problems } = formats({
    "/former": "srcaddr dstaddr srcport dstport protocol action",
  });
  expect(problems).toEqual([]);
  const variables = within(stack, construct)["Normalise/Function"]!.Properties.Environment.Variables;
  expect(variables[NORMALISE.flowLogFormats]["Fn::Join"][1][0]).toBe(
    '{"/former":"srcaddr dstaddr srcport dstport protocol action","',
  );
  expect(formats({ "/former": "version no-such-field" }).problems).toEqual([
    expect.stringMatching(/^formerLogGroups\["\/former"\]: .*no-such-field/),
  ]);
});

test("the functions get what their contracts name", () => {
  const { stack, construct } = traffic();
  const made = within(stack, construct);
  expect(made["Upload/Function"]!.Properties.Environment.Variables).toEqual({
    [UPLOAD.pceHost]: "pce.example.com",
    [UPLOAD.pcePort]: "8443",
    [UPLOAD.pceOrgId]: "7",
    [UPLOAD.pceSecretArn]: SECRET_ARN,
    [UPLOAD.flowQueueUrl]: stack.resolve(construct.flowQueue.queueUrl),
    [UPLOAD.refusedQueueUrl]: stack.resolve(construct.refusedQueue.queueUrl),
    [UPLOAD.deadLetterQueueUrl]: stack.resolve(construct.deadLetterQueue.queueUrl),
    [UPLOAD.callsPerMinute]: "200",
    [UPLOAD.serverPorts]: "",
    [UPLOAD.undecided]: "drop",
  });
  const normalise = made["Normalise/Function"]!.Properties.Environment.Variables;
  expect(Object.keys(normalise).sort()).toEqual(
    [NORMALISE.flowLogFormats, NORMALISE.flowQueueUrl, NORMALISE.includeRejected].sort(),
  );
  const parts = normalise[NORMALISE.flowLogFormats]["Fn::Join"][1];
  const text = parts.map((part: unknown) => (typeof part === "string" ? part : "group")).join("");
  expect(JSON.parse(text)).toEqual({ group: expect.stringMatching(/^version account-id .* subnet-id$/) });
});

test("queues and bucket are encrypted and reached over TLS only", () => {
  const { stack, construct } = traffic();
  for (const queue of [construct.flowQueue, construct.deadLetterQueue, construct.refusedQueue]) {
    const [policy] = Object.values(resourcesOf(stack, "AWS::SQS::QueuePolicy")).filter(
      ({ Properties }) => Properties.Queues[0].Ref === stack.resolve(queue.queueUrl).Ref,
    );
    const [statement] = tlsOnlyPolicy("sqs", queue.queueArn).Statement;
    expect(policy!.Properties.PolicyDocument.Statement).toEqual([
      { ...stack.resolve(statement), Principal: { AWS: "*" } },
    ]);
  }
  const [statement] = tlsOnlyPolicy("s3", construct.failedDeliveries.bucketArn).Statement;
  expect(onlyResource(stack, "AWS::S3::BucketPolicy").Properties.PolicyDocument.Statement).toEqual([
    { ...stack.resolve(statement), Principal: { AWS: "*" } },
  ]);
  const times = flowQueueTimes(120, 300);
  const made = within(stack, construct);
  expect(made["Flows"]!.Properties).toEqual({
    MessageRetentionPeriod: 14 * 24 * 3600,
    RedrivePolicy: {
      deadLetterTargetArn: stack.resolve(construct.deadLetterQueue.queueArn),
      maxReceiveCount: times.maxReceiveCount,
    },
    SqsManagedSseEnabled: true,
    VisibilityTimeout: times.visibilityTimeoutInSeconds,
  });
});

test("the alarms are those of the shared data, and notify what was given", () => {
  const { stack, construct } = traffic((scope) => ({
    alarmActions: [
      new SnsAction(sns.Topic.fromTopicArn(scope, "Topic", "arn:aws:sns:us-east-1:123456789012:t")),
    ],
  }));
  const alarms = flowLogAlarms({
    normaliseFunction: "n",
    uploadFunction: "u",
    flowQueue: "f",
    deadLetterQueue: "d",
    receivesToWorry: 1,
  });
  expect(Object.keys(construct.alarms)).toEqual(alarms.map(({ suffix }) => suffix));
  const made = within(stack, construct);
  for (const alarm of alarms)
    expect(made[`Alarms/${alarm.suffix}`]!.Properties).toMatchObject({
      AlarmActions: ["arn:aws:sns:us-east-1:123456789012:t"],
      AlarmDescription: alarm.description,
      ComparisonOperator: alarm.comparisonOperator,
      MetricName: alarm.metricName,
      Namespace: alarm.namespace,
      Statistic: alarm.statistic,
      TreatMissingData: alarm.treatMissingData,
    });
});

test("every value that is not needed at once may be a token", () => {
  const number = (name: string) => Token.asNumber({ Ref: name });
  const text = (name: string) => Token.asString({ Ref: name });
  const { stack, construct } = traffic((scope) => ({
    targets: {
      network: { vpc: new ec2.Vpc(scope, "Network", { natGateways: 0 }) },
      subnet: { subnet: ec2.Subnet.fromSubnetId(scope, "Subnet", text("Subnet")) },
      eni: { networkInterfaceId: text("Interface") },
    },
    pce: {
      host: text("Host"),
      port: number("Port"),
      orgId: number("Org"),
      secret: new secretsmanager.Secret(scope, "New"),
    },
    serverPorts: [443, number("ServerPort")],
    undecided: text("Undecided"),
    normalise: { memorySize: Size.mebibytes(number("Memory")), timeout: Duration.seconds(number("Timeout")) },
    upload: { memorySize: Size.mebibytes(number("Memory")) },
    flowLogRetention: number("Days"),
    functionLogRetention: number("Days"),
    failedDeliveryRetention: Duration.days(number("Days")),
    tags: { team: text("Team") },
    proxyUrl: text("Proxy"),
    kmsKey: new kms.Key(scope, "Key"),
    permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(scope, "Boundary", text("Boundary")),
  }));
  expect(problemsOf(stack)).toEqual([]);
  const made = within(stack, construct);
  expect(made["Upload/Function"]!.Properties.Environment.Variables).toMatchObject({
    [UPLOAD.pceHost]: { Ref: "Host" },
    [UPLOAD.pcePort]: { Ref: "Port" },
    [UPLOAD.serverPorts]: { "Fn::Join": ["", ["443,", { Ref: "ServerPort" }]] },
    [UPLOAD.proxyUrl]: { Ref: "Proxy" },
  });
  expect(made["Normalise/Function"]!.Properties).toMatchObject({
    MemorySize: { Ref: "Memory" },
    Timeout: { Ref: "Timeout" },
  });
  expect(Object.keys(construct.flowLogs)).toEqual(["network", "subnet", "eni"]);
  expect(made[`FlowLogs${DIGEST}/Targets/eni`]!.Properties).toMatchObject({
    ResourceId: { Ref: "Interface" },
    ResourceType: "NetworkInterface",
    Tags: [{ Key: "team", Value: { Ref: "Team" } }],
  });
});

test("tokens are refused by name where a value is needed at once", () => {
  const number = Token.asNumber({ Ref: "Number" });
  const { stack } = traffic(() => ({
    logFormat: Token.asString({ Ref: "Format" }),
    upload: { timeout: Duration.seconds(number) },
    batchWindow: Duration.seconds(number),
    pceCallsPerMinute: number,
    maxConcurrency: number,
    targets: { [Token.asString({ Ref: "Key" })]: { networkInterfaceId: "eni-0123456789abcdef0" } },
    tags: { [Token.asString({ Ref: "Tag" })]: "value" },
  }));
  const known = ["maxConcurrency", "pceCallsPerMinute", "upload.timeout", "batchWindow"];
  const problems = problemsOf(stack);
  for (const name of known)
    expect(problems).toContainEqual(
      expect.stringMatching(new RegExp(`^${name}: must be known when the program runs`)),
    );
  expect(problems).toContainEqual(
    expect.stringMatching(/^logFormat: must be known .* because the log group/),
  );
  expect(problems).toContainEqual(expect.stringMatching(/^targets.*: must have a key that is known/));
  expect(problems).toContainEqual(expect.stringMatching(/^tags.*: must be known when the program runs/));
});

test("all problems of the props are reported at once", () => {
  const { stack } = traffic((scope) => ({
    targets: {
      both: { vpc: vpcOf(innerOf(scope)), networkInterfaceId: "eni-0123456789abcdef0" },
      none: {},
      wrong: { networkInterfaceId: "vpc-0123456789abcdef0" },
      "": { networkInterfaceId: "eni-0123456789abcdef0" },
    },
    pce: { host: "https://pce.example.com", orgId: 0, secret: pce(innerOf(scope, "More")).secret },
    logFormat: "version no-such-field",
    undecided: "guess",
    serverPorts: [70_000],
    normalise: { timeout: Duration.minutes(16) },
    upload: { memorySize: Size.mebibytes(64) },
    maxConcurrency: 401,
    batchWindow: Duration.minutes(6),
    flowLogRetention: 2 as never,
    failedDeliveryRetention: Duration.hours(6),
    proxyUrl: "http://user:secret@proxy.example.com:3128",
  }));
  const problems = problemsOf(stack);
  expect(problems.map((problem) => problem.split(": ")[0])).toEqual([
    "proxyUrl",
    "targets.both",
    "targets.none",
    "targets.wrong.networkInterfaceId",
    'targets[""]',
    "logFormat",
    "maxConcurrency",
    "pce.host",
    "pce.orgId",
    "serverPorts[0]",
    "undecided",
    "normalise.timeout",
    "upload.memorySize",
    "batchWindow",
    "flowLogRetention",
    "failedDeliveryRetention",
  ]);
  expect(problems).toContain("targets.none: must name one of vpc, subnet, networkInterfaceId, got none");
  expect(problems.join()).not.toContain("secret@");
});

test("a construct without targets needs an existing log group, and its format", () => {
  expect(problemsOf(traffic(() => ({ targets: {} })).stack)).toEqual([
    "targets: names nothing: give a VPC, a subnet or a network interface, or existingLogGroup",
  ]);
  const existing = traffic((scope) => ({
    targets: {},
    existingLogGroup: logs.LogGroup.fromLogGroupArn(scope, "Flows", GROUP_ARN),
  }));
  expect(problemsOf(existing.stack)).toEqual([
    "logFormat: is needed with existingLogGroup: it says which fields the flow logs of that group have",
  ]);
});

test("an existing log group is subscribed, and keeps its name whatever the format", () => {
  const { stack, construct } = traffic((scope) => ({
    targets: {},
    existingLogGroup: logs.LogGroup.fromLogGroupArn(scope, "Flows", GROUP_ARN),
    logFormat: Token.asString({ Ref: "Format" }),
    includeRejected: true,
  }));
  expect(problemsOf(stack)).toEqual([]);
  const made = within(stack, construct);
  expect(made["FlowLogs/SubscriptionFilter"]).toMatchObject({
    Properties: { LogGroupName: "/flows" },
    DeletionPolicy: "Delete",
  });
  expect(construct.flowLogRole).toBeUndefined();
  expect(made["Normalise/Function"]!.Properties.Environment.Variables[NORMALISE.flowLogFormats]).toEqual({
    "Fn::Join": ["", ['{"/flows":"', { Ref: "Format" }, '"}']],
  });
});

test.each<[string, (stack: ReturnType<typeof testStack>) => logs.ILogGroup, RegExp]>([
  [
    "of another class than STANDARD",
    (stack) => new logs.LogGroup(stack, "Flows", { logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS }),
    /^existingLogGroup: must be of the class STANDARD, got 'INFREQUENT_ACCESS'; other classes have no subscription filters$/,
  ],
  [
    "with an ARN of another kind",
    (stack) => logs.LogGroup.fromLogGroupArn(stack, "Flows", "arn:aws:s3:::bucket"),
    /^existingLogGroup: must look like arn:aws:logs:/,
  ],
  [
    "of another region",
    (stack) => logs.LogGroup.fromLogGroupArn(stack, "Flows", GROUP_ARN.replace("us-east-1", "eu-west-1")),
    /^existingLogGroup: must be a log group in the region of the stack, us-east-1, got one in eu-west-1/,
  ],
])("a log group %s is refused", (_what, group, problem) => {
  const { stack } = traffic(
    (scope) => ({
      targets: {},
      existingLogGroup: group(scope),
      logFormat: FLOW_LOG_DEFAULTS.logFormat,
    }),
    { props: { env: { region: "us-east-1", account: "123456789012" } } },
  );
  expect(problemsOf(stack)).toEqual([expect.stringMatching(problem)]);
});

test("a third subscription filter on the log group is refused", () => {
  const { stack, construct } = traffic();
  const filter = (id: string) =>
    new logs.CfnSubscriptionFilter(stack, id, {
      logGroupName: construct.logGroup.logGroupName,
      destinationArn: "arn:aws:lambda:us-east-1:123456789012:function:other",
      filterPattern: "",
    });
  filter("Second");
  expect(problemsOf(stack)).toEqual([]);
  filter("Third");
  expect(problemsOf(stack)).toEqual([
    expect.stringMatching(
      /^subscription filters: the log group Stack\/Traffic\/.* has 3 .*Stack\/Second, Stack\/Third/,
    ),
  ]);
});

test("upload joins the VPC with its policy, and normalise stays outside", () => {
  const { stack, construct } = traffic((scope) => ({ vpc: { vpc: vpcOf(innerOf(scope)) } }));
  expect(problemsOf(stack)).toEqual([]);
  const made = within(stack, construct);
  expect(made["Upload/Function"]!.Properties.VpcConfig).toEqual({
    SubnetIds: ["subnet-0123456789abcde03", "subnet-0123456789abcde04"],
    SecurityGroupIds: [expect.anything()],
  });
  expect(made["Normalise/Function"]!.Properties.VpcConfig).toBeUndefined();
  expect(JSON.stringify(made["Upload/Role/Policy"])).toContain("ec2:CreateNetworkInterface");
  expect(JSON.stringify(made["Normalise/Role/Policy"])).not.toContain("ec2:");
});

test.each<[string, (vpc: ec2.IVpc, stack: ReturnType<typeof testStack>) => object, RegExp]>([
  [
    "public subnets",
    (vpc) => ({ vpc, subnets: { subnetType: ec2.SubnetType.PUBLIC } }),
    /^vpc.subnets: holds 2 public subnets, in which a function has no way to the internet/,
  ],
  [
    "subnets that the VPC does not have",
    (vpc) => ({ vpc, subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }),
    /^vpc.subnets: .*no 'Isolated' subnet/,
  ],
  [
    "more than five security groups",
    (vpc, stack) => ({
      vpc,
      securityGroups: [1, 2, 3, 4, 5, 6].map((number) =>
        ec2.SecurityGroup.fromSecurityGroupId(stack, `Group${number}`, `sg-0123456789abcdef${number}`),
      ),
    }),
    /^vpc.securityGroups: must be a list of 1 to 5, got a list of 6$/,
  ],
  ["no VPC", () => ({}), /^vpc.vpc: is missing$/],
  [
    "the id of a VPC",
    () => ({ vpc: "vpc-1" as never }),
    /^vpc.vpc: must be a VPC as CDK has it, got 'vpc-1'$/,
  ],
])("a function in %s is refused", (_what, props, problem) => {
  const { stack } = traffic((scope) => ({ vpc: props(vpcOf(innerOf(scope)), scope) as never }));
  expect(problemsOf(stack)).toEqual([expect.stringMatching(problem)]);
});

test("a VPC that the CDK CLI has yet to look up is no problem", () => {
  const { stack } = traffic(
    (scope) => {
      const vpc = ec2.Vpc.fromLookup(scope, "Found", { isDefault: true });
      return { targets: { shop: { vpc }, subnet: { subnet: vpc.privateSubnets[0]! } }, vpc: { vpc } };
    },
    { props: { env: { region: "us-east-1", account: "123456789012" } } },
  );
  expect(problemsOf(stack)).toEqual([]);
});

test("a key encrypts all that is kept, and allows CloudWatch Logs to use it", () => {
  const { stack, construct } = traffic((scope) => ({ kmsKey: new kms.Key(scope, "Key") }));
  const made = within(stack, construct);
  const [[keyId, key] = []] = Object.entries(resourcesOf(stack, "AWS::KMS::Key"));
  const arn = { "Fn::GetAtt": [keyId, "Arn"] };
  for (const name of ["Flows", "DeadLetters", "Refused"]) {
    expect(made[name]!.Properties.KmsMasterKeyId).toEqual(arn);
    expect(made[name]!.Properties.SqsManagedSseEnabled).toBeUndefined();
  }
  for (const name of [`FlowLogs${DIGEST}/LogGroup`, "Normalise/LogGroup", "Upload/LogGroup"])
    expect(made[name]!.Properties.KmsKeyId).toEqual(arn);
  for (const name of ["Normalise/Function", "Upload/Function"])
    expect(made[name]!.Properties.KmsKeyArn).toEqual(arn);
  expect(made["FailedDeliveries"]!.Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
    {
      BucketKeyEnabled: true,
      ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: arn },
    },
  ]);
  for (const name of ["Normalise/Role/Policy", "Upload/Role/Policy"])
    expect(made[name]!.Properties.PolicyDocument.Statement).toContainEqual({
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: arn,
    });
  expect(JSON.stringify(key!.Properties.KeyPolicy)).toContain("kms:EncryptionContext:aws:logs:arn");
});

test("an alias is refused in the place of a key, and another ARN in the place of a boundary", () => {
  const { stack } = traffic((scope) => ({
    kmsKey: kms.Alias.fromAliasName(scope, "Alias", "alias/logs"),
    permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(
      scope,
      "Boundary",
      "arn:aws:iam::123456789012:role/r",
    ),
  }));
  expect(problemsOf(stack)).toEqual([
    expect.stringMatching(/^kmsKey: must be a key, got an alias/),
    expect.stringMatching(/^permissionsBoundary: must look like arn:aws:iam::/),
  ]);
});

test("an ARN is refused in the place of an alarm action", () => {
  const { stack } = traffic(() => ({ alarmActions: ["arn:aws:sns:us-east-1:123456789012:t" as never] }));
  expect(problemsOf(stack)).toEqual([
    expect.stringMatching(
      /^alarmActions\[0\]: must be an alarm action, as new SnsAction\(topic\), got 'arn:/,
    ),
  ]);
});

test("the boundary limits every role, that of the deletion of failed deliveries too", () => {
  const arn = "arn:aws:iam::123456789012:policy/boundary";
  const { stack } = traffic((scope) => ({
    permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(scope, "Boundary", arn),
    deleteFailedDeliveries: true,
  }));
  const roles = Object.values(resourcesOf(stack, "AWS::IAM::Role"));
  expect(roles.map(({ Properties }) => Properties.PermissionsBoundary)).toEqual([arn, arn, arn, arn]);
});

test("every function has a log group of the stack, that of the deletion of failed deliveries too", () => {
  const { stack } = traffic((scope) => ({
    deleteFailedDeliveries: true,
    functionLogRetention: logs.RetentionDays.ONE_DAY,
    kmsKey: new kms.Key(scope, "Key"),
  }));
  new VpcFlowLogsToPce(stack, "Other", {
    targets: { shop: { networkInterfaceId: "eni-0123456789abcdef0" } },
    pce: pce(innerOf(stack)),
    deleteFailedDeliveries: true,
  });
  const functions = Object.values(resourcesOf(stack, "AWS::Lambda::Function"));
  const groups = resourcesOf(stack, "AWS::Logs::LogGroup");
  expect(functions).toHaveLength(5);
  const used = functions.map(({ Properties }) => groups[Properties.LoggingConfig?.LogGroup.Ref]);
  expect(used).not.toContain(undefined);
  const [ofDeletion] = Object.entries(groups).flatMap(([id, group]) =>
    id.includes("AutoDelete") ? [group] : [],
  );
  expect(ofDeletion).toMatchObject({
    DeletionPolicy: "Delete",
    Properties: { RetentionInDays: 1, KmsKeyId: { "Fn::GetAtt": [expect.stringMatching(/^Key/), "Arn"] } },
  });
});

test("upload may decrypt a secret that the app encrypts with a key", () => {
  const { stack, construct } = traffic((scope) => {
    const encryptionKey = new kms.Key(scope, "Key");
    const secret = new secretsmanager.Secret(scope, "New", { encryptionKey });
    return { pce: { host: "pce.example.com", orgId: 7, secret } };
  });
  expect(within(stack, construct)["Upload/Role/Policy"]!.Properties.PolicyDocument.Statement.at(-1)).toEqual({
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: { "Fn::GetAtt": [expect.stringMatching(/^Key/), "Arn"] },
    Condition: {
      StringEquals: {
        "kms:ViaService": { "Fn::Join": ["", ["secretsmanager.", { Ref: "AWS::Region" }, ".amazonaws.com"]] },
      },
    },
  });
});

test("a tag reaches everything that can carry tags", () => {
  const { stack } = traffic(() => ({ tags: { team: "network" } }));
  const tagged = Object.values(resourcesOf(stack)).filter(({ Properties }) =>
    JSON.stringify(Properties.Tags ?? "").includes("network"),
  );
  expect(tagged).toHaveLength(6 + 1 + 3 + 1 + 2 + 3 + 1 + 3);
});

test("objects of the bucket go with it only where that is wanted", () => {
  expect(resourcesOf(traffic().stack, "Custom::S3AutoDeleteObjects")).toEqual({});
  const { stack } = traffic(() => ({ deleteFailedDeliveries: true }));
  expect(Object.keys(resourcesOf(stack, "Custom::S3AutoDeleteObjects"))).toHaveLength(1);
});

test("long ids and keys of targets make no name too long", () => {
  const long = "a".repeat(200);
  const stack = testStack();
  new VpcFlowLogsToPce(stack, `Traffic${long}`, {
    targets: {
      [long]: { vpc: vpcOf(stack) },
      [`${long}/b`]: { networkInterfaceId: "eni-0123456789abcdef0" },
    },
    pce: pce(stack),
    undecided: Undecided.LowerPort,
  });
  const ids = Object.keys(resourcesOf(stack));
  expect(ids.every((id) => id.length <= 255)).toBe(true);
  for (const { Properties } of Object.values(resourcesOf(stack)))
    expect(
      Object.keys(Properties).filter(
        (name) =>
          /^(RoleName|FunctionName|QueueName|BucketName)$/.test(name) && typeof Properties[name] === "string",
      ),
    ).toEqual([]);
});

test("operators may be allowed to redrive and to read what the PCE refused", () => {
  const { stack, construct } = traffic();
  const operator = new iam.Role(stack, "Operator", { assumedBy: new iam.AccountRootPrincipal() });
  for (const grant of [
    construct.grants.redriveDeliveries(operator),
    construct.grants.redriveDeadLetters(operator),
    construct.grants.readRefusedLines(operator),
  ])
    expect(grant.success).toBe(true);
  const policies = Object.entries(resourcesOf(stack, "AWS::IAM::Policy"));
  const text = JSON.stringify(policies.filter(([id]) => id.startsWith("Operator")));
  for (const action of [
    "s3:GetObject*",
    "s3:List*",
    "s3:DeleteObject*",
    "lambda:InvokeFunction",
    "sqs:StartMessageMoveTask",
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
  ])
    expect(text).toContain(`"${action}"`);
});

test("a metric of the construct can be used in an alarm of the app", () => {
  const { stack, construct } = traffic();
  new cloudwatch.Alarm(stack, "Refused", {
    metric: construct.metricFlowsRefused({ period: Duration.hours(1) }),
    threshold: 1,
    evaluationPeriods: 1,
  });
  const [made] = Object.values(resourcesOf(stack, "AWS::CloudWatch::Alarm")).filter(
    ({ Properties }) => Properties.MetricName === "FlowsRefused",
  );
  expect(made!.Properties).toMatchObject({
    Namespace: "IllumioIac/FlowLogs",
    Dimensions: [{ Name: "FunctionName", Value: stack.resolve(construct.uploadFunction.functionName) }],
    Statistic: "Sum",
    Period: 3600,
  });
});
