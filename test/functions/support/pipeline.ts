import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import type { Context, SQSRecord } from "aws-lambda";
import { SecretCache } from "../../../clients/aws/secret-cache";
import { sqsClient } from "../../../clients/aws/sqs-client";
import { OWN_FORMAT } from "../../../core/contracts/aws/flow-log-format";
import {
  FLOW_BATCH_WINDOW_IN_SECONDS,
  flowQueueMaxReceiveCount,
  flowQueueVisibilityTimeoutInSeconds,
  QUEUE_RETENTION_IN_SECONDS,
  UPLOAD_TIMEOUT_IN_SECONDS,
} from "../../../core/contracts/aws/flow-queue";
import { NORMALISE, UPLOAD } from "../../../core/contracts/aws/function-environment";
import type { NormaliseLog, UploadLog } from "../../../core/contracts/function-logs";
import { normaliseHandler } from "../../../functions/aws/normalise/normalise";
import { normaliseSettings } from "../../../functions/aws/normalise/settings";
import { uploadSettings } from "../../../functions/aws/upload/settings";
import { uploadHandler } from "../../../functions/aws/upload/upload";
import type { Timer } from "../../../functions/flow-upload/timer";
import { type SandboxCloud, startSandboxCloud } from "../../../sandbox/aws/sandbox-cloud";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { cloudClients } from "../../support/sandbox-cloud";
import { LOG_GROUP } from "./flow-records";

export const VISIBILITY_IN_SECONDS = flowQueueVisibilityTimeoutInSeconds(
  UPLOAD_TIMEOUT_IN_SECONDS,
  FLOW_BATCH_WINDOW_IN_SECONDS,
);

export type Pipeline = Awaited<ReturnType<typeof startPipeline>>;

/** Both functions between a sandbox cloud and a PCE simulator, with real SDK clients in between. */
export async function startPipeline() {
  const cloud = await startSandboxCloud({ seed: 3 });
  const pce = await startPceSimulator({ seed: 3, callsPerMinute: 100_000 });
  const clients = cloudClients(cloud);
  const environment = process.env;
  process.env = { ...environment, ...sdkEnvironment(cloud) };

  const keep = { MessageRetentionPeriod: QUEUE_RETENTION_IN_SECONDS };
  const dead = await cloud.resources.create("AWS::SQS::Queue", { QueueName: "dead", ...keep });
  const refused = await cloud.resources.create("AWS::SQS::Queue", { QueueName: "refused", ...keep });
  const flows = await cloud.resources.create("AWS::SQS::Queue", {
    QueueName: "flows",
    ...keep,
    VisibilityTimeout: VISIBILITY_IN_SECONDS,
    RedrivePolicy: {
      deadLetterTargetArn: dead.attributes["Arn"],
      maxReceiveCount: flowQueueMaxReceiveCount(VISIBILITY_IN_SECONDS),
    },
  });
  const secret = await cloud.resources.create("AWS::SecretsManager::Secret", {
    Name: "pce",
    SecretString: secretOf(pce),
  });

  const normaliseEnvironment: Record<string, string> = {
    [NORMALISE.flowLogFormats]: JSON.stringify({ [LOG_GROUP]: OWN_FORMAT.join(" ") }),
    [NORMALISE.flowQueueUrl]: flows.id,
  };
  const uploadEnvironment: Record<string, string> = {
    [UPLOAD.pceHost]: pce.host,
    [UPLOAD.pcePort]: `${pce.port}`,
    [UPLOAD.pceOrgId]: `${pce.orgId}`,
    [UPLOAD.pceSecretArn]: secret.id,
    [UPLOAD.flowQueueUrl]: flows.id,
    [UPLOAD.refusedQueueUrl]: refused.id,
    [UPLOAD.deadLetterQueueUrl]: dead.id,
  };
  const logs: (NormaliseLog | UploadLog)[] = [];
  const write = (line: string) => logs.push(JSON.parse(line));
  const newNormalise = (overrides: Record<string, string> = {}) => {
    const settings = normaliseSettings({ ...normaliseEnvironment, ...overrides });
    const handler = normaliseHandler(settings, sqsClient(), write);
    return (event: unknown, timeoutInSeconds = 10) => handler(event, lambdaContext(timeoutInSeconds));
  };
  const newUpload = (overrides: Record<string, string> = {}) => {
    const settings = uploadSettings({ ...uploadEnvironment, ...overrides });
    return uploadHandler(settings, {
      sqs: sqsClient(),
      secret: new SecretCache(settings.pceSecretArn),
      write,
      timer: skippingTimer(),
    });
  };
  let upload = newUpload();

  const receive = async (queueUrl: string): Promise<Message[]> => {
    const all: Message[] = [];
    for (;;) {
      const { Messages = [] } = await clients.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
        }),
      );
      if (Messages.length === 0) return all;
      all.push(...Messages);
    }
  };
  const remove = (queueUrl: string, { ReceiptHandle }: Message) =>
    clients.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));

  return {
    cloud,
    pce,
    clients,
    logs,
    secretArn: secret.id,
    queues: { flows: flows.id, dead: dead.id, refused: refused.id },
    normaliseEnvironment,
    uploadEnvironment,
    normalise: newNormalise(),
    newNormalise,
    upload: (event: unknown, timeoutInSeconds = 60) => upload(event, lambdaContext(timeoutInSeconds)),
    /** Replaces the upload function, as a new deployment or a new instance would. */
    redeployUpload(overrides: Record<string, string> = {}) {
      upload = newUpload(overrides);
    },
    receive,
    send: (body: string) =>
      clients.sqs.send(new SendMessageCommand({ QueueUrl: flows.id, MessageBody: body })),
    /** What the event source does: one batch of all that is visible; what is not reported as failed is deleted. */
    async uploadWaiting(timeoutInSeconds = 60) {
      const messages = await receive(flows.id);
      const { batchItemFailures } = await upload(sqsEvent(messages), lambdaContext(timeoutInSeconds));
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const message of messages) if (!failed.has(message.MessageId!)) await remove(flows.id, message);
      return { received: messages.length, failed: failed.size };
    },
    uploaded: (): string[] =>
      Array.from(pce.store.traffic.rows, ({ source, destination, port, protocol }) =>
        [source, destination, port, protocol].join(),
      ).sort(),
    lastLog: <Log extends NormaliseLog | UploadLog>() => logs.at(-1) as Log,
    async close() {
      process.env = environment;
      clients.destroy();
      await cloud.close();
      await pce.close();
    },
  };
}

