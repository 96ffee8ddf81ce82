import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { JsonInput, JsonService } from "../http/json-protocol";
import type { Caller } from "../iam/access";
import type { KeyProblem } from "../kms/key-service";
import { batchOf } from "./batch";
import {
  attributesMd5,
  checkContents,
  LARGEST_MESSAGE,
  type Message,
  type MessageAttributes,
} from "./message";
import { Queue, type QueueSettings } from "./queue";
import { queueAttributes } from "./queue-attributes";
import { receivedMessage } from "./received-message";

type Needs = Pick<
  Foundation,
  "accountId" | "endpoint" | "arn" | "clock" | "ids" | "outages" | "access" | "keys" | "metrics"
>;

/** The queues of the account, and SQS's API over them. */
export class QueueService {
  readonly #cloud: Needs;
  readonly #queues = new Map<string, Queue>();

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  readonly api: JsonService = {
    target: "AmazonSQS",
    operations: {
      SendMessage: (input, caller) => this.#sendMessage(input, caller),
      SendMessageBatch: (input, caller) => this.#sendMessageBatch(input, caller),
      ReceiveMessage: (input, caller) => this.#receiveMessage(input, caller),
      DeleteMessage: (input, caller) => this.#deleteMessage(input, caller),
      DeleteMessageBatch: (input, caller) => this.#deleteMessageBatch(input, caller),
      ChangeMessageVisibility: (input, caller) => this.#changeVisibility(input, caller),
      ChangeMessageVisibilityBatch: (input, caller) => this.#changeVisibilityBatch(input, caller),
      GetQueueAttributes: (input, caller) => this.#getQueueAttributes(input, caller),
      GetQueueUrl: (input, caller) => {
        const queue = this.#named(String(input["QueueName"]));
        this.#permit(caller, "GetQueueUrl", queue);
        return { QueueUrl: queue.url };
      },
      ListQueues: (input, caller) => {
        this.#permitList(caller);
        return { QueueUrls: this.#list(input["QueueNamePrefix"]) };
      },
      PurgeQueue: (input, caller) => this.#purgeQueue(input, caller),
    },
  };

  add(name: string, settings: QueueSettings): Queue {
    if (this.#queues.has(name)) {
      throw new CloudError(
        "QueueAlreadyExists",
        `A queue already exists with the same name and a different value for attribute(s): ${name}`,
      );
    }
    const { clock, ids, accountId, endpoint } = this.#cloud;
    const queue = new Queue(
      name,
      this.#cloud.arn("sqs", name),
      `${endpoint}/${accountId}/${name}`,
      settings,
      {
        clock,
        ids,
        find: (arn) => this.byArn(arn),
      },
    );
    this.#queues.set(name, queue);
    const dimensions = { QueueName: name };
    const gauges: Record<string, () => number> = {
      ApproximateNumberOfMessagesVisible: () => queue.counts.visible,
      ApproximateNumberOfMessagesNotVisible: () => queue.counts.inFlight,
      ApproximateAgeOfOldestMessage: () => queue.oldestAge,
    };
    for (const [metric, read] of Object.entries(gauges)) {
      this.#cloud.metrics.gauge("AWS/SQS", metric, dimensions, read);
    }
    return queue;
  }

  remove(queue: Queue): void {
    queue.purge();
    this.#queues.delete(queue.name);
    this.#cloud.metrics.removeGauges("AWS/SQS", { QueueName: queue.name });
  }

  byName(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  byArn(arn: string): Queue | undefined {
    return [...this.#queues.values()].find((queue) => queue.arn === arn);
  }

  byUrl(url: string): Queue | undefined {
    return [...this.#queues.values()].find((queue) => queue.url === url);
  }

  /** For services that send with a role of the account, such as Lambda for its on-failure destinations. */
  send(queue: Queue, body: string, attributes: MessageAttributes, caller: Caller): Message {
    this.#permit(caller, "SendMessage", queue);
    checkContents(body, attributes, Math.min(queue.settings.maximumMessageSize, LARGEST_MESSAGE));
    return queue.send({ body, attributes, senderId: senderIdOf(caller) });
  }

  /** @throws CloudError when an outage covers the call or the caller may not make it */
  permit(caller: Caller, action: string, queue: Queue): void {
    this.#permit(caller, action, queue);
  }

  #sendMessage(input: JsonInput, caller: Caller): unknown {
    const queue = this.#at(input);
    this.#permit(caller, "SendMessage", queue);
    return this.#accept(queue, input, caller);
  }

  #sendMessageBatch(input: JsonInput, caller: Caller): unknown {
    const queue = this.#at(input);
    this.#permit(caller, "SendMessage", queue, "SendMessageBatch");
    const entries = batchOf(input);
    const size = entries.reduce(
      (sum, entry) => sum + Buffer.byteLength(String(entry["MessageBody"] ?? "")),
      0,
    );
    if (size > LARGEST_MESSAGE) {
      throw new CloudError(
        "BatchRequestTooLong",
        `Batch requests cannot be longer than ${LARGEST_MESSAGE} bytes. You have sent ${size} bytes.`,
      );
    }
    return eachEntry(entries, (entry) => {
      this.#cloud.outages.check("sqs", "SendMessageBatchEntry", queue.name);
      return this.#accept(queue, entry, caller);
    });
  }

  #accept(queue: Queue, input: JsonInput, caller: Caller): object {
    if (input["MessageGroupId"] !== undefined || input["MessageDeduplicationId"] !== undefined) {
      throw new CloudError(
        "InvalidParameterValue",
        "The request include parameter that is not valid for this queue type",
      );
    }
    const attributes = (input["MessageAttributes"] ?? {}) as MessageAttributes;
    checkContents(input["MessageBody"], attributes, queue.settings.maximumMessageSize);
    const delaySeconds = optionalInteger(input, "DelaySeconds", 0, 900);
    const message = queue.send({
      body: input["MessageBody"] as string,
      attributes,
      senderId: senderIdOf(caller),
      ...(delaySeconds === undefined ? {} : { delaySeconds }),
    });
    return {
      MessageId: message.id,
      MD5OfMessageBody: message.bodyMd5,
      MD5OfMessageAttributes: attributesMd5(attributes),
    };
  }

  async #receiveMessage(input: JsonInput, caller: Caller): Promise<unknown> {
    const queue = this.#at(input);
    this.#permit(caller, "ReceiveMessage", queue);
    const maximum = optionalInteger(input, "MaxNumberOfMessages", 1, 10) ?? 1;
    const visibility = optionalInteger(input, "VisibilityTimeout", 0, 43_200);
    const wait = optionalInteger(input, "WaitTimeSeconds", 0, 20) ?? queue.settings.waitTimeSeconds;
    let messages = queue.receive(maximum, visibility);
    if (messages.length === 0 && wait > 0) {
      await this.#untilVisible(queue, wait);
      messages = queue.receive(maximum, visibility);
    }
    if (messages.length === 0) return {};
    return { Messages: messages.map((message) => receivedMessage(message, input)) };
  }

