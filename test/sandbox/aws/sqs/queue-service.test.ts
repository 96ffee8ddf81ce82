import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { type CloudClients, cloudClients } from "../../../support/sandbox-cloud";

let cloud: SandboxCloud;
let clients: CloudClients;
let url: string;

beforeEach(async () => {
  cloud = await startSandboxCloud({ seed: 7 });
  clients = cloudClients(cloud);
  url = (await cloud.resources.create("AWS::SQS::Queue", { QueueName: "flows", VisibilityTimeout: 60 })).id;
});

afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

const receive = async (QueueUrl = url) =>
  (
    await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, AttributeNames: ["All"] }),
    )
  ).Messages ?? [];

test("a queue delivers a message again when its visibility timeout is over, until it is deleted", async () => {
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "one" }));
  expect((await receive()).map(({ Body }) => Body)).toEqual(["one"]);
  await cloud.clock.advance(59_000);
  expect(await receive()).toEqual([]);
  await cloud.clock.advance(1000);
  const [again] = await receive();
  expect(again?.Attributes?.ApproximateReceiveCount).toBe("2");
  await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: again!.ReceiptHandle! }));
  await cloud.clock.advance(60_000);
  expect(await receive()).toEqual([]);
});
