import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { allow, type CloudClients, clientSettings, cloudClients } from "../../../support/sandbox-cloud";
import { roleCredentials } from "../support/functions";

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:keys";

let cloud: SandboxCloud;
let clients: CloudClients;
beforeEach(async () => {
  cloud = await startSandboxCloud();
  clients = cloudClients(cloud);
});
afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

/** What a role with one statement gets for listing queues and for asking whether it may invoke. */
async function answers(action: string, resource: string): Promise<string[]> {
  const credentials = await roleCredentials(cloud, clients, [allow(action, resource)]);
  const settings = { ...clientSettings(cloud), credentials };
  const sqs = new SQSClient(settings);
  const lambda = new LambdaClient(settings);
  const nameOf = (error: Error) => error.name;
  const list = sqs.send(new ListQueuesCommand({})).then(() => "fine", nameOf);
  const dryRun = lambda
    .send(new InvokeCommand({ FunctionName: "keys", InvocationType: "DryRun" }))
    .then(({ StatusCode }) => String(StatusCode), nameOf);
  const seen = await Promise.all([list, dryRun]);
  sqs.destroy();
  lambda.destroy();
  return seen;
}

test.each([
  ["sqs:ListQueues", "*", ["fine", "AccessDeniedException"]],
  ["sqs:ListQueues", "arn:aws:sqs:us-east-1:123456789012:flows", ["AccessDenied", "AccessDeniedException"]],
  ["lambda:InvokeFunction", FUNCTION, ["AccessDenied", "204"]],
  ["lambda:InvokeFunction", `${FUNCTION}-other`, ["AccessDenied", "AccessDeniedException"]],
])(
  "a role with %s on %s lists queues and makes a dry run with the answers %j",
  async (action, resource, expected) => {
    expect(await answers(action, resource)).toEqual(expected);
  },
);