  /**
   * Waits for a message. A long poll also ends when its time is over on either clock: the caller waits in real time.
   */
  #untilVisible(queue: Queue, seconds: number): Promise<void> {
    const { clock } = this.#cloud;
    return new Promise((resolve) => {
      const done = (): void => {
        stop();
        planned.cancel();
        clearTimeout(timer);
        resolve();
      };
      const stop = queue.onVisible(done);
      const planned = clock.after(seconds * 1000, done, { background: true });
      const timer = setTimeout(done, seconds * 1000).unref();
    });
  }

  #deleteMessage(input: JsonInput, caller: Caller): unknown {
    const queue = this.#at(input);
    this.#permit(caller, "DeleteMessage", queue);
    queue.delete(String(input["ReceiptHandle"]));
    return {};
  }

  #deleteMessageBatch(input: JsonInput, caller: Caller): unknown {
    const queue = this.#at(input);
    this.#permit(caller, "DeleteMessage", queue, "DeleteMessageBatch");
    return eachEntry(batchOf(input), (entry) => {
      queue.delete(String(entry["ReceiptHandle"]));
      return {};
    });
  }

  #changeVisibility(input: JsonInput, caller: Caller): unknown {
    const queue = this.#at(input);
    this.#permit(caller, "ChangeMessageVisibility", queue);
    queue.changeVisibility(String(input["ReceiptHandle"]), visibilityOf(input));
    return {};
  }

  #changeVisibilityBatch(input: JsonInput, caller: Caller): unknown {
    const queue = this.#at(input);
    this.#permit(caller, "ChangeMessageVisibility", queue, "ChangeMessageVisibilityBatch");
    return eachEntry(batchOf(input), (entry) => {
      queue.changeVisibility(String(entry["ReceiptHandle"]), visibilityOf(entry));
      return {};
    });
  }

  #getQueueAttributes(input: JsonInput, caller: Caller): unknown {
    const queue = this.#at(input);
    this.#permit(caller, "GetQueueAttributes", queue);
    return { Attributes: queueAttributes(queue, (input["AttributeNames"] ?? []) as string[]) };
  }

  #purgeQueue(input: JsonInput, caller: Caller): unknown {
    const queue = this.#at(input);
    this.#permit(caller, "PurgeQueue", queue);
    if (this.#cloud.clock.now() < queue.lastPurge + 60_000) {
      throw new CloudError(
        "PurgeQueueInProgress",
        `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
        403,
      );
    }
    queue.lastPurge = this.#cloud.clock.now();
    queue.purge();
    return {};
  }

  #list(prefix: unknown): string[] {
    return [...this.#queues.values()]
      .filter(({ name }) => name.startsWith(String(prefix ?? "")))
      .map(({ url }) => url);
  }

  /** Only the path of the URL matters, as clients may reach the sandbox by another host name. */
  #at(input: JsonInput): Queue {
    const [, name] = /\/\d{12}\/([\w-]+)$/.exec(String(input["QueueUrl"] ?? "")) ?? [];
    if (name === undefined) {
      throw new CloudError(
        "InvalidAddress",
        `The address ${String(input["QueueUrl"])} is not valid for this endpoint.`,
        404,
      );
    }
    return this.#named(name);
  }

  #named(name: string): Queue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new CloudError("QueueDoesNotExist", "The specified queue does not exist.");
    return queue;
  }

  /** Checks the permission to list queues. It has no resource: only a statement about all queues allows it. */
  #permitList(caller: Caller): void {
    this.#cloud.outages.check("sqs", "ListQueues", "*");
    const question = { caller, action: "sqs:ListQueues", resource: "*" };
    this.#cloud.access.require(question, "AccessDeniedException", 403);
  }

  /** Batch calls need the permission of the single call. Contents also need a use of the queue's key. */
  #permit(caller: Caller, permission: string, queue: Queue, action = permission): void {
    this.#cloud.outages.check("sqs", action, queue.name);
    this.#cloud.access.require(
      { caller, action: `sqs:${permission}`, resource: queue.arn, resourcePolicy: queue.policy },
      "AccessDeniedException",
      403,
    );
    const actions = KEY_USES[permission];
    if (actions) this.#cloud.keys.require(queue.settings.kmsKeyArn, { caller, actions }, keyErrorCode);
  }
}

/** What a call needs to be allowed with the key of an encrypted queue (SQS developer guide, "Key management"). */
const KEY_USES: Readonly<Record<string, readonly string[]>> = {
  SendMessage: ["GenerateDataKey", "Decrypt"],
  ReceiveMessage: ["Decrypt"],
};

const keyErrorCode = (problem: KeyProblem): string => `Kms${problem}`;

function eachEntry(entries: readonly JsonInput[], act: (entry: JsonInput) => object): unknown {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry["Id"], ...act(entry) });
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      Failed.push({
        Id: entry["Id"],
        SenderFault: error.status < 500,
        Code: error.code,
        Message: error.message,
      });
    }
  }
  return { Successful, Failed };
}

function visibilityOf(input: JsonInput): number {
  const seconds = optionalInteger(input, "VisibilityTimeout", 0, 43_200);
  if (seconds !== undefined) return seconds;
  throw new CloudError("MissingParameter", "The request must contain the parameter VisibilityTimeout.");
}

function optionalInteger(input: JsonInput, name: string, min: number, max: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new CloudError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${min} and ${max}, if provided.`,
  );
}

function senderIdOf(caller: Caller): string {
  if (caller.kind === "role") return `${caller.role.roleId}:${caller.session}`;
  return caller.kind === "service" ? caller.service : "AIDASANDBOX";
}
