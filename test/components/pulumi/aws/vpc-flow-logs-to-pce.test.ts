import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { VpcFlowLogsToPce, type VpcFlowLogsToPceArgs } from "../../../../components/pulumi/aws";
import { NORMALISE, UPLOAD } from "../../../../core/contracts/function-environment";
import { type Recorded, recordResources } from "../recorder";

const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:pce-AbCdEf";
const ARGS: VpcFlowLogsToPceArgs = {
  targets: { main: { vpcId: "vpc-0123456789abcdef0" } },
  pceHost: "pce.example.com",
  pcePort: 8443,
  pceOrgId: 1,
  pceSecretArn: SECRET,
};
const GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:";
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

const statements = (document: unknown) => JSON.parse(document as string).Statement;
const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

describe("roles", () => {
  test("the flow logs of this account and Region may write into the log group, and nothing else", async () => {
    const { of } = await deploy();

    expect(statements(of("Role")["app-flow-log"]!["assumeRolePolicy"])).toEqual([
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
    expect(of("RolePolicy")["app-flow-log"]!["role"]).toBe("app-flow-log-name");
    expect(statements(of("RolePolicy")["app-flow-log"]!["policy"])).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: `${GROUP}app-name:*`,
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

  test("upload may write its log, empty the flow queue, fill the two others and read the secret", async () => {
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
        Resource: ["arn:Queue:app-refused", "arn:Queue:app-dead-letters"],
      },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: SECRET },
    ]);
  });
});

describe("flow logs", () => {
  test("one for each target, in the package's own format", async () => {
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
      logDestination: `${GROUP}app`.concat("-name"),
      logFormat: format(OWN_FIELDS),
      maxAggregationInterval: 60,
      iamRoleArn: "arn:Role:app-flow-log",
    };

    expect(of("FlowLog")).toEqual({
      "app-main": { ...common, vpcId: "vpc-0123456789abcdef0" },
      "app-edge": { ...common, subnetId: "subnet-0123456789abcdef0" },
      "app-probe": { ...common, eniId: "eni-01234567" },
    });
  });

  test("record rejected traffic when it is to be reported", async () => {
    const { of } = await deploy({ includeRejected: true });
    expect(of("FlowLog")["app-main"]!["trafficType"]).toBe("ALL");
  });

  test("write the given format, and normalise reads its fields in that order", async () => {
    const { of } = await deploy({ logFormat: `dstaddr srcaddr  ${format("srcport dstport protocol")}` });

    expect(of("FlowLog")["app-main"]!["logFormat"]).toBe(format("dstaddr srcaddr srcport dstport protocol"));
    expect(of("Function")["app-normalise"]!["environment"]).toMatchObject({
      variables: { ILLUMIO_FLOW_LOG_FIELDS: "dstaddr srcaddr srcport dstport protocol" },
    });
  });

  test("are left alone where a log group has them already", async () => {
    const { component, of } = await deploy({
      targets: undefined,
      existingLogGroupArn: `${GROUP}central/flows:*`,
      logFormat: format("srcaddr dstaddr srcport dstport protocol action"),
    });

    expect(of("FlowLog")).toEqual({});
    expect(Object.keys(of("LogGroup"))).toEqual(["app-upload", "app-normalise"]);
    expect(Object.keys(of("Role"))).not.toContain("app-flow-log");
    expect(of("LogSubscriptionFilter")["app"]!["logGroup"]).toBe("central/flows");
    expect(of("Permission")["app"]!["sourceArn"]).toBe(`${GROUP}central/flows:*`);
    expect(component.flowLogRole).toBeUndefined();
    expect(await value(component.flowLogIds)).toEqual({});
    expect(await value(component.logGroupArn)).toBe(`${GROUP}central/flows`);
  });

  test("can join an existing log group", async () => {
    const { of } = await deploy({ existingLogGroupArn: `${GROUP}central`, logFormat: format(OWN_FIELDS) });

    expect(of("FlowLog")["app-main"]).toMatchObject({
      logDestination: `${GROUP}central`,
      logFormat: format(OWN_FIELDS),
    });
    expect(Object.keys(of("LogGroup"))).toEqual(["app-upload", "app-normalise"]);
  });
});

