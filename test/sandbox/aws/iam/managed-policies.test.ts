import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import {
  allow,
  type CloudClients,
  clientSettings,
  cloudClients,
  policy,
  trust,
} from "../../../support/sandbox-cloud";
import { deployFunction, invoke, roleCredentials } from "../support/functions";

const TYPE = "AWS::IAM::ManagedPolicy";
const LIST = allow("sqs:ListQueues", "*");
const LOGS = allow("logs:*", "*");

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

const createPolicy = async (statements: readonly object[], properties: object = {}) =>
  (await cloud.resources.create(TYPE, { PolicyDocument: policy(statements), ...properties })).id;

/** What a role of this shape gets for listing queues: `fine`, or why it may not. */
async function listing(statements: readonly object[], change: object): Promise<string> {
  const credentials = await roleCredentials(cloud, clients, [LOGS, ...statements]);
  const role = cloud.resources.read("AWS::IAM::Role", "keys-role")!;
  await cloud.resources.update(role.type, role.id, { ...role.properties, ...change });
  const sqs = new SQSClient({ ...clientSettings(cloud), credentials });
  const answer = await sqs.send(new ListQueuesCommand({})).then(
    () => "fine",
    (error: Error) => error.message,
  );
  sqs.destroy();
  return answer;
}

test("a managed policy allows what it says to a role that it is attached to", async () => {
  const arn = await createPolicy([LIST]);
  expect(arn).toMatch(/^arn:aws:iam::123456789012:policy\/sandbox-policy-/);
  expect(await listing([], { ManagedPolicyArns: [arn] })).toBe("fine");
});

test("a managed policy that names a role is attached to it, and to none once it no longer does", async () => {
  await deployFunction(cloud, { name: "keys", body: "return 1;" });
  const PolicyDocument = policy([LIST]);
  const id = await createPolicy([LIST], { Roles: ["keys-role"] });
  await expect(cloud.resources.create(TYPE, { PolicyDocument, Roles: ["nobody"] })).rejects.toMatchObject({
    code: "NoSuchEntity",
  });
  const role = cloud.resources.read("AWS::IAM::Role", "keys-role")!;
  await cloud.resources.update(role.type, role.id, { ...role.properties, Description: "other" });
  await expect(cloud.resources.delete(TYPE, await createPolicy([LIST]))).resolves.toBeUndefined();
  await cloud.resources.update(TYPE, id, { PolicyDocument });
  await cloud.resources.delete(TYPE, id);
  expect(await invoke(clients, "keys")).toMatchObject({ value: 1 });
});

test.each([
  ["allows it too", [LIST], [LIST], "fine"],
  ["does not allow it", [LIST], [LOGS], "because no permissions boundary allows the sqs:ListQueues action"],
  [
    "denies it",
    [LIST],
    [LIST, { ...LIST, Effect: "Deny" }],
    "with an explicit deny in a permissions boundary",
  ],
  ["alone allows it", [], [LIST], "because no identity-based policy allows the sqs:ListQueues action"],
])(
  "an action is decided by role and boundary together when the boundary %s",
  async (_, own, limit, expected) => {
    const PermissionsBoundary = await createPolicy(limit);
    const answer = await listing(own, { PermissionsBoundary });
    if (expected === "fine") expect(answer).toBe(expected);
    else expect(answer).toContain(expected);
  },
);

test("a role is refused when its boundary does not exist", async () => {
  const PermissionsBoundary = "arn:aws:iam::123456789012:policy/nothing";
  const AssumeRolePolicyDocument = trust("lambda.amazonaws.com");
  await expect(
    cloud.resources.create("AWS::IAM::Role", { AssumeRolePolicyDocument, PermissionsBoundary }),
  ).rejects.toMatchObject({
    code: "NoSuchEntity",
    message: `Scope ARN: ${PermissionsBoundary} does not exist or is not attachable.`,
  });
});

test("a managed policy is not deleted while a role is limited by it", async () => {
  const PermissionsBoundary = await createPolicy([LIST]);
  const AssumeRolePolicyDocument = trust("lambda.amazonaws.com");
  const role = await cloud.resources.create("AWS::IAM::Role", {
    AssumeRolePolicyDocument,
    PermissionsBoundary,
  });
  await expect(cloud.resources.delete(TYPE, PermissionsBoundary)).rejects.toMatchObject({
    code: "DeleteConflict",
  });
  await cloud.resources.delete(role.type, role.id);
  await cloud.resources.delete(TYPE, PermissionsBoundary);
});
