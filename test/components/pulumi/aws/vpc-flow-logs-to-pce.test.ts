import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { VpcFlowLogsToPce, type VpcFlowLogsToPceArgs } from "../../../../components/pulumi/aws";
import { NORMALISE, UPLOAD } from "../../../../core/contracts/aws/function-environment";
import { type Recorded, recordResources } from "../recorder";

const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:pce-AbCdEf";
const ARGS: VpcFlowLogsToPceArgs = {
  targets: { main: { vpcId: "vpc-0123456789abcdef0" } },
  pce: { host: "pce.example.com", port: 8443, orgId: 1, secretArn: SECRET },
};
const GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:";
/** Of the default format: what a resource that every format has of its own is called. */
const OF_FORMAT = "app-fd8610da";
const FLOW_LOG_ROLE = "app-flow-log";
const FLOW_LOG = "app-main-fd8610da";
const OWN_FIELDS =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status " +
  "tcp-flags flow-direction pkt-srcaddr pkt-dstaddr type instance-id vpc-id subnet-id";

/** Names as AWS wants them in a format: each in `${}`. */
const format = (names: string) => names.replaceAll(/[^ ]+/g, (name) => `\${${name}}`);

/** What the cloud would add: names and ARNs that tell which resource they are of. */
const made = (type: string, name: string): Record<string, unknown> => ({
  name: `${name}-name`,
  arn: type.endsWith(":LogGroup") ? `${GROUP}${name}-name` : `arn:${type.split(":")[2]}:${name}`,
  url: `https://sqs/${name}`,
  bucket: `${name}-name`,
});

interface Deployed {
  readonly component: VpcFlowLogsToPce;
  /** Inputs of all resources of a type, by name. */
  of(type: string): Record<string, Record<string, unknown>>;
  /** Options of all resources, by type and name. */
  readonly options: Record<string, pulumi.CustomResourceOptions>;
  readonly all: readonly Recorded[];
}

async function deploy(
  args: Partial<VpcFlowLogsToPceArgs> = {},
  outputs: typeof made | (() => undefined) = made,
): Promise<Deployed> {
  const all = await recordResources(outputs, outputs !== made);
  const options: Deployed["options"] = {};
  const remember: pulumi.ResourceTransformation = ({ type, name, opts }) => {
    options[`${type.split(":")[2]} ${name}`] = opts;
    return undefined;
  };
  const component = new VpcFlowLogsToPce("app", { ...ARGS, ...args }, { transformations: [remember] });
  await pulumi.runtime.disconnect();
  const of = (type: string) =>
    Object.fromEntries(
      all.filter((one) => one.type.endsWith(`:${type}`)).map(({ name, inputs }) => [name, inputs]),
    );
  return { component, of, options, all };
}

/** What normalise knows of log groups. */
const formats = (of: Deployed["of"]) => {
  const { variables } = of("Function")["app-normalise"]!["environment"] as {
    variables: Record<string, string>;
  };
  return JSON.parse(variables[NORMALISE.flowLogFormats]!);
};
const statements = (document: unknown) => JSON.parse(document as string).Statement;
const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

describe("roles", () => {
  test("the flow logs of this account and Region may write into the log group, and nothing else", async () => {
    const { of } = await deploy();

    expect(statements(of("Role")[FLOW_LOG_ROLE]!["assumeRolePolicy"])).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*" },
        },
      },
    ]);
    expect(of("RolePolicy")[FLOW_LOG_ROLE]!["role"]).toBe(`${FLOW_LOG_ROLE}-name`);
    expect(statements(of("RolePolicy")[FLOW_LOG_ROLE]!["policy"])).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: `${GROUP}app-*:*`,
      },
    ]);
  });

  test("normalise may write its log, fill the flow queue and keep failures in the bucket", async () => {
    const { of } = await deploy();

    expect(statements(of("Role")["app-normalise"]!["assumeRolePolicy"])).toEqual([
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
    expect(statements(of("RolePolicy")["app-normalise"]!["policy"])).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${GROUP}app-normalise-name:*`,
      },
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: "arn:Queue:app-flows" },
      { Effect: "Allow", Action: ["s3:PutObject"], Resource: "arn:Bucket:app-failed-deliveries/*" },
      { Effect: "Allow", Action: ["s3:ListBucket"], Resource: "arn:Bucket:app-failed-deliveries" },
    ]);
  });

  test("upload may write its log, empty the flow queue and put back into it, fill the two others and read the secret", async () => {
    const { of } = await deploy();

    expect(statements(of("RolePolicy")["app-upload"]!["policy"])).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${GROUP}app-upload-name:*`,
      },
      {
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        Resource: "arn:Queue:app-flows",
      },
      {
        Effect: "Allow",
        Action: ["sqs:SendMessage"],
        Resource: ["arn:Queue:app-flows", "arn:Queue:app-refused", "arn:Queue:app-dead-letters"],
      },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: SECRET },
    ]);
  });
});