export function secretOf(
  pce: Pick<PceSimulator, "apiKeyUsername" | "apiKeySecret" | "caCertificate">,
): string {
  const { apiKeyUsername, apiKeySecret, caCertificate } = pce;
  return JSON.stringify({ apiKeyUsername, apiKeySecret, caCertificate });
}

/** The variables by which an AWS SDK finds the sandbox. */
export function sdkEnvironment(cloud: SandboxCloud): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: cloud.region,
    AWS_ACCESS_KEY_ID: cloud.accessKeyId,
    AWS_SECRET_ACCESS_KEY: cloud.secretAccessKey,
  };
}

/** A context whose time runs. */
export function lambdaContext(timeoutInSeconds: number): Context {
  const end = performance.now() + timeoutInSeconds * 1_000;
  const context: Partial<Context> = {
    functionName: "function-under-test",
    awsRequestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
    getRemainingTimeInMillis: () => Math.max(0, Math.round(end - performance.now())),
  };
  return context as Context;
}

/** A timer whose sleeps take no time: they move it on instead. */
export function skippingTimer(): Timer {
  let skipped = 0;
  return {
    now: () => performance.now() + skipped,
    async sleep(milliseconds) {
      skipped += milliseconds;
    },
  };
}

export function sqsEvent(messages: readonly Message[]): { Records: SQSRecord[] } {
  return {
    Records: messages.map(({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {} }) => ({
      messageId: MessageId!,
      receiptHandle: ReceiptHandle!,
      body: Body!,
      attributes: Attributes as unknown as SQSRecord["attributes"],
      messageAttributes: Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue, DataType }]) => [
          name,
          { stringValue: StringValue!, dataType: DataType as "String" },
        ]),
      ),
      md5OfBody: "",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:flows",
      awsRegion: "us-east-1",
    })),
  };
}