describe("subscription", () => {
  test("gives normalise everything that the log group receives", async () => {
    const { of } = await deploy();

    expect(of("LogSubscriptionFilter")).toEqual({
      app: { logGroup: "app-name", destinationArn: "arn:Function:app-normalise", filterPattern: "" },
    });
    expect(of("Permission")).toEqual({
      app: {
        action: "lambda:InvokeFunction",
        function: "app-normalise-name",
        principal: "logs.amazonaws.com",
        sourceArn: `${GROUP}app-name:*`,
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
  test("are told everything that they read, and nothing else", async () => {
    const { of } = await deploy({
      pceOrgId: 7,
      maxConcurrency: 3,
      serverPorts: [8443, 5432],
      undecided: "lower-port",
    });
    const variables = (name: string) =>
      (of("Function")[name]!["environment"] as { variables: Record<string, string> }).variables;

    expect(variables("app-normalise")).toEqual({
      ILLUMIO_FLOW_LOG_FIELDS: OWN_FIELDS,
      ILLUMIO_FLOW_QUEUE_URL: "https://sqs/app-flows",
      ILLUMIO_INCLUDE_REJECTED: "false",
    });
    expect(variables("app-upload")).toEqual({
      ILLUMIO_PCE_HOST: "pce.example.com",
      ILLUMIO_PCE_PORT: "8443",
      ILLUMIO_PCE_ORG_ID: "7",
      ILLUMIO_PCE_SECRET_ARN: SECRET,
      ILLUMIO_REFUSED_QUEUE_URL: "https://sqs/app-refused",
      ILLUMIO_DEAD_LETTER_QUEUE_URL: "https://sqs/app-dead-letters",
      ILLUMIO_PCE_CALLS_PER_MINUTE: "133",
      ILLUMIO_SERVER_PORTS: "8443,5432",
      ILLUMIO_UNDECIDED: "lower-port",
    });
    expect(Object.keys(variables("app-normalise")).sort()).toEqual(Object.values(NORMALISE).sort());
    expect(Object.keys(variables("app-upload")).sort()).toEqual(Object.values(UPLOAD).sort());
  });

  test("have their bundle, size, role and a log group with retention", async () => {
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
      app: { retentionInDays: 7 },
      "app-normalise": { retentionInDays: 14 },
      "app-upload": { retentionInDays: 14 },
    });
    const file = await pathOf(code);
    expect(file).toMatch(/dist\/lambda\/aws-upload\/index\.js$/);
    expect(existsSync(file)).toBe(true);
  });
});

describe("failed deliveries", () => {
  test("stay in a bucket that is encrypted, private, reached over TLS, and forgets", async () => {
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

  test("and flows that did not arrive ring an alarm", async () => {
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
    });
    for (const alarm of Object.values(of("MetricAlarm"))) {
      expect(alarm).toMatchObject({
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        treatMissingData: "notBreaching",
        alarmActions: ["arn:aws:sns:eu-west-1:123456789012:ops"],
      });
    }
  });
});

describe("order", () => {
  const prerequisites = ({ options }: Deployed, resource: string) =>
    [options[resource]!.dependsOn ?? []].flat().map((one) => {
      const { __pulumiType: type, __name: name } = one as unknown as { __pulumiType: string; __name: string };
      return `${type.split(":")[2]} ${name}`;
    });

  test("a function follows what its role may do, so that whatever is attached to it does too", async () => {
    const deployed = await deploy();
    expect(prerequisites(deployed, "Function app-normalise")).toEqual(["RolePolicy app-normalise"]);
    expect(prerequisites(deployed, "Function app-upload")).toEqual(["RolePolicy app-upload"]);
  });

  test("the subscription follows the permission and the place for failures", async () => {
    expect(prerequisites(await deploy(), "LogSubscriptionFilter app")).toEqual([
      "Permission app",
      "FunctionEventInvokeConfig app-normalise",
    ]);
  });

  test("a flow log follows its role's policy and the subscription, and is deleted before it is replaced", async () => {
    const deployed = await deploy();
    expect(prerequisites(deployed, "FlowLog app-main")).toEqual([
      "RolePolicy app-flow-log",
      "LogSubscriptionFilter app",
    ]);
    expect(deployed.options["FlowLog app-main"]!.deleteBeforeReplace).toBe(true);
  });

  test("the bucket's policy follows its public access block", async () => {
    expect(prerequisites(await deploy(), "BucketPolicy app-failed-deliveries")).toEqual([
      "BucketPublicAccessBlock app-failed-deliveries",
    ]);
  });
});

describe("every resource", () => {
  test("is a child of the component, of the cloud, and named by the cloud's provider", async () => {
    const { component, all, options } = await deploy();

    expect(all.map(({ type }) => type).filter((type) => !type.startsWith("aws:"))).toEqual([]);
    for (const { type, name, inputs } of all) {
      expect(options[`${type.split(":")[2]} ${name}`]!.parent).toBe(component);
      expect(Object.keys(inputs)).not.toContain("name");
      if (type.endsWith(":Bucket")) expect(Object.keys(inputs)).not.toContain("bucket");
    }
  });

  test("carries the tags if it can carry tags", async () => {
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

  test("allows no action on everything, and none may make a log group", async () => {
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
      pceHost: unknown<string>(),
      pcePort: unknown<number>(),
      pceOrgId: unknown<number>(),
      pceSecretArn: unknown<string>(),
      pceCallsPerMinute: unknown<number>(),
      logFormat: unknown<string>(),
      includeRejected: unknown<boolean>(),
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

  test("takes an existing log group that is not made yet", async () => {
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

test("works under mocks that make no ARNs", async () => {
  const { all } = await deploy({}, () => ({}));
  expect(all.filter(({ type }) => type.endsWith(":FlowLog"))).toHaveLength(1);
});

describe("arguments that cannot work", () => {
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

  test("are all named at once, with their path", () => {
    const { errors, message } = refusal({
      targets: { main: {}, edge: { vpcId: "vpc-1", subnetId: "subnet-01234567" } },
      pceHost: "https://pce.example.com",
      pcePort: 0,
      pceSecretArn: "pce-secret",
      undecided: "guess",
      upload: { timeoutInSeconds: 901 },
      maxConcurrency: 1,
      flowLogRetentionInDays: 8,
      serverPorts: [443, 70_000],
    });

    expect(errors.map(({ propertyPath }) => propertyPath)).toEqual([
      'targets["main"]',
      'targets["edge"]',
      'targets["edge"].vpcId',
      "pceHost",
      "pcePort",
      "pceSecretArn",
      "serverPorts",
      "undecided",
      "upload.timeoutInSeconds",
      "maxConcurrency",
      "flowLogRetentionInDays",
    ]);
    expect(message).toContain(
      'VpcFlowLogsToPce "app":\n  targets["main"]: has to name one of vpcId, subnetId, networkInterfaceId, names none\n',
    );
    expect(message).toContain('\n  pceHost: write the host name alone, without "https://"');
  });

  test("no target and no log group", () => {
    expect(refusal({ targets: {} }).errors).toEqual([
      {
        propertyPath: "targets",
        reason: "names nothing: give a VPC, a subnet or a network interface, or existingLogGroupArn",
      },
    ]);
  });

  test("an existing log group without its format", () => {
    expect(refusal({ existingLogGroupArn: `${GROUP}central` }).errors).toEqual([
      { propertyPath: "logFormat", reason: expect.stringContaining("is needed with existingLogGroupArn") },
    ]);
  });

  test("an existing log group that does not tell rejected traffic, when that is to be left out", async () => {
    const logFormat = "srcaddr dstaddr srcport dstport protocol";
    const given = { targets: {}, existingLogGroupArn: `${GROUP}central`, logFormat };
    expect(refusal(given).errors).toEqual([
      { propertyPath: "logFormat", reason: expect.stringContaining("lacks action") },
    ]);
    await deploy({ ...given, includeRejected: true });
    await deploy({ ...given, logFormat: `${logFormat} - action` });
  });

  test("more upload instances than calls per minute", async () => {
    expect(refusal({ maxConcurrency: 20, pceCallsPerMinute: 19 }).errors).toEqual([
      {
        propertyPath: "maxConcurrency",
        reason: expect.stringContaining("is 20, but the instances share pceCallsPerMinute, which is 19"),
      },
    ]);
    await deploy({ maxConcurrency: 20, pceCallsPerMinute: 20 });
  });

  test("a missing argument", () => {
    expect(refusal({ pceHost: undefined as never, pcePort: undefined as never }).errors).toEqual([
      { propertyPath: "pceHost", reason: "is missing" },
      { propertyPath: "pcePort", reason: "is missing" },
    ]);
  });

  test("a name that is too long for what is named after it", () => {
    expect(refusal({}, "a".repeat(36)).errors).toMatchObject([{ propertyPath: "name" }]);
  });
});

async function pathOf(code: unknown): Promise<string> {
  const { assets } = code as { assets: Promise<Record<string, { path: Promise<string> }>> };
  return (await assets)["index.js"]!.path;
}