describe("flow logs", () => {
  test("are made for each target, in the format of the package", async () => {
    const { of } = await deploy({
      targets: {
        main: { vpcId: "vpc-0123456789abcdef0" },
        edge: { subnetId: "subnet-0123456789abcdef0" },
        probe: { networkInterfaceId: "eni-01234567" },
      },
    });
    const common = {
      trafficType: "ACCEPT",
      logDestinationType: "cloud-watch-logs",
      logDestination: `${GROUP}${OF_FORMAT}-name`,
      logFormat: format(OWN_FIELDS),
      maxAggregationInterval: 60,
      iamRoleArn: `arn:Role:${FLOW_LOG_ROLE}`,
    };

    expect(of("FlowLog")).toEqual({
      [FLOW_LOG]: { ...common, vpcId: "vpc-0123456789abcdef0" },
      "app-edge-fd8610da": { ...common, subnetId: "subnet-0123456789abcdef0" },
      "app-probe-fd8610da": { ...common, eniId: "eni-01234567" },
    });
  });

  test("record rejected traffic when includeRejected is set", async () => {
    const { of } = await deploy({ includeRejected: true });
    expect(Object.values(of("FlowLog")).map(({ trafficType }) => trafficType)).toEqual(["ALL"]);
  });

  test("write the given format, and normalise reads its fields in that order", async () => {
    const { of } = await deploy({ logFormat: `dstaddr srcaddr  ${format("srcport dstport protocol")}` });

    const [[name, flowLog] = []] = Object.entries(of("FlowLog"));
    expect(flowLog!["logFormat"]).toBe(format("dstaddr srcaddr srcport dstport protocol"));
    const logGroup = `${name!.replace("-main", "")}-name`;
    expect(formats(of)).toEqual({ [logGroup]: "dstaddr srcaddr srcport dstport protocol" });
  });

  test("are not made when a log group has them already", async () => {
    const { component, of } = await deploy({
      targets: undefined,
      existingLogGroupArn: `${GROUP}central/flows:*`,
      logFormat: format("srcaddr dstaddr srcport dstport protocol action"),
    });

    expect(of("FlowLog")).toEqual({});
    expect(Object.keys(of("LogGroup"))).toEqual(["app-upload", "app-normalise"]);
    expect(Object.keys(of("Role"))).toEqual(["app-upload", "app-normalise"]);
    expect(formats(of)).toEqual({ "central/flows": "srcaddr dstaddr srcport dstport protocol action" });
    expect(of("LogSubscriptionFilter")["app"]!["logGroup"]).toBe("central/flows");
    expect(of("Permission")["app"]!["sourceArn"]).toBe(`${GROUP}central/flows:*`);
    expect(component.flowLogRole).toBeUndefined();
    expect(await value(component.flowLogIds)).toEqual({});
    expect(await value(component.logGroupArn)).toBe(`${GROUP}central/flows`);
  });

  test("can join an existing log group", async () => {
    const { of, options } = await deploy({
      existingLogGroupArn: `${GROUP}central`,
      logFormat: format(OWN_FIELDS),
    });

    expect(of("FlowLog")["app-main"]).toMatchObject({
      logDestination: `${GROUP}central`,
      logFormat: format(OWN_FIELDS),
    });
    expect(Object.keys(of("LogGroup"))).toEqual(["app-upload", "app-normalise"]);
    expect(formats(of)).toEqual({ central: OWN_FIELDS });
    for (const one of ["LogSubscriptionFilter app", "Permission app"])
      expect(options[one]!.retainOnDelete).toBe(false);
  });
});

