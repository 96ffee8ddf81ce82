import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import {
  allow,
  clientSettings,
  cloudClients,
  functionRole,
  policy,
  trust,
} from "../../../support/sandbox-cloud";
import { roleCredentials } from "../support/functions";
import { waiterDefinition } from "../support/provider";

let cloud: SandboxCloud;
let sfn: SFNClient;
beforeEach(async () => {
  cloud = await startSandboxCloud();
  sfn = new SFNClient(clientSettings(cloud));
  await cloud.resources.create("AWS::IAM::Role", {
    RoleName: "waiter",
    AssumeRolePolicyDocument: trust("states.amazonaws.com"),
    Policies: [{ PolicyName: "own", PolicyDocument: policy([allow("lambda:InvokeFunction", "*")]) }],
  });
});
afterEach(async () => {
  sfn.destroy();
  await cloud.close();
});

const TYPE = "AWS::StepFunctions::StateMachine";
const definition = waiterDefinition({ interval: 5, attempts: 360, rate: 1 });
const create = (DefinitionString: string, role = "waiter") =>
  cloud.resources.create(TYPE, {
    StateMachineName: "wait",
    DefinitionString,
    RoleArn: `arn:aws:iam::123456789012:role/${role}`,
  });

/** The waiter with a member at a path replaced. */
function changed(change: (states: Record<string, Record<string, unknown>>) => object): string {
  const document = JSON.parse(definition) as { States: Record<string, Record<string, unknown>> };
  change(document.States);
  return JSON.stringify(document);
}

const TASK = "framework-isComplete-task";

test.each([
  ["no JSON", "{", "INVALID_JSON_DESCRIPTION"],
  [
    "a third state",
    changed((states) => Object.assign(states, { other: { Type: "Succeed" } })),
    "$.States.other",
  ],
  [
    "a time limit",
    changed((states) => Object.assign(states[TASK]!, { TimeoutSeconds: 5 })),
    `$.States.${TASK}.TimeoutSeconds`,
  ],
  [
    "no retry",
    changed((states) => Object.assign(states[TASK]!, { Retry: undefined })),
    `$.States.${TASK}.Retry`,
  ],
  [
    "no catch",
    changed((states) => Object.assign(states[TASK]!, { Catch: undefined })),
    `$.States.${TASK}.Catch`,
  ],
  [
    "another type",
    changed((states) => Object.assign(states[TASK]!, { Type: "Pass" })),
    `$.States.${TASK}.Type`,
  ],
  [
    "a task that is no function",
    changed((states) => Object.assign(states[TASK]!, { Resource: "arn:aws:states:::sqs:sendMessage" })),
    `$.States.${TASK}.Resource`,
  ],
  [
    "a negative interval",
    waiterDefinition({ interval: -1, attempts: 1, rate: 1 }),
    `$.States.${TASK}.Retry.0.IntervalSeconds`,
  ],
])("a definition with %s is refused", async (_what, text, place) => {
  await expect(create(text)).rejects.toMatchObject({
    code: "InvalidDefinition",
    message: expect.stringContaining(place),
  });
  expect(
    cloud.resources.read(TYPE, "arn:aws:states:us-east-1:123456789012:stateMachine:wait"),
  ).toBeUndefined();
});

test("a state machine whose role Step Functions may not assume is refused", async () => {
  await cloud.resources.create("AWS::IAM::Role", functionRole("other", []));
  await expect(create(definition, "other")).rejects.toThrow(
    "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
  );
});

test("an execution is refused when its state machine is missing, its name is taken or its input is no object", async () => {
  const { id: stateMachineArn } = await create(definition);
  const start = (part: object) => sfn.send(new StartExecutionCommand({ stateMachineArn, ...part }));
  await expect(start({ stateMachineArn: `${stateMachineArn}s` })).rejects.toMatchObject({
    name: "StateMachineDoesNotExist",
  });
  await expect(start({ input: "[]" })).rejects.toMatchObject({ name: "InvalidExecutionInput" });
  await expect(start({ input: `{"x":"${"y".repeat(262_144)}"}` })).rejects.toMatchObject({
    name: "InvalidExecutionInput",
  });
  await expect(start({ name: "a b" })).rejects.toMatchObject({ name: "InvalidName" });
  const { executionArn, startDate } = await start({ name: "one", input: "{}" });
  expect(executionArn).toBe("arn:aws:states:us-east-1:123456789012:execution:wait:one");
  expect(startDate!.getTime()).toBe(cloud.clock.now());
  await expect(start({ name: "one" })).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
});

test("a role starts only the state machine that it names", async () => {
  const { id } = await create(definition);
  const clients = cloudClients(cloud);
  const credentials = await roleCredentials(cloud, clients, [allow("states:StartExecution", `${id}-other`)]);
  const client = new SFNClient({ ...clientSettings(cloud), credentials });
  try {
    await expect(client.send(new StartExecutionCommand({ stateMachineArn: id }))).rejects.toThrow(
      `is not authorized to perform: states:StartExecution on resource: ${id}`,
    );
  } finally {
    client.destroy();
    clients.destroy();
  }
});

test("a deleted state machine starts no execution", async () => {
  const { id } = await create(definition);
  await cloud.resources.delete(TYPE, id);
  await expect(sfn.send(new StartExecutionCommand({ stateMachineArn: id }))).rejects.toMatchObject({
    name: "StateMachineDoesNotExist",
  });
});
