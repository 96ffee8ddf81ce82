import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { type CloudClients, cloudClients } from "../../../support/sandbox-cloud";
import { deployFunction } from "../support/functions";
import { seenBy } from "../support/log-messages";

const START = Date.UTC(2026, 8, 1, 9);
const MINUTE = 60_000;
const RULE_ARN = "arn:aws:events:us-east-1:123456789012:rule/tick";

let cloud: SandboxCloud;
let clients: CloudClients;
let functionArn: string;

beforeEach(async () => {
  cloud = await startSandboxCloud({ startTime: START });
  clients = cloudClients(cloud);
  functionArn = await deployFunction(cloud, {
    name: "f",
    body: "console.log('SEEN ' + JSON.stringify(event));",
  });
});

afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

const properties = (changes: object = {}) => ({
  Name: "tick",
  ScheduleExpression: "rate(5 minutes)",
  Targets: [{ Id: "f", Arn: functionArn }],
  ...changes,
});
const make = (changes: object = {}) => cloud.resources.create("AWS::Events::Rule", properties(changes));
const change = (changes: object) => cloud.resources.update("AWS::Events::Rule", "tick", properties(changes));
const permit = (SourceArn = RULE_ARN) =>
  cloud.resources.create("AWS::Lambda::Permission", {
    Action: "lambda:InvokeFunction",
    FunctionName: "f",
    Principal: "events.amazonaws.com",
    SourceArn,
  });

/** Minutes after the start at which the function ran. */
const runs = () =>
  cloud.metrics
    .points({ namespace: "AWS/Lambda", name: "Invocations", dimensions: { FunctionName: "f" } })
    .map(({ time }) => (time - START) / MINUTE);
const failed = () =>
  cloud.metrics.total({
    namespace: "AWS/Events",
    name: "FailedInvocations",
    dimensions: { RuleName: "tick" },
  });

test("a function runs at the rate of the rule, for the first time after one interval, and sees a scheduled event", async () => {
  await make();
  await permit();
  await cloud.clock.advance(15 * MINUTE);
  expect(runs()).toEqual([5, 10, 15]);
  expect(failed()).toBe(0);
  const [event] = await seenBy(clients, "f");
  expect(event).toMatchObject({
    "detail-type": "Scheduled Event",
    source: "aws.events",
    time: "2026-09-01T09:05:00Z",
    resources: [RULE_ARN],
    detail: {},
  });
});

test("a target gets its own input text instead of the event when it has one", async () => {
  await make({ Targets: [{ Id: "f", Arn: functionArn, Input: '{"a":1}' }] });
  await permit();
  await cloud.clock.advance(5 * MINUTE);
  expect(await seenBy(clients, "f")).toEqual([{ a: 1 }]);
});

test.each([
  ["nobody gave the rule a permission", undefined],
  ["the permission is another rule's", `${RULE_ARN}-other`],
])("no function runs when %s, and only a metric counts it", async (_when, sourceArn) => {
  await make();
  if (sourceArn !== undefined) await permit(sourceArn);
  await cloud.clock.advance(10 * MINUTE);
  expect(runs()).toEqual([]);
  expect(failed()).toBe(2);
});

test("a new rate counts from the moment it was set, and a new target does not move the next run", async () => {
  await make();
  await permit();
  await cloud.clock.advance(2 * MINUTE);
  await change({ Targets: [{ Id: "other", Arn: functionArn }] });
  await cloud.clock.advance(4 * MINUTE);
  expect(runs()).toEqual([5]);
  await change({ ScheduleExpression: "rate(1 hour)" });
  await cloud.clock.advance(60 * MINUTE);
  expect(runs()).toEqual([5, 66]);
});

test("a rule runs no function when it is disabled or deleted", async () => {
  await make({ State: "DISABLED" });
  await permit();
  await cloud.clock.advance(10 * MINUTE);
  await change({ State: "ENABLED" });
  await cloud.clock.advance(5 * MINUTE);
  await cloud.resources.delete("AWS::Events::Rule", "tick");
  await cloud.clock.advance(10 * MINUTE);
  expect(runs()).toEqual([15]);
});

test.each([
  [{ ScheduleExpression: undefined }, "EventPattern or ScheduleExpression must be specified"],
  [{ ScheduleExpression: "rate(1 minutes)" }, "Parameter ScheduleExpression is not valid."],
  [{ ScheduleExpression: "rate(5 minute)" }, "Parameter ScheduleExpression is not valid."],
  [{ ScheduleExpression: "rate(0 minutes)" }, "Parameter ScheduleExpression is not valid."],
  [{ ScheduleExpression: "every 5 minutes" }, "Parameter ScheduleExpression is not valid."],
  [{ ScheduleExpression: "cron(0 8 * * ? *)" }, "rate expressions only"],
  [{ Targets: [{ Id: "f", Arn: "f" }] }, "Reason: Provided Arn is not in correct format."],
  [{ Targets: [{ Id: "f" }] }, "required key [Arn] not found"],
  [{ Targets: [{ Id: "f", Arn: "arn:aws:lambda:us-east-1:1:function:f", Input: "{" }] }, "JSON syntax error"],
  [{ Schedule: "rate(5 minutes)" }, "extraneous key [Schedule] is not permitted"],
  [{ Name: "a b" }, "failed validation constraint"],
])("a rule is refused with %j", async (changes, reason) => {
  await expect(make(changes)).rejects.toThrow(reason);
  await cloud.clock.advance(10 * MINUTE);
  expect(failed()).toBe(0);
});