describe("subscription", () => {
  test("gives normalise everything that the log group receives", async () => {
    const { of } = await deploy();

    expect(of("LogSubscriptionFilter")).toEqual({
      [OF_FORMAT]: {
        logGroup: `${OF_FORMAT}-name`,
        destinationArn: "arn:Function:app-normalise",
        filterPattern: "",
      },
    });
    expect(of("Permission")).toEqual({
      [OF_FORMAT]: {
        action: "lambda:InvokeFunction",
        function: "app-normalise-name",
        principal: "logs.amazonaws.com",
        sourceArn: `${GROUP}${OF_FORMAT}-name:*`,
      },
    });
  });

  test("a delivery that normalise fails to pass on is tried again for six hours, then kept", async () => {
    const { of } = await deploy();
    expect(of("FunctionEventInvokeConfig")).toEqual({
      "app-normalise": {
        functionName: "app-normalise-name",
        maximumEventAgeInSeconds: 21_600,
        maximumRetryAttempts: 2,
        destinationConfig: { onFailure: { destination: "arn:Bucket:app-failed-deliveries" } },
      },
    });
  });
});

describe("queues", () => {
  test("are encrypted, keep messages for two weeks, and flows outlast a day without a PCE", async () => {
    const { of } = await deploy();
    const common = { sqsManagedSseEnabled: true, messageRetentionSeconds: 1_209_600 };

    expect(of("Queue")).toEqual({
      "app-dead-letters": common,
      "app-refused": common,
      "app-flows": { ...common, visibilityTimeoutSeconds: 1020, redrivePolicy: expect.any(String) },
    });
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(
      of("Queue")["app-flows"]!["redrivePolicy"] as string,
    );
    expect(deadLetterTargetArn).toBe("arn:Queue:app-dead-letters");
    expect(maxReceiveCount * 1020).toBeGreaterThan(24 * 3600);
  });

  test("are reached over TLS only", async () => {
    const { of } = await deploy();

    expect(Object.keys(of("QueuePolicy")).sort()).toEqual(["app-dead-letters", "app-flows", "app-refused"]);
    expect(of("QueuePolicy")["app-flows"]!["queueUrl"]).toBe("https://sqs/app-flows");
    expect(statements(of("QueuePolicy")["app-flows"]!["policy"])).toEqual([
      {
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: "arn:Queue:app-flows",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  test("feed upload in batches whose failed messages alone come again", async () => {
    const { of } = await deploy({ maxConcurrency: 5, batchWindowInSeconds: 60 });

    expect(of("EventSourceMapping")).toEqual({
      "app-upload": {
        eventSourceArn: "arn:Queue:app-flows",
        functionName: "app-upload-name",
        batchSize: 200,
        maximumBatchingWindowInSeconds: 60,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: 5 },
      },
    });
  });

  test("hide a message for six timeouts of upload and one window", async () => {
    const { of } = await deploy({ upload: { timeoutInSeconds: 300 }, batchWindowInSeconds: 60 });
    expect(of("Queue")["app-flows"]!["visibilityTimeoutSeconds"]).toBe(1860);
  });
});

describe("functions", () => {
  test("get every variable that they read, and no other", async () => {
    const { of } = await deploy({
      pce: { ...ARGS.pce, orgId: 7 },
      maxConcurrency: 3,
      serverPorts: [8443, 5432],
      undecided: "lower-port",
      proxyUrl: "http://proxy.example.com:3128",
    });
    const variables = (name: string) =>
      (of("Function")[name]!["environment"] as { variables: Record<string, string> }).variables;

    expect(variables("app-normalise")).toEqual({
      ILLUMIO_FLOW_LOG_FORMATS: JSON.stringify({ [`${OF_FORMAT}-name`]: OWN_FIELDS }),
      ILLUMIO_FLOW_QUEUE_URL: "https://sqs/app-flows",
      ILLUMIO_INCLUDE_REJECTED: "false",
    });
    expect(variables("app-upload")).toEqual({
      ILLUMIO_PCE_HOST: "pce.example.com",
      ILLUMIO_PCE_PORT: "8443",
      ILLUMIO_PCE_ORG_ID: "7",
      ILLUMIO_PCE_SECRET_ARN: SECRET,
      ILLUMIO_FLOW_QUEUE_URL: "https://sqs/app-flows",
      ILLUMIO_REFUSED_QUEUE_URL: "https://sqs/app-refused",
      ILLUMIO_DEAD_LETTER_QUEUE_URL: "https://sqs/app-dead-letters",
      ILLUMIO_PCE_CALLS_PER_MINUTE: "133",
      ILLUMIO_SERVER_PORTS: "8443,5432",
      ILLUMIO_UNDECIDED: "lower-port",
      ILLUMIO_PROXY_URL: "http://proxy.example.com:3128",
    });
    expect(Object.keys(variables("app-normalise")).sort()).toEqual(Object.values(NORMALISE).sort());
    expect(Object.keys(variables("app-upload")).sort()).toEqual(Object.values(UPLOAD).sort());
  });

  test("call the port of a PCE on premises unless another is given", async () => {
    const { host, orgId, secretArn } = ARGS.pce;
    const { of } = await deploy({ pce: { host, orgId, secretArn } });
    expect(of("Function")["app-upload"]!["environment"]).toMatchObject({
      variables: { ILLUMIO_PCE_PORT: "8443" },
    });
  });

  test("have a bundle, a size, a role and a log group with retention", async () => {
    const { of } = await deploy({
      upload: { memorySizeInMegabytes: 1024, timeoutInSeconds: 300 },
      functionLogRetentionInDays: 14,
    });
    const { code, environment, description, ...upload } = of("Function")["app-upload"]!;

    expect(upload).toEqual({
      role: "arn:Role:app-upload",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      memorySize: 1024,
      timeout: 300,
      loggingConfig: { logFormat: "Text", logGroup: "app-upload-name" },
    });
    expect(of("Function")["app-normalise"]).toMatchObject({ memorySize: 512, timeout: 60 });
    expect(of("LogGroup")).toEqual({
      [OF_FORMAT]: { retentionInDays: 7 },
      "app-normalise": { retentionInDays: 14 },
      "app-upload": { retentionInDays: 14 },
    });
    const file = await pathOf(code);
    expect(file).toMatch(/dist\/lambda\/aws-upload\/index\.js$/);
    expect(existsSync(file)).toBe(true);
  });
});

describe("failed deliveries", () => {
  test("are kept in a bucket that is encrypted, private, reached over TLS only, and deletes them after the retention", async () => {
    const { of } = await deploy({ failedDeliveryRetentionInDays: 14 });
    const name = "app-failed-deliveries";
    const bucket = `${name}-name`;

    expect(of("BucketServerSideEncryptionConfiguration")[name]).toEqual({
      bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    expect(of("BucketPublicAccessBlock")[name]).toEqual({
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(statements(of("BucketPolicy")[name]!["policy"])).toEqual([
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:Bucket:app-failed-deliveries", "arn:Bucket:app-failed-deliveries/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    expect(of("BucketLifecycleConfiguration")[name]).toEqual({
      bucket,
      rules: [
        {
          id: "expire",
          status: "Enabled",
          filter: { prefix: "" },
          expiration: { days: 14 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    });
  });

  test.each([
    [undefined, false],
    [true, true],
  ])(
    "are deleted with the bucket when deleteFailedDeliveries is %p: %p",
    async (deleteFailedDeliveries, expected) => {
      const { of } = await deploy(deleteFailedDeliveries === undefined ? {} : { deleteFailedDeliveries });
      expect(of("Bucket")["app-failed-deliveries"]!["forceDestroy"]).toBe(expected);
    },
  );

  test("and flows that did not arrive fire an alarm", async () => {
    const { of } = await deploy({ alarmActionArns: ["arn:aws:sns:eu-west-1:123456789012:ops"] });
    const watched = Object.fromEntries(
      Object.entries(of("MetricAlarm")).map(([name, { namespace, metricName, dimensions }]) => [
        name,
        [namespace, metricName, dimensions],
      ]),
    );

    expect(watched).toEqual({
      "app-deliveries-given-up": ["AWS/Lambda", "AsyncEventsDropped", { FunctionName: "app-normalise-name" }],
      "app-deliveries-lost": [
        "AWS/Lambda",
        "DestinationDeliveryFailures",
        { FunctionName: "app-normalise-name" },
      ],
      "app-dead-letters": [
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        { QueueName: "app-dead-letters-name" },
      ],
      "app-flows-late": ["IllumioIac/FlowLogs", "OldestFlowsInSeconds", { FunctionName: "app-upload-name" }],
      "app-flows-waiting": ["AWS/SQS", "ApproximateAgeOfOldestMessage", { QueueName: "app-flows-name" }],
      "app-receives": ["IllumioIac/FlowLogs", "MostReceives", { FunctionName: "app-upload-name" }],
    });
    const thresholds = Object.entries(of("MetricAlarm")).map(([name, { threshold, statistic }]) => [
      name.replace("app-", ""),
      threshold,
      statistic,
    ]);
    expect(thresholds.sort()).toEqual([
      ["dead-letters", 0, "Maximum"],
      ["deliveries-given-up", 0, "Sum"],
      ["deliveries-lost", 0, "Sum"],
      ["flows-late", 900, "Maximum"],
      ["flows-waiting", 900, "Maximum"],
      ["receives", 12, "Maximum"],
    ]);
    for (const alarm of Object.values(of("MetricAlarm"))) {
      expect(alarm).toMatchObject({
        comparisonOperator: "GreaterThanThreshold",
        treatMissingData: "notBreaching",
        alarmActions: ["arn:aws:sns:eu-west-1:123456789012:ops"],
      });
    }
  });
});

describe("what an organization prescribes", () => {
  const KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";
  const VPC = { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] };
  const actions = (of: Deployed["of"], name: string) =>
    statements(of("RolePolicy")[name]!["policy"]).filter(
      ({ Resource }: { Resource: string }) => Resource === KEY,
    );

  test("a key encrypts queues, bucket, log groups and environments, and both functions may use it", async () => {
    const { of } = await deploy({ kmsKey: KEY });
    for (const queue of Object.values(of("Queue"))) {
      expect(queue).toMatchObject({ kmsMasterKeyId: KEY });
      expect(queue).not.toHaveProperty("sqsManagedSseEnabled");
    }
    expect(of("BucketServerSideEncryptionConfiguration")["app-failed-deliveries"]!["rules"]).toEqual([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
        bucketKeyEnabled: true,
      },
    ]);
    for (const group of Object.values(of("LogGroup"))) expect(group).toMatchObject({ kmsKeyId: KEY });
    for (const one of Object.values(of("Function"))) expect(one).toMatchObject({ kmsKeyArn: KEY });
    const use = [{ Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: KEY }];
    expect([actions(of, "app-normalise"), actions(of, "app-upload")]).toEqual([use, use]);
    expect(actions(of, FLOW_LOG_ROLE)).toEqual([]);
  });

  test("a boundary limits every role", async () => {
    const { of } = await deploy({ permissionsBoundary: BOUNDARY });
    const boundaries = Object.entries(of("Role")).map(([name, { permissionsBoundary }]) => [
      name,
      permissionsBoundary,
    ]);
    expect(boundaries).toEqual([
      ["app-upload", BOUNDARY],
      ["app-normalise", BOUNDARY],
      [FLOW_LOG_ROLE, BOUNDARY],
    ]);
  });

  test("upload alone joins the VPC, and its role may be attached", async () => {
    const { of } = await deploy({ vpc: VPC });
    expect(of("Function")["app-upload"]).toMatchObject({ vpcConfig: VPC });
    expect(of("Function")["app-normalise"]).not.toHaveProperty("vpcConfig");
    const upload = statements(of("RolePolicy")["app-upload"]!["policy"]);
    expect(upload.map(({ Resource }: { Resource: unknown }) => Resource)).toContain(
      "arn:aws:ec2:eu-west-1:123456789012:*/*",
    );
    expect(JSON.stringify(of("RolePolicy")["app-normalise"])).not.toContain("ec2:");
  });
});

describe("order", () => {
  const prerequisites = ({ options }: Deployed, resource: string) =>
    [options[resource]!.dependsOn ?? []].flat().map((one) => {
      const { __pulumiType: type, __name: name } = one as unknown as { __pulumiType: string; __name: string };
      return `${type.split(":")[2]} ${name}`;
    });

  test("a function is made after the policy of its role, so that everything attached to it is too", async () => {
    const deployed = await deploy();
    expect(prerequisites(deployed, "Function app-normalise")).toEqual(["RolePolicy app-normalise"]);
    expect(prerequisites(deployed, "Function app-upload")).toEqual(["RolePolicy app-upload"]);
  });

  test("the subscription is made after the permission and the destination for failures", async () => {
    expect(prerequisites(await deploy(), `LogSubscriptionFilter ${OF_FORMAT}`)).toEqual([
      `Permission ${OF_FORMAT}`,
      "FunctionEventInvokeConfig app-normalise",
    ]);
  });

  test("a flow log is made after its role's policy and the subscription, and is deleted before it is replaced", async () => {
    const deployed = await deploy();
    expect(prerequisites(deployed, `FlowLog ${FLOW_LOG}`)).toEqual([
      `RolePolicy ${FLOW_LOG_ROLE}`,
      `LogSubscriptionFilter ${OF_FORMAT}`,
    ]);
    expect(deployed.options[`FlowLog ${FLOW_LOG}`]!.deleteBeforeReplace).toBe(true);
  });

  test("the bucket's policy is made after its public access block", async () => {
    expect(prerequisites(await deploy(), "BucketPolicy app-failed-deliveries")).toEqual([
      "BucketPublicAccessBlock app-failed-deliveries",
    ]);
  });
});

describe("a change of the format", () => {
  const names = ({ all }: Deployed) => all.map(({ type, name }) => `${type.split(":")[2]} ${name}`);
  const changes: Partial<VpcFlowLogsToPceArgs>[] = [
    { logFormat: `${OWN_FIELDS} region` },
    { includeRejected: true },
  ];

  test.each(changes)("makes another log group with all that writes into it when it is %j", async (change) => {
    const before = names(await deploy());
    const after = names(await deploy(change));
    const gone = before.filter((name) => !after.includes(name));
    expect(gone.sort()).toEqual([
      `FlowLog ${FLOW_LOG}`,
      `LogGroup ${OF_FORMAT}`,
      `LogSubscriptionFilter ${OF_FORMAT}`,
      `Permission ${OF_FORMAT}`,
    ]);
    expect(after).toHaveLength(before.length);
  });

  test.each([
    [{}, true],
    [{ deleteFlowLogGroup: true }, false],
  ])("with %j leaves the former log group, its filter and permission: %p", async (args, expected) => {
    const { options } = await deploy(args);
    const kept = Object.entries(options).filter(([, { retainOnDelete }]) => retainOnDelete);
    const group = [`LogGroup ${OF_FORMAT}`, `LogSubscriptionFilter ${OF_FORMAT}`, `Permission ${OF_FORMAT}`];
    expect(kept.map(([name]) => name).sort()).toEqual(expected ? group : []);
  });

  test("lets normalise read former log groups that are given", async () => {
    const former = { "app-0a1b2c3d-7f": format("srcaddr dstaddr srcport dstport protocol") };
    const { of } = await deploy({ formerLogGroups: former });
    expect(formats(of)).toEqual({
      [`${OF_FORMAT}-name`]: OWN_FIELDS,
      "app-0a1b2c3d-7f": "srcaddr dstaddr srcport dstport protocol",
    });
  });

  test("changes no name when the format is the same in another form", async () => {
    expect(names(await deploy({ logFormat: OWN_FIELDS, includeRejected: false }))).toEqual(
      names(await deploy()),
    );
  });
});

describe("every resource", () => {
  test("is a child of the component, belongs to the cloud, and gets its name from the cloud's provider", async () => {
    const { component, all, options } = await deploy();

    expect(all.map(({ type }) => type).filter((type) => !type.startsWith("aws:"))).toEqual([]);
    for (const { type, name, inputs } of all) {
      expect(options[`${type.split(":")[2]} ${name}`]!.parent).toBe(component);
      expect(Object.keys(inputs)).not.toContain("name");
      if (type.endsWith(":Bucket")) expect(Object.keys(inputs)).not.toContain("bucket");
    }
  });

  test("has the tags when its type has tags", async () => {
    const tags = { team: "net" };
    const { all } = await deploy({ tags });
    const tagged = all.filter(({ inputs }) => "tags" in inputs);

    expect(tagged.map(({ inputs }) => inputs["tags"])).toEqual(tagged.map(() => tags));
    expect([...new Set(tagged.map(({ type }) => type.split(":")[2]))].sort()).toEqual([
      "Bucket",
      "EventSourceMapping",
      "FlowLog",
      "Function",
      "LogGroup",
      "MetricAlarm",
      "Queue",
      "Role",
    ]);
  });

  test("allows no action on all resources, and never allows to make a log group", async () => {
    const { all } = await deploy();
    const documents = all.flatMap(({ inputs }) => (inputs["policy"] ? statements(inputs["policy"]) : []));
    const allowed = documents.filter(({ Effect }) => Effect === "Allow");

    expect(allowed.length).toBeGreaterThan(8);
    for (const { Action, Resource } of allowed) {
      expect([Resource].flat()).not.toContain("*");
      expect([Action].flat().filter((action: string) => /[*]|CreateLogGroup/.test(action))).toEqual([]);
    }
  });
});

describe("a preview in which nothing is known yet", () => {
  test("shows every resource", async () => {
    const unknown = <T>() => pulumi.output(pulumi.unknown) as unknown as pulumi.Output<T>;
    const args = {
      targets: { main: { vpcId: unknown<string>() } },
      pce: {
        host: unknown<string>(),
        port: unknown<number>(),
        orgId: unknown<number>(),
        secretArn: unknown<string>(),
      },
      pceCallsPerMinute: unknown<number>(),
      serverPorts: [unknown<number>()],
      undecided: unknown<string>(),
      normalise: { memorySizeInMegabytes: unknown<number>(), timeoutInSeconds: unknown<number>() },
      upload: { memorySizeInMegabytes: unknown<number>(), timeoutInSeconds: unknown<number>() },
      maxConcurrency: unknown<number>(),
      batchWindowInSeconds: unknown<number>(),
      tags: { team: unknown<string>() },
    };
    const { all } = await deploy(args, () => undefined);

    expect(all.map(({ type, name }) => `${type} ${name}`).sort()).toEqual(
      (await deploy()).all.map(({ type, name }) => `${type} ${name}`).sort(),
    );
    const flowLog = all.find(({ type }) => type.endsWith(":FlowLog"))!;
    expect(flowLog.inputs["vpcId"]).toEqual({ __pulumiUnknown: true });
  });

  test("accepts an existing log group that is not made yet", async () => {
    const { all } = await deploy(
      {
        targets: undefined,
        existingLogGroupArn: pulumi.output(pulumi.unknown) as never,
        logFormat: format(OWN_FIELDS),
      },
      () => undefined,
    );
    expect(all.filter(({ type }) => type.endsWith(":LogSubscriptionFilter"))).toHaveLength(1);
  });
});

test("the component works under mocks that make no ARNs", async () => {
  const { all } = await deploy({}, () => ({}));
  expect(all.filter(({ type }) => type.endsWith(":FlowLog"))).toHaveLength(1);
});

describe("invalid arguments", () => {
  const refusal = (args: Partial<VpcFlowLogsToPceArgs>, name = "app") => {
    try {
      new VpcFlowLogsToPce(name, { ...ARGS, ...args });
    } catch (error) {
      if (pulumi.InputPropertiesError.isInstance(error)) return error;
      throw error;
    }
    throw new Error("The component took the arguments");
  };

  beforeEach(async () => {
    await recordResources(made);
  });

  test("are all named at once, each with its path", () => {
    const { errors, message } = refusal({
      targets: { main: {}, edge: { vpcId: "vpc-1", subnetId: "subnet-01234567" } },
      pce: { host: "https://pce.example.com", port: 0, orgId: 1, secretArn: "pce-secret" },
      undecided: "guess",
      upload: { timeoutInSeconds: 901 },
      maxConcurrency: 1,
      flowLogRetentionInDays: 8,
      serverPorts: [443, 70_000],
    });

    expect(errors.map(({ propertyPath }) => propertyPath)).toEqual([
      "targets.main",
      "targets.edge",
      "targets.edge.vpcId",
      "pce.host",
      "pce.port",
      "pce.secretArn",
      "serverPorts[1]",
      "undecided",
      "maxConcurrency",
      "flowLogRetentionInDays",
      "upload.timeoutInSeconds",
    ]);
    expect(message).toContain(
      'VpcFlowLogsToPce "app":\n  targets.main: must name one of vpcId, subnetId, networkInterfaceId, got none\n',
    );
    expect(message).toContain(
      "\n  pce.host: must be a host name only, got 'https://pce.example.com'; write 'pce.example.com'",
    );
  });

  test("are refused when there is neither a target nor a log group", () => {
    expect(refusal({ targets: {} }).errors).toEqual([
      {
        propertyPath: "targets",
        reason: "names nothing: give a VPC, a subnet or a network interface, or existingLogGroupArn",
      },
    ]);
  });

  test("are refused when an existing log group has no format", () => {
    expect(refusal({ existingLogGroupArn: `${GROUP}central` }).errors).toEqual([
      { propertyPath: "logFormat", reason: expect.stringContaining("is needed with existingLogGroupArn") },
    ]);
  });

  test("are refused when rejected traffic is left out and the existing log group has no action field", async () => {
    const logFormat = "srcaddr dstaddr srcport dstport protocol";
    const given = { targets: {}, existingLogGroupArn: `${GROUP}central`, logFormat };
    expect(refusal(given).errors).toEqual([
      { propertyPath: "logFormat", reason: expect.stringContaining("lacks action") },
    ]);
    await deploy({ ...given, includeRejected: true });
    await deploy({ ...given, logFormat: `${logFormat} - action` });
  });

  test("are refused when there are more upload instances than calls per minute", async () => {
    expect(refusal({ maxConcurrency: 20, pceCallsPerMinute: 19 }).errors).toEqual([
      {
        propertyPath: "maxConcurrency",
        reason: expect.stringContaining("is 20, but the instances share pceCallsPerMinute, which is 19"),
      },
    ]);
    await deploy({ maxConcurrency: 20, pceCallsPerMinute: 20 });
  });

  test("are refused when a name follows from them and they are not known yet", async () => {
    const later = <T>(value: T) => pulumi.output(value) as pulumi.Output<never>;
    const args = {
      logFormat: later(OWN_FIELDS),
      includeRejected: later(true),
      deleteFlowLogGroup: later(true),
    };
    expect(refusal(args).errors).toEqual(
      Object.keys(args).map((propertyPath) => ({
        propertyPath,
        reason: expect.stringMatching(/^must be known when the program runs.*; it is an output$/),
      })),
    );
    await deploy({ ...args, existingLogGroupArn: `${GROUP}central` });
  });

  test("are refused when they do not fit an organization's rules, each with the value seen", () => {
    const { errors } = refusal({
      vpc: { subnetIds: ["subnet-1"] } as never,
      proxyUrl: "http://illumio:hunter2@proxy.example.com:3128",
      kmsKey: "alias/illumio",
      permissionsBoundary: "boundary",
    });
    expect(errors.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`)).toEqual([
      expect.stringMatching(/^proxyUrl: must not hold a user name or a password/),
      expect.stringMatching(/^kmsKey: must be the ARN of a key, .*got 'alias\/illumio'/),
      expect.stringMatching(/^permissionsBoundary: must look like arn:aws:iam::.*got 'boundary'/),
      expect.stringMatching(/^vpc\.subnetIds\[0\]: must look like .*got 'subnet-1'/),
      "vpc.securityGroupIds: is missing",
    ]);
    expect(JSON.stringify(errors)).not.toContain("hunter2");
  });

  test("are refused when one is missing", () => {
    expect(refusal({ pce: { secretArn: SECRET } as never }).errors).toEqual([
      { propertyPath: "pce.host", reason: "is missing" },
      { propertyPath: "pce.orgId", reason: "is missing" },
    ]);
  });

  test("are refused when there is no PCE", () => {
    expect(refusal({ pce: undefined as never }).errors).toEqual(
      ["pce.host", "pce.orgId", "pce.secretArn"].map((propertyPath) => ({
        propertyPath,
        reason: "is missing",
      })),
    );
  });

  test("are refused when the name is too long for the names that begin with it", () => {
    expect(refusal({}, "a".repeat(36)).errors).toMatchObject([{ propertyPath: "name" }]);
  });
});

async function pathOf(code: unknown): Promise<string> {
  const { assets } = code as { assets: Promise<Record<string, { path: Promise<string> }>> };
  return (await assets)["index.js"]!.path;
}
