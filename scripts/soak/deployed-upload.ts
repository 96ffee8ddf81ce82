import { readFileSync } from "node:fs";
import { SQSClient } from "@aws-sdk/client-sqs";
import { strToU8, zipSync } from "fflate";
import { startSandboxCloud } from "illumio-iac-sandbox/aws";
import { startPceSimulator } from "illumio-iac-sandbox/pce";
import { sendMessages } from "../../clients/aws/send-messages";
import { FUNCTION } from "../../components/shared/aws/function-defaults";
import { functionTrust } from "../../components/shared/aws/function-policies";
import { FLOW_LOG_DEFAULTS } from "../../components/shared/aws/vpc-flow-logs-to-pce/defaults";
import { uploadVariables } from "../../components/shared/aws/vpc-flow-logs-to-pce/environment";
import {
  callsPerMinutePerInstance,
  FLOW_QUEUE_MAPPING,
  UPLOAD_FUNCTION,
} from "../../components/shared/aws/vpc-flow-logs-to-pce/functions";
import { uploadPolicy } from "../../components/shared/aws/vpc-flow-logs-to-pce/policies";
import { flowQueueTimes, QUEUE } from "../../components/shared/aws/vpc-flow-logs-to-pce/storage";
import { bundlePath } from "../../components/shared/bundle-path";
import { BUNDLE_HANDLER } from "../../core/contracts/aws/bundles";
import { FLOW_MESSAGE_MAX_BYTES } from "../../core/contracts/aws/flow-queue";
import { METRIC_NAMESPACES } from "../../core/contracts/aws/function-logs";
import type { UploadLog } from "../../core/contracts/function-logs";
import { decidedMessages } from "../../core/flow-logs/flows/messages/flow-message";

const NAME = "upload";
const STEP_IN_MILLISECONDS = 15_000;

export type DeployedUpload = Awaited<ReturnType<typeof deployUpload>>;

/**
 * Deploys the *upload* function in the sandbox cloud, with the role, variables, sizes and times of the component's
 * defaults, and starts a PCE simulator with its limit of 500 calls a minute. Answers, back-off and rates take real
 * time, queues sandbox time.
 */
