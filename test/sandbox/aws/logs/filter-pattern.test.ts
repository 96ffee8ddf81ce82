import { CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { type CloudClients, cloudClients } from "../../../support/sandbox-cloud";
import { messagesOf } from "../support/log-messages";

const GROUP = "/flows";
const ACCEPT = "2 10.0.1.5 443 ACCEPT OK";
const REJECT = "2 10.9.1.5 22 REJECT OK";
const NO_DATA = "2 - - - NODATA";
const TEXT = 'ERROR "disk is full" at-1';
const MESSAGES = [ACCEPT, REJECT, NO_DATA, TEXT];

let cloud: SandboxCloud;
let clients: CloudClients;

beforeAll(async () => {
  cloud = await startSandboxCloud();
  clients = cloudClients(cloud);
  await cloud.resources.create("AWS::Logs::LogGroup", { LogGroupName: GROUP });
  await clients.logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: "one" }));
  const logEvents = MESSAGES.map((message) => ({ message, timestamp: cloud.clock.now() }));
  await clients.logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: "one", logEvents }));
});

afterAll(async () => {
  clients.destroy();
  await cloud.close();
});

test.each([
  ["", MESSAGES],
  ["ACCEPT", [ACCEPT]],
  ["accept", []],
  ["OK 443", [ACCEPT]],
  ["OK -443", [REJECT]],
  ['"disk is full"', [TEXT]],
  ['ERROR -"disk is full"', []],
  ['"-1"', [TEXT]],
  ["?ACCEPT ?REJECT", [ACCEPT, REJECT]],
  ["[version, address, port, action, status]", [ACCEPT, REJECT, NO_DATA]],
  ["[version, address]", []],
  ["[level, reason, place]", [TEXT]],
  ['[level, reason = "disk is full", place]', [TEXT]],
  ['[..., action = "ACCEPT", status]', [ACCEPT]],
  ['[..., action = "ACCEPT" || action = "REJECT", status]', [ACCEPT, REJECT]],
  ["[version, address, port > 22 && port < 1000, ...]", [ACCEPT]],
  ["[version = 2, address, port != 443, ...]", [REJECT, NO_DATA]],
  ["[version, address = 10.0.*, ...]", [ACCEPT]],
  ["[..., status = NODATA]", [NO_DATA]],
])("the pattern %j selects %j", async (pattern, expected) => {
  expect(await messagesOf(clients, GROUP, pattern)).toEqual(expected);
});

test.each([
  "[version, address",
  "[..., address, ...]",
  "[version, port ~ 3]",
  "{ $.level = 1 }",
  "%port [0-9]+%",
  "?ACCEPT OK",
])("the pattern %j is refused", async (pattern) => {
  await expect(messagesOf(clients, GROUP, pattern)).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
});