export async function deployUpload({ seed }: { readonly seed: number }) {
  const cloud = await startSandboxCloud({ seed });
  const pce = await startPceSimulator({ seed });
  const { resources } = cloud;
  const create = async (type: string, properties: Record<string, unknown>) =>
    await resources.create(type, properties);

  const { pceCallsPerMinute, maxConcurrency, batchWindowInSeconds, undecided, upload } = FLOW_LOG_DEFAULTS;
  const keep = { MessageRetentionPeriod: QUEUE.messageRetentionInSeconds };
  const dead = await create("AWS::SQS::Queue", { QueueName: "dead", ...keep });
  const refused = await create("AWS::SQS::Queue", { QueueName: "refused", ...keep });
  const times = flowQueueTimes(upload.timeoutInSeconds, batchWindowInSeconds);
  const flows = await create("AWS::SQS::Queue", {
    QueueName: "flows",
    ...keep,
    VisibilityTimeout: times.visibilityTimeoutInSeconds,
    RedrivePolicy: {
      deadLetterTargetArn: dead.attributes["Arn"],
      maxReceiveCount: times.maxReceiveCount,
    },
  });
  const { apiKeyUsername, apiKeySecret, caCertificate } = pce;
  const secret = await create("AWS::SecretsManager::Secret", {
    Name: "pce",
    SecretString: JSON.stringify({ apiKeyUsername, apiKeySecret, caCertificate }),
  });
  const group = await create("AWS::Logs::LogGroup", { LogGroupName: "/upload" });
  const arn = (of: { readonly attributes: Readonly<Record<string, unknown>> }) =>
    String(of.attributes["Arn"]);
  const role = await create("AWS::IAM::Role", {
    RoleName: NAME,
    AssumeRolePolicyDocument: functionTrust(),
    Policies: [
      {
        PolicyName: "own",
        PolicyDocument: uploadPolicy({
          functionLogGroup: arn(group).replace(/:\*$/, ""),
          flowQueue: arn(flows),
          deadLetterQueue: arn(dead),
          refusedQueue: arn(refused),
          pceSecret: secret.id,
        }),
      },
    ],
  });
  const code = strToU8(readFileSync(bundlePath(UPLOAD_FUNCTION.bundle), "utf8"));
  await create("AWS::Lambda::Function", {
    FunctionName: NAME,
    Role: arn(role),
    Code: { ZipFile: Buffer.from(zipSync({ "index.js": code })).toString("base64") },
    Handler: BUNDLE_HANDLER,
    Runtime: FUNCTION.runtime,
    MemorySize: upload.memorySizeInMegabytes,
    Timeout: upload.timeoutInSeconds,
    LoggingConfig: { LogFormat: FUNCTION.logFormat, LogGroup: "/upload" },
    Environment: {
      Variables: uploadVariables<string>({
        pce: { host: pce.host, port: String(pce.port), orgId: String(pce.orgId), secretArn: secret.id },
        flowQueueUrl: flows.id,
        refusedQueueUrl: refused.id,
        deadLetterQueueUrl: dead.id,
        callsPerMinute: String(callsPerMinutePerInstance(pceCallsPerMinute, maxConcurrency)),
        serverPorts: "",
        undecided,
      }),
    },
  });
  await create("AWS::Lambda::EventSourceMapping", {
    EventSourceArn: arn(flows),
    FunctionName: NAME,
    BatchSize: FLOW_QUEUE_MAPPING.batchSize,
    MaximumBatchingWindowInSeconds: batchWindowInSeconds,
    FunctionResponseTypes: FLOW_QUEUE_MAPPING.functionResponseTypes,
    ScalingConfig: { MaximumConcurrency: maxConcurrency },
  });
  const sqs = new SQSClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: cloud.accessKeyId, secretAccessKey: cloud.secretAccessKey },
  });
  let put = 0;
  const inQueue = (queue: "flows" | "dead" | "refused") =>
    cloud.metrics.total({
      namespace: "AWS/SQS",
      name: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queue },
    });
  const total = (name: keyof UploadLog) =>
    cloud.metrics.total({
      namespace: METRIC_NAMESPACES.uploaded,
      name,
      dimensions: { FunctionName: NAME },
    });

  return {
    cloud,
    pce,
    inQueue,
    /** Sum of a metric that *upload* wrote. */
    total,
    /** Number of flows that were put into the queue so far; each is a different one. */
    get put() {
      return put;
    },
    /** Puts this many new flows into the queue. */
    async putFlows(count: number): Promise<void> {
      const lines = Array.from({ length: count }, (_, index) => ({ line: flowLine(put + index) }));
      put += count;
      const messages = Array.from(decidedMessages(lines, FLOW_MESSAGE_MAX_BYTES), ({ body }) => ({ body }));
      const { unsent } = await sendMessages(sqs, flows.id, messages, () => 60_000);
      if (unsent.length > 0)
        throw new Error(`${unsent.length} messages are not in the queue: ${unsent[0]!.reason}`);
    },
    /**
     * Moves the sandbox clock until the PCE has every flow.
     *
     * @returns seconds of sandbox time that it took
     * @throws Error when the PCE does not have all of them after this many hours
     */
    async untilAllArrived(hours: number): Promise<number> {
      const began = cloud.clock.now();
      while (pce.store.traffic.size < put) {
        const seconds = (cloud.clock.now() - began) / 1_000;
        if (seconds > hours * 3_600)
          throw new Error(
            `after ${hours} hours ${put - pce.store.traffic.size} of ${put} flows are not in the PCE; ` +
              `the dead-letter queue has ${inQueue("dead")} messages, the flow queue ${inQueue("flows")}`,
          );
        await cloud.clock.advance(STEP_IN_MILLISECONDS);
      }
      return (cloud.clock.now() - began) / 1_000;
    },
    /** Number of repeated lines that the PCE got, per flow. */
    repeatedShare: () => (pce.store.traffic.uploaded - pce.store.traffic.size) / pce.store.traffic.size,
    /** Real time of all invocations together. */
    invocationSeconds: () =>
      cloud.metrics.total({
        namespace: "AWS/Lambda",
        name: "Duration",
        dimensions: { FunctionName: NAME },
      }) / 1_000,
    async close(): Promise<void> {
      sqs.destroy();
      await cloud.close();
      await pce.close();
    },
  };
}

/** A different flow for each number below 16 million. */
function flowLine(index: number): string {
  return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255},10.255.0.1,443,6`;
}
